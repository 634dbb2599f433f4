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

/** Forgets too early, too late or the wrong things: RD-25. */
final class Rd25Ttl {
    private static final int THIRTY_DAYS_SECONDS = 30 * 24 * 3_600;

    static final Mutant LIST_KEEPS_EXPIRED = Mutant.of("RD-25", "keeps expired messages in its list")
            .sharedFault("getMessagesForTopic after the ttl", () -> {
                Kept kept = new Kept();
                return correct ->
                        Changes.topic(kept.noting(correct), (backend, topic, right) -> kept.with(topic, right));
            });

    static final Mutant SINCE_KEEPS_EXPIRED = Mutant.of("RD-25", "keeps expired messages in since")
            .sharedFault("getMessagesForTopicSince after the ttl", () -> {
                Kept kept = new Kept();
                return correct -> Changes.since(
                        kept.noting(correct),
                        (backend, topic, since, right) -> kept.with(topic, right).stream()
                                .filter(m -> since.bits() == 0 || m.id().chronologicalKey() > since.chronologicalKey())
                                .toList());
            });

    static final Mutant NEXT_KEEPS_EXPIRED = Mutant.of("RD-25", "keeps expired messages in next")
            .sharedFault("getNextMessageForTopicSince after the ttl", () -> {
                Kept kept = new Kept();
                return correct -> Changes.next(
                        kept.noting(correct),
                        (backend, topic, since, right) -> right.or(() -> kept.with(topic, List.of()).stream()
                                .filter(m -> m.id().chronologicalKey() > since.chronologicalKey())
                                .findFirst()));
            });

    static final Mutant BY_ID_KEEPS_EXPIRED = Mutant.of("RD-25", "keeps expired messages by id")
            .representative()
            .sharedFault("getMessagesById after the ttl", () -> {
                Kept kept = new Kept();
                return correct -> Changes.byId(kept.noting(correct), (backend, namespace, ids, right) -> {
                    return ids.stream().anyMatch(id -> kept.byId.containsKey(namespace + id))
                            ? ids.stream()
                                    .flatMap(id -> backend.getMessagesById(namespace, List.of(id)).stream()
                                            .findFirst()
                                            .or(() -> Optional.ofNullable(kept.byId.get(namespace + id)))
                                            .stream())
                                    .toList()
                            : right;
                });
            });

    static final Mutant DURABLE_GETS_EXPIRED = Mutant.of("RD-25", "gives expired messages to a new durable client")
            .sharedFault("is delivered to nobody", () -> {
                Kept kept = new Kept();
                return correct -> Faults.durableHandlers(kept.noting(correct), (topic, handler, options) -> {
                    Queue<Message> left = new ConcurrentLinkedQueue<>(
                            kept.byTopic.getOrDefault(topic, new ConcurrentLinkedQueue<>()));
                    return message -> {
                        for (Message expired = left.poll(); expired != null; expired = left.poll()) {
                            if (!expired.equals(message)) {
                                handler.onMessage(expired);
                            }
                        }
                        handler.onMessage(message);
                    };
                });
            });

    static final Mutant MILLISECONDS = ttl(
            "counts the ttl in milliseconds",
            "until its ttl of",
            (message, ageMillis) -> ageMillis > message.ttlSeconds().getAsLong());

    static final Mutant COUNTS_FROM_ID = ttl(
                    "counts the ttl from the id's time",
                    "missing",
                    (message, ageMillis) -> message.ttlSeconds().getAsLong() > 0
                            && System.currentTimeMillis()
                                    > message.timestampMillis()
                                            + message.ttlSeconds().getAsLong() * 1_000)
            .alsoBreaking("some of their messages have a ttl and ids of yesterday", "RD-01 RD-19");

    static final Mutant ZERO_EXPIRES = Mutant.of("RD-25", "treats ttl 0 as expired")
            .fault(
                    "missing",
                    Faults.lists(list -> list.stream()
                            .filter(m -> !m.field("ttl").map(String::valueOf).equals(Optional.of("0")))
                            .toList()));

    static final Mutant OVERFLOWS = ttl(
            "overflows with a ttl of centuries",
            "missing",
            (message, ageMillis) -> message.ttlSeconds().getAsLong() * 1_000_000_000L < 0);

    static final Mutant HALF_A_SECOND_EARLY = ttl(
            "expires half a second early",
            "until its ttl of",
            (message, ageMillis) -> message.ttlSeconds().getAsLong() > 0
                    && ageMillis > message.ttlSeconds().getAsLong() * 1_000 - 500);

    static final Mutant CHECKS_EVERY_TWO_SECONDS = Mutant.of(
                    "RD-25", "checks for expired messages every two seconds only")
            .inEveryBuild()
            .sharedFault("after the ttl", () -> {
                Kept kept = new Kept();
                Map<Message, Long> storedNanos = new ConcurrentHashMap<>();
                return correct -> Faults.lists(
                        Changes.topic(kept.noting(correct), (backend, topic, right) -> kept.with(topic, right)),
                        list -> list.stream()
                                .filter(m -> m.ttlSeconds().orElse(0) == 0
                                        || System.nanoTime() - storedNanos.computeIfAbsent(m, x -> System.nanoTime())
                                                < m.ttlSeconds().getAsLong() * 1_000_000_000L + 2_000_000_000L
                                        || m.ttlSeconds().getAsLong() > 100_000)
                                .toList());
            });

    static final Mutant EQUAL_STORE_RESTARTS_TTL = Mutant.of(
                    "RD-25", "restarts the ttl when an equal message is stored")
            .sharedFault("stored again meanwhile", () -> {
                Kept kept = new Kept();
                Map<Message, Long> againNanos = new ConcurrentHashMap<>();
                return correct -> Changes.topic(
                        Faults.stores(kept.noting(correct), (backend, namespace, topic, message) -> {
                            boolean again = message != null
                                    && topic != null
                                    && !topic.isBlank()
                                    && backend.getMessagesForTopic(topic).contains(message);
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
                                                        < m.ttlSeconds().getAsLong() * 1_000_000_000L)
                                .toList());
            });

    static final Mutant EXPIRY_REMOVES_TOPIC = Mutant.of("RD-25", "removes the whole topic with its expired messages")
            .sharedFault("missing", () -> {
                Kept kept = new Kept();
                return correct -> Changes.topic(kept.noting(correct), (backend, topic, right) -> {
                    Collection<Message> expiring = kept.byTopic.getOrDefault(topic, new ConcurrentLinkedQueue<>());
                    return right.containsAll(expiring) ? right : List.of();
                });
            });

    static final Mutant MILLISECONDS_IN_INT = lifetime(
            "counts the ttl in milliseconds of 32 bits", ttl -> ttl < Integer.MAX_VALUE && (int) (ttl * 1_000) < 0);

    static final Mutant SECONDS_IN_INT =
            lifetime("counts the ttl in seconds of 32 bits", ttl -> ttl < 4_294_967_296L && (int) ttl < 0);

    static final Mutant TTL_AS_DATE = lifetime(
            "treats a ttl of more than thirty days as a date",
            ttl -> ttl > THIRTY_DAYS_SECONDS && ttl < System.currentTimeMillis() / 1_000);

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
        return Mutant.of("RD-25", name).sharedFault(telling, () -> {
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
        return Mutant.of("RD-25", name)
                .fault(
                        "missing",
                        Faults.lists(list -> list.stream()
                                .filter(m -> m.ttlSeconds().isEmpty()
                                        || !gone.test(m.ttlSeconds().getAsLong()))
                                .toList()));
    }
}
