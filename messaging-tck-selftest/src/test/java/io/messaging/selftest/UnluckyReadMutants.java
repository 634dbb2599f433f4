package io.messaging.selftest;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongPredicate;
import java.util.function.UnaryOperator;

/** Reads that go wrong in one place only: RD-01 to RD-09, RD-15, RD-18 to RD-21, RD-24 to RD-26. */
final class UnluckyReadMutants {
    private static final int THIRTY_DAYS_SECONDS = 30 * 24 * 3_600;

    private UnluckyReadMutants() {}

    static List<Mutant> all() {
        List<Mutant> all = new ArrayList<>();
        all.addAll(content());
        all.addAll(order());
        all.addAll(byId());
        all.addAll(names());
        all.addAll(sizes());
        all.addAll(ttl());
        all.addAll(caches());
        return all;
    }

    private static List<Mutant> content() {
        return List.of(
                Mutant.of(
                        "RD-01",
                        "loses the history in what is since an id",
                        "Since an id",
                        correct -> Changes.since(
                                correct,
                                (backend, topic, since, right) -> since.bits() == 0
                                        ? right
                                        : right.stream()
                                                .map(m -> m.toBuilder()
                                                        .messageHistory(List.of())
                                                        .build())
                                                .toList())),
                Mutant.shared("RD-02", "cannot read a topic that has subscribers only", "NullPointerException", () -> {
                    Set<String> subscribed = ConcurrentHashMap.newKeySet();
                    return correct -> Changes.topic(
                            Faults.handlers(correct, (topic, handler, options) -> {
                                subscribed.add(topic);
                                return handler;
                            }),
                            (backend, topic, right) -> {
                                if (right.isEmpty() && subscribed.contains(topic)) {
                                    throw new NullPointerException("no log of topic " + topic);
                                }
                                return right;
                            });
                }),
                Mutant.of(
                        "RD-20",
                        "takes texts that look like numbers for numbers",
                        "these differ",
                        correct -> Faults.reads(correct, UnluckyReadMutants::withNumbers)),
                Mutant.of(
                        "RD-24",
                        "gives the first message of each page the payload of the last before it",
                        "these differ",
                        correct -> Changes.topic(correct, (backend, topic, right) -> {
                            List<Message> read = new ArrayList<>(right);
                            for (int i = 1_000; i < read.size(); i += 1_000) {
                                read.set(
                                        i,
                                        read.get(i).toBuilder()
                                                .payload(right.get(i - 1).payload())
                                                .build());
                            }
                            return read;
                        })));
    }

    private static Message withNumbers(Message message) {
        if (message.payload() == null
                || message.payload().values().stream().noneMatch(UnluckyReadMutants::looksLikeANumber)) {
            return message;
        }
        Map<String, Object> payload = new java.util.LinkedHashMap<>(message.payload());
        payload.replaceAll((key, value) -> looksLikeANumber(value) ? Long.valueOf(value.toString()) : value);
        return message.toBuilder().payload(payload).build();
    }

    private static boolean looksLikeANumber(Object value) {
        return value instanceof String text && text.matches("[0-9]{1,9}");
    }

    private static List<Mutant> order() {
        return List.of(
                Mutant.of(
                        "RD-03",
                        "sorts each page of a thousand by itself",
                        "another order",
                        correct -> Faults.sorts(correct, right -> {
                            List<Message> byTime = right.stream()
                                    .sorted(Comparator.comparing((Message m) -> m.id().chronologicalKey()))
                                    .toList();
                            List<Message> pages = new ArrayList<>();
                            for (int i = 0; i < byTime.size(); i += 1_000) {
                                byTime.subList(i, Math.min(byTime.size(), i + 1_000)).stream()
                                        .sorted(Comparator.comparing(Message::id))
                                        .forEach(pages::add);
                            }
                            return pages;
                        })),
                Mutant.shared(
                        "RD-04",
                        "looks for a late message's place among the last hundred only",
                        "another order",
                        () -> {
                            Map<String, List<Message>> logs = new ConcurrentHashMap<>();
                            return correct -> Changes.topic(
                                    Faults.stores(correct, (backend, namespace, topic, message) -> {
                                        backend.storeMessage(namespace, topic, message);
                                        logs.compute(topic, (t, log) -> inserted(log, message));
                                    }),
                                    (backend, topic, right) -> {
                                        Set<Message> present = new LinkedHashSet<>(right);
                                        List<Message> log = logs.getOrDefault(topic, List.of()).stream()
                                                .filter(present::contains)
                                                .toList();
                                        return log.size() == right.size() ? log : right;
                                    });
                        }),
                Mutant.of(
                        "RD-06",
                        "knows one start only, id 0",
                        "start",
                        correct -> Changes.since(
                                correct,
                                (backend, topic, since, right) ->
                                        since.bits() != 0 && since.chronologicalKey() == 0 ? List.of() : right)),
                Mutant.shared(
                        "RD-09", "next goes on by a number that a late message shifts", "visits", () -> correct -> {
                            record Place(GemstoneId id, int index) {}
                            Map<String, Place> places = new ConcurrentHashMap<>();
                            return Changes.next(correct, (backend, topic, since, right) -> {
                                List<Message> all = backend.getMessagesForTopic(topic).stream()
                                        .sorted(Comparator.comparingLong(m -> m.id().chronologicalKey()))
                                        .toList();
                                Place place = places.get(topic);
                                Optional<Message> next =
                                        place != null && place.id.equals(since) && place.index + 1 < all.size()
                                                ? Optional.of(all.get(place.index + 1))
                                                : right;
                                boolean twins = all.stream()
                                                .map(m -> m.id().chronologicalKey())
                                                .distinct()
                                                .count()
                                        < all.size();
                                if (twins) {
                                    return right;
                                }
                                next.ifPresent(m -> places.put(topic, new Place(m.id(), all.indexOf(m))));
                                return next;
                            });
                        }));
    }

    private static List<Message> inserted(List<Message> log, Message message) {
        List<Message> longer = new ArrayList<>(log == null ? List.of() : log);
        if (longer.contains(message)) {
            return longer;
        }
        int place = longer.size();
        while (place > 0
                && place > longer.size() - 100
                && longer.get(place - 1).id().compareTo(message.id()) > 0) {
            place--;
        }
        longer.add(place, message);
        return longer;
    }

    private static List<Mutant> byId() {
        return List.of(Mutant.of(
                "RD-15",
                "answers a repeated id once where more than a hundred are asked for",
                "of many",
                correct -> Changes.byId(
                        correct,
                        (backend, namespace, ids, right) ->
                                ids.size() <= 100 ? right : List.copyOf(new LinkedHashSet<>(right)))));
    }

    private static List<Mutant> names() {
        return List.of(
                alike("leaves zero-width characters out of names", name -> name.replaceAll("[\u200b\ufeff]", "")),
                alike("removes slashes at the end of names", name -> name.replaceAll("/+$", "")),
                alike("takes plus signs in names for spaces", name -> name.replace('+', ' ')),
                Mutant.of(
                        "RD-19",
                        "an async store trims the namespace",
                        "namespace '",
                        correct -> Changes.async(
                                correct,
                                (backend, namespace, topic, message) ->
                                        backend.storeMessageAsync(namespace.strip(), topic, message))),
                Mutant.shared(
                        "RD-19", "unsubscribing a topic with a line break ends nothing", "after unsubscribe", () -> {
                            Deliveries deliveries = new Deliveries();
                            Map<String, List<MessageHandler>> orphans = new ConcurrentHashMap<>();
                            return correct ->
                                    new Delegate(Faults.stores(correct, (backend, namespace, topic, message) -> {
                                        backend.storeMessage(namespace, topic, message);
                                        orphans.getOrDefault(topic, List.of())
                                                .forEach(h -> Deliveries.deliver(h, message));
                                    })) {
                                        private final Map<String, List<MessageHandler>> own = new ConcurrentHashMap<>();

                                        @Override
                                        public Subscription subscribe(
                                                String topic, MessageHandler handler, SubscriptionOptions options) {
                                            Subscription subscription = super.subscribe(topic, handler, options);
                                            if (topic.contains("\n")) {
                                                own.put(topic, List.of(handler));
                                            }
                                            return subscription;
                                        }

                                        @Override
                                        public void unsubscribe(String topic) {
                                            super.unsubscribe(topic);
                                            List<MessageHandler> left = own.remove(topic);
                                            if (left != null) {
                                                orphans.put(topic, left);
                                            }
                                        }
                                    };
                        }));
    }

    private static Mutant alike(String name, UnaryOperator<String> change) {
        return Mutant.of("RD-18", name, "topic '", correct -> Faults.topics(correct, change));
    }

    private static List<Mutant> sizes() {
        return List.of(
                Mutant.of(
                        "RD-21",
                        "loses a message of exactly 8 KiB",
                        "missing",
                        correct -> Faults.lists(
                                correct,
                                list -> list.stream()
                                        .filter(m -> m.jsonLength() != 8_192)
                                        .toList())),
                Mutant.of(
                        "RD-21",
                        "reads at most 16 MiB of a topic",
                        "missing",
                        correct -> Changes.topic(correct, (backend, topic, right) -> {
                            long left = 16L * 1_024 * 1_024;
                            List<Message> read = new ArrayList<>();
                            for (Message message : right) {
                                left -= message.jsonLength();
                                if (left >= 0) {
                                    read.add(message);
                                }
                            }
                            return read;
                        })),
                Mutant.of(
                        "RD-21",
                        "next cuts texts above a million and a half bytes",
                        "these differ",
                        correct -> Changes.next(
                                correct,
                                (backend, topic, since, right) -> right.map(m -> m.jsonLength() <= 1_500_000
                                        ? m
                                        : m.toBuilder()
                                                .payload(Map.of("text", "cut"))
                                                .build()))),
                Mutant.of(
                        "RD-21",
                        "delivers nothing above a million and a half bytes",
                        "receives message",
                        correct -> Changes.deliveries(correct, (topic, handler, message) -> {
                            if (message.jsonLength() <= 1_500_000) {
                                handler.onMessage(message);
                            }
                        })));
    }

    private static List<Mutant> ttl() {
        return List.of(
                lifetime(
                        "counts the ttl in milliseconds of 32 bits",
                        ttl -> ttl < Integer.MAX_VALUE && (int) (ttl * 1_000) < 0),
                lifetime("counts the ttl in seconds of 32 bits", ttl -> ttl < 4_294_967_296L && (int) ttl < 0),
                lifetime(
                        "takes a ttl of more than thirty days for a date",
                        ttl -> ttl > THIRTY_DAYS_SECONDS && ttl < System.currentTimeMillis() / 1_000));
    }

    /** What its reckoning of the ttl says is gone, is. */
    private static Mutant lifetime(String name, LongPredicate gone) {
        return Mutant.of(
                "RD-25",
                name,
                "missing",
                correct -> Faults.lists(
                        correct,
                        list -> list.stream()
                                .filter(m -> m.ttlSeconds().isEmpty()
                                        || !gone.test(m.ttlSeconds().getAsLong()))
                                .toList()));
    }

    private static List<Mutant> caches() {
        return List.of(
                Mutant.of("RD-26", "remembers that an id was unknown", "getMessagesById, called after", correct -> {
                    Set<GemstoneId> unknown = ConcurrentHashMap.newKeySet();
                    return Changes.byId(correct, (backend, namespace, ids, right) -> {
                        Set<GemstoneId> found = new LinkedHashSet<>();
                        right.forEach(m -> found.add(m.id()));
                        ids.stream().filter(id -> !found.contains(id)).forEach(unknown::add);
                        return right.stream()
                                .filter(m -> !unknown.contains(m.id()))
                                .toList();
                    });
                }),
                Mutant.of(
                        "RD-26",
                        "remembers that nothing was since an id",
                        "getMessagesForTopicSince, called after",
                        correct -> {
                            Set<String> empty = ConcurrentHashMap.newKeySet();
                            return Changes.since(correct, (backend, topic, since, right) -> {
                                boolean known =
                                        !backend.getMessagesForTopic(topic).isEmpty();
                                if (known && right.isEmpty()) {
                                    empty.add(topic + since);
                                }
                                return empty.contains(topic + since) ? List.of() : right;
                            });
                        }),
                Mutant.of(
                        "RD-26",
                        "reads from a cache until something newer comes",
                        "getMessagesForTopic, called after",
                        correct -> {
                            Map<String, List<Message>> cache = new ConcurrentHashMap<>();
                            return Changes.topic(
                                    correct,
                                    (backend, topic, right) -> cache.merge(
                                            topic, right, (old, now) -> newest(old) == newest(now) ? old : now));
                        }));
    }

    private static long newest(List<Message> messages) {
        return messages.stream().mapToLong(m -> m.id().chronologicalKey()).max().orElse(-1);
    }
}
