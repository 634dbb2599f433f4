package io.messaging.selftest.time;

import io.messaging.backend.MessagingBackend;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongPredicate;
import java.util.stream.Stream;

/** Forgets too early, too late or the wrong things: RD-25. */
public final class Rd25Ttl {
    private static final int THIRTY_DAYS_SECONDS = 30 * 24 * 3_600;

    private Rd25Ttl() {}

    public static List<Mutant> all() {
        return Stream.of(expiry(), ttl()).flatMap(List::stream).toList();
    }

    private static List<Mutant> expiry() {
        return List.of(
                Mutant.shared(
                        "RD-25", "keeps expired messages in its list", "getMessagesForTopic after the ttl", () -> {
                            Kept kept = new Kept();
                            return correct -> Changes.topic(
                                    kept.noting(correct), (backend, topic, right) -> kept.with(topic, right));
                        }),
                Mutant.shared(
                        "RD-25", "keeps expired messages in since", "getMessagesForTopicSince after the ttl", () -> {
                            Kept kept = new Kept();
                            return correct -> Changes.since(
                                    kept.noting(correct),
                                    (backend, topic, since, right) -> kept.with(topic, right).stream()
                                            .filter(m -> since.bits() == 0
                                                    || m.id().chronologicalKey() > since.chronologicalKey())
                                            .toList());
                        }),
                Mutant.shared(
                        "RD-25", "keeps expired messages in next", "getNextMessageForTopicSince after the ttl", () -> {
                            Kept kept = new Kept();
                            return correct -> Changes.next(
                                    kept.noting(correct),
                                    (backend, topic, since, right) ->
                                            right.or(() -> kept.with(topic, List.of()).stream()
                                                    .filter(m -> m.id().chronologicalKey() > since.chronologicalKey())
                                                    .findFirst()));
                        }),
                Mutant.shared("RD-25", "keeps expired messages by id", "getMessagesById after the ttl", () -> {
                    Kept kept = new Kept();
                    return correct -> Changes.byId(kept.noting(correct), (backend, namespace, ids, right) -> {
                        List<Message> found = right;
                        return ids.stream().anyMatch(id -> kept.byId.containsKey(namespace + id))
                                ? ids.stream()
                                        .flatMap(id -> backend.getMessagesById(namespace, List.of(id)).stream()
                                                .findFirst()
                                                .or(() -> Optional.ofNullable(kept.byId.get(namespace + id)))
                                                .stream())
                                        .toList()
                                : found;
                    });
                }),
                Mutant.shared(
                        "RD-25", "gives expired messages to a new durable client", "is delivered to nobody", () -> {
                            Kept kept = new Kept();
                            return correct ->
                                    Faults.durableHandlers(kept.noting(correct), (topic, handler, options) -> {
                                        Queue<Message> left = new ConcurrentLinkedQueue<>(
                                                kept.byTopic.getOrDefault(topic, new ConcurrentLinkedQueue<>()));
                                        return message -> {
                                            for (Message expired = left.poll();
                                                    expired != null;
                                                    expired = left.poll()) {
                                                if (!expired.equals(message)) {
                                                    handler.onMessage(expired);
                                                }
                                            }
                                            handler.onMessage(message);
                                        };
                                    });
                        }),
                ttl(
                        "counts the ttl in milliseconds",
                        "until its ttl of",
                        (message, ageMillis) -> ageMillis > message.ttlSeconds().getAsLong()),
                ttl(
                                "counts the ttl from the id's time",
                                "missing",
                                (message, ageMillis) -> message.ttlSeconds().getAsLong() > 0
                                        && System.currentTimeMillis()
                                                > message.timestampMillis()
                                                        + message.ttlSeconds().getAsLong() * 1_000)
                        .alsoBreaking("some of their messages have a ttl and ids of yesterday", "RD-01", "RD-19"),
                Mutant.of(
                        "RD-25",
                        "takes ttl 0 for none at all",
                        "missing",
                        correct -> Faults.lists(
                                correct,
                                list -> list.stream()
                                        .filter(m -> !m.field("ttl")
                                                .map(String::valueOf)
                                                .equals(Optional.of("0")))
                                        .toList())),
                ttl(
                        "overflows with a ttl of centuries",
                        "missing",
                        (message, ageMillis) -> message.ttlSeconds().getAsLong() * 1_000_000_000L < 0),
                ttl(
                        "expires half a second early",
                        "until its ttl of",
                        (message, ageMillis) -> message.ttlSeconds().getAsLong() > 0
                                && ageMillis > message.ttlSeconds().getAsLong() * 1_000 - 500),
                Mutant.shared("RD-25", "looks for expired messages every two seconds only", "after the ttl", () -> {
                    Kept kept = new Kept();
                    Map<Message, Long> storedNanos = new ConcurrentHashMap<>();
                    return correct -> Faults.lists(
                            Changes.topic(kept.noting(correct), (backend, topic, right) -> kept.with(topic, right)),
                            list -> list.stream()
                                    .filter(m -> m.ttlSeconds().orElse(0) == 0
                                            || System.nanoTime()
                                                            - storedNanos.computeIfAbsent(m, x -> System.nanoTime())
                                                    < m.ttlSeconds().getAsLong() * 1_000_000_000L + 2_000_000_000L
                                            || m.ttlSeconds().getAsLong() > 100_000)
                                    .toList());
                }),
                Mutant.shared(
                        "RD-25",
                        "counts the ttl anew when an equal message is stored",
                        "stored again meanwhile",
                        () -> {
                            Kept kept = new Kept();
                            Map<Message, Long> againNanos = new ConcurrentHashMap<>();
                            return correct -> Changes.topic(
                                    Faults.stores(kept.noting(correct), (backend, namespace, topic, message) -> {
                                        boolean again = message != null
                                                && topic != null
                                                && !topic.isBlank()
                                                && backend.getMessagesForTopic(topic)
                                                        .contains(message);
                                        backend.storeMessage(namespace, topic, message);
                                        if (again) {
                                            againNanos.put(message, System.nanoTime());
                                        }
                                    }),
                                    (backend, topic, right) -> kept.with(topic, right).stream()
                                            .filter(m -> m.ttlSeconds().orElse(0) == 0
                                                    || right.contains(m)
                                                    || againNanos.containsKey(m)
                                                            && System.nanoTime() - againNanos.get(m)
                                                                    < m.ttlSeconds()
                                                                                    .getAsLong()
                                                                            * 1_000_000_000L)
                                            .toList());
                        }),
                Mutant.shared("RD-25", "takes the whole topic away with its expired messages", "missing", () -> {
                    Kept kept = new Kept();
                    return correct -> Changes.topic(kept.noting(correct), (backend, topic, right) -> {
                        List<Message> found = right;
                        Collection<Message> expiring = kept.byTopic.getOrDefault(topic, new ConcurrentLinkedQueue<>());
                        return found.containsAll(expiring) ? found : List.of();
                    });
                }));
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

    /** Keeps every message with a ttl for ever, for one way to read. */
    private static final class Kept {
        private final Map<String, Queue<Message>> byTopic = new ConcurrentHashMap<>();
        private final Map<String, Message> byId = new ConcurrentHashMap<>();

        Delegate noting(MessagingBackend correct) {
            return Faults.stores(correct, (backend, namespace, topic, message) -> {
                backend.storeMessage(namespace, topic, message);
                if (message.ttlSeconds().orElse(0) > 0) {
                    byTopic.computeIfAbsent(topic, t -> new ConcurrentLinkedQueue<>())
                            .add(message);
                    byId.put(namespace + message.id(), message);
                }
            });
        }

        List<Message> with(String topic, List<Message> found) {
            Set<Message> all = new TreeSet<>(Comparator.comparing(Message::id));
            all.addAll(found);
            all.addAll(byTopic.getOrDefault(topic, new ConcurrentLinkedQueue<>()));
            return List.copyOf(all);
        }
    }

    /** Shows no message that is gone by its own reckoning, besides those that really are. */
    private static Mutant ttl(String name, String telling, Gone gone) {
        return Mutant.shared("RD-25", name, telling, () -> {
            Map<GemstoneId, Long> storedNanos = new ConcurrentHashMap<>();
            return correct -> Faults.lists(
                    Faults.stores(correct, (backend, namespace, topic, message) -> {
                        backend.storeMessage(namespace, topic, message);
                        storedNanos.putIfAbsent(message.id(), System.nanoTime());
                    }),
                    list -> list.stream()
                            .filter(m -> m.ttlSeconds().isEmpty()
                                    || !gone.test(
                                            m,
                                            (System.nanoTime() - storedNanos.getOrDefault(m.id(), System.nanoTime()))
                                                    / 1_000_000))
                            .toList());
        });
    }

    private interface Gone {
        boolean test(Message message, long ageMillis);
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
}
