package io.messaging.selftest;

import io.messaging.backend.MessagingBackend;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Messages are seen too early, too late or too long: RD-25, RD-26. */
final class VisibilityMutants {
    private static final Executor A_MILLISECOND_LATER = CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS);

    private static final String READ_AT_ONCE = "they read, unsubscribe or close right after they have stored";
    private static final String[] AT_ONCE = {"RD-27", "SUB-12", "CON-02"};
    private static final String[] EVERY_WAY = {
        "RD-01", "RD-04", "RD-06", "RD-07", "RD-08", "RD-09", "RD-10", "RD-11", "RD-12", "RD-13", "RD-14", "RD-15",
                "RD-16", "RD-17",
        "RD-18", "RD-19", "RD-20", "RD-21", "RD-22", "RD-23", "RD-24", "RD-25", "RD-27", "CON-01", "CON-02", "CON-03",
                "LIFE-04", "SUB-12"
    };

    private VisibilityMutants() {}

    static List<Mutant> all() {
        List<Mutant> all = new ArrayList<>();
        all.addAll(expiry());
        all.addAll(late());
        return all;
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
            Set<Message> all = new java.util.TreeSet<>(java.util.Comparator.comparing(Message::id));
            all.addAll(found);
            all.addAll(byTopic.getOrDefault(topic, new ConcurrentLinkedQueue<>()));
            return List.copyOf(all);
        }
    }

    private static List<Mutant> expiry() {
        return List.of(
                Mutant.shared(
                        "RD-25", "keeps expired messages in its list", "getMessagesForTopic after the ttl", () -> {
                            Kept kept = new Kept();
                            return correct -> new Delegate(kept.noting(correct)) {
                                @Override
                                public List<Message> getMessagesForTopic(String topic) {
                                    return kept.with(topic, super.getMessagesForTopic(topic));
                                }
                            };
                        }),
                Mutant.shared(
                        "RD-25", "keeps expired messages in since", "getMessagesForTopicSince after the ttl", () -> {
                            Kept kept = new Kept();
                            return correct -> new Delegate(kept.noting(correct)) {
                                @Override
                                public List<Message> getMessagesForTopicSince(String topic, GemstoneId since) {
                                    return kept.with(topic, super.getMessagesForTopicSince(topic, since)).stream()
                                            .filter(m -> since.bits() == 0
                                                    || m.id().chronologicalKey() > since.chronologicalKey())
                                            .toList();
                                }
                            };
                        }),
                Mutant.shared(
                        "RD-25", "keeps expired messages in next", "getNextMessageForTopicSince after the ttl", () -> {
                            Kept kept = new Kept();
                            return correct -> new Delegate(kept.noting(correct)) {
                                @Override
                                public Optional<Message> getNextMessageForTopicSince(String topic, GemstoneId since) {
                                    return super.getNextMessageForTopicSince(topic, since)
                                            .or(() -> kept.with(topic, List.of()).stream()
                                                    .filter(m -> m.id().chronologicalKey() > since.chronologicalKey())
                                                    .findFirst());
                                }
                            };
                        }),
                Mutant.shared("RD-25", "keeps expired messages by id", "getMessagesById after the ttl", () -> {
                    Kept kept = new Kept();
                    return correct -> new Delegate(kept.noting(correct)) {
                        @Override
                        public List<Message> getMessagesById(String namespace, List<GemstoneId> ids) {
                            List<Message> found = super.getMessagesById(namespace, ids);
                            return ids.stream().anyMatch(id -> kept.byId.containsKey(namespace + id))
                                    ? ids.stream()
                                            .flatMap(id -> super.getMessagesById(namespace, List.of(id)).stream()
                                                    .findFirst()
                                                    .or(() -> Optional.ofNullable(kept.byId.get(namespace + id)))
                                                    .stream())
                                            .toList()
                                    : found;
                        }
                    };
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
                            new Delegate(kept.noting(correct)) {
                                @Override
                                public List<Message> getMessagesForTopic(String topic) {
                                    return kept.with(topic, super.getMessagesForTopic(topic));
                                }
                            },
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
                            return correct ->
                                    new Delegate(Faults.stores(
                                            kept.noting(correct), (backend, namespace, topic, message) -> {
                                                boolean again = message != null
                                                        && topic != null
                                                        && !topic.isBlank()
                                                        && backend.getMessagesForTopic(topic)
                                                                .contains(message);
                                                backend.storeMessage(namespace, topic, message);
                                                if (again) {
                                                    againNanos.put(message, System.nanoTime());
                                                }
                                            })) {
                                        @Override
                                        public List<Message> getMessagesForTopic(String topic) {
                                            return kept.with(topic, super.getMessagesForTopic(topic)).stream()
                                                    .filter(m -> m.ttlSeconds().orElse(0) == 0
                                                            || super.getMessagesForTopic(topic)
                                                                    .contains(m)
                                                            || againNanos.containsKey(m)
                                                                    && System.nanoTime() - againNanos.get(m)
                                                                            < m.ttlSeconds()
                                                                                            .getAsLong()
                                                                                    * 1_000_000_000L)
                                                    .toList();
                                        }
                                    };
                        }),
                Mutant.shared("RD-25", "takes the whole topic away with its expired messages", "missing", () -> {
                    Kept kept = new Kept();
                    return correct -> new Delegate(kept.noting(correct)) {
                        @Override
                        public List<Message> getMessagesForTopic(String topic) {
                            List<Message> found = super.getMessagesForTopic(topic);
                            Collection<Message> expiring =
                                    kept.byTopic.getOrDefault(topic, new ConcurrentLinkedQueue<>());
                            return found.containsAll(expiring) ? found : List.of();
                        }
                    };
                }));
    }

    private interface Gone {
        boolean test(Message message, long ageMillis);
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

    private static List<Mutant> late() {
        return List.of(
                Mutant.shared("RD-26", "applies a store a millisecond after it has returned", "it is not there", () -> {
                            ScheduledExecutorService later = laterInOrder();
                            return correct -> new Delegate(correct) {
                                @Override
                                public void storeMessage(String namespace, String topic, Message message) {
                                    super.getMessagesForTopic(topic);
                                    if (!Faults.valid(namespace, topic, message)
                                            || message.jsonLength() > Reference.MAX_MESSAGE_BYTES
                                            || super.getMessagesForTopic(topic).stream()
                                                    .anyMatch(m -> m.id().equals(message.id()))) {
                                        super.storeMessage(namespace, topic, message);
                                        return;
                                    }
                                    later.schedule(
                                            () -> {
                                                try {
                                                    correct.storeMessage(namespace, topic, message);
                                                } catch (RuntimeException closed) {
                                                    // It was too late.
                                                }
                                            },
                                            1,
                                            TimeUnit.MILLISECONDS);
                                }
                            };
                        })
                        .perhapsBreaking("a different message may come before the first", "RD-13")
                        .perhapsBreaking(
                                "they read, unsubscribe or close right after they have stored",
                                "RD-08",
                                "RD-17",
                                "RD-19",
                                "RD-25",
                                "RD-27",
                                "SUB-11",
                                "SUB-12",
                                "DUR-08",
                                "CON-02",
                                "LIFE-04",
                                "RD-16",
                                "SUB-02",
                                "SUB-07",
                                "SUB-08",
                                "LIFE-01",
                                "LIFE-05",
                                "DUR-02",
                                "DUR-03"),
                Mutant.shared(
                                "RD-26",
                                "shows a message in next a millisecond late",
                                "getNextMessageForTopicSince, called after",
                                () -> {
                                    Set<Message> hidden = ConcurrentHashMap.newKeySet();
                                    return correct -> new Delegate(hiding(correct, hidden)) {
                                        @Override
                                        public Optional<Message> getNextMessageForTopicSince(
                                                String topic, GemstoneId since) {
                                            return super.getNextMessageForTopicSince(topic, since)
                                                    .filter(m -> !hidden.contains(m));
                                        }
                                    };
                                })
                        .perhapsBreaking(READ_AT_ONCE, EVERY_WAY),
                Mutant.shared(
                                "RD-26",
                                "finds a message by id a millisecond late",
                                "getMessagesById, called after",
                                () -> {
                                    Set<Message> hidden = ConcurrentHashMap.newKeySet();
                                    return correct -> new Delegate(hiding(correct, hidden)) {
                                        @Override
                                        public List<Message> getMessagesById(String namespace, List<GemstoneId> ids) {
                                            return super.getMessagesById(namespace, ids).stream()
                                                    .filter(m -> !hidden.contains(m))
                                                    .toList();
                                        }
                                    };
                                })
                        .perhapsBreaking(READ_AT_ONCE, EVERY_WAY),
                Mutant.shared(
                                "RD-26",
                                "completes the future before it has stored",
                                "it is not there",
                                () -> correct -> new Delegate(correct) {
                                    @Override
                                    public CompletableFuture<Void> storeMessageAsync(
                                            String namespace, String topic, Message message) {
                                        if (!Faults.valid(namespace, topic, message)) {
                                            return super.storeMessageAsync(namespace, topic, message);
                                        }
                                        super.getMessagesForTopic(topic);
                                        A_MILLISECOND_LATER.execute(() -> {
                                            try {
                                                correct.storeMessageAsync(namespace, topic, message);
                                            } catch (RuntimeException refused) {
                                                // Nobody is told.
                                            }
                                        });
                                        return CompletableFuture.completedFuture(null);
                                    }
                                })
                        .perhapsBreaking(READ_AT_ONCE, EVERY_WAY),
                Mutant.shared(
                                "RD-26",
                                "reads from a cache of five milliseconds, since",
                                "getMessagesForTopicSince, called after",
                                () -> correct -> {
                                    record Answer(long nanos, List<Message> messages) {}
                                    Map<String, Answer> cache = new ConcurrentHashMap<>();
                                    return new Delegate(correct) {
                                        @Override
                                        public List<Message> getMessagesForTopicSince(String topic, GemstoneId since) {
                                            List<Message> right = super.getMessagesForTopicSince(topic, since);
                                            return topic != null
                                                    ? cache.compute(
                                                                    topic,
                                                                    (t, old) -> old != null
                                                                                    && System.nanoTime() - old.nanos
                                                                                            < 5_000_000
                                                                            ? old
                                                                            : new Answer(System.nanoTime(), right))
                                                            .messages
                                                    : right;
                                        }
                                    };
                                })
                        .perhapsBreaking(READ_AT_ONCE, EVERY_WAY),
                Mutant.shared(
                                "RD-26",
                                "remembers for a while that a topic is unknown",
                                "it is not there",
                                () -> correct -> {
                                    Map<String, Long> unknown = new ConcurrentHashMap<>();
                                    return Faults.sorts(
                                            new Delegate(correct) {
                                                @Override
                                                public List<Message> getMessagesForTopic(String topic) {
                                                    List<Message> right = super.getMessagesForTopic(topic);
                                                    if (right.isEmpty()) {
                                                        unknown.putIfAbsent(topic, System.nanoTime());
                                                    }
                                                    return System.nanoTime()
                                                                            - unknown.getOrDefault(
                                                                                    topic,
                                                                                    System.nanoTime() - 20_000_000)
                                                                    < 10_000_000
                                                            ? List.of()
                                                            : right;
                                                }
                                            },
                                            list -> list);
                                })
                        .perhapsBreaking("they read an empty topic first as well", "RD-27", "RD-02"),
                Mutant.shared(
                                "RD-26",
                                "shows other instances a message two milliseconds late",
                                "it is not there",
                                () -> {
                                    Map<Message, MessagingBackend> own = new ConcurrentHashMap<>();
                                    Executor later = CompletableFuture.delayedExecutor(2, TimeUnit.MILLISECONDS);
                                    return correct -> Faults.lists(
                                            Faults.stores(correct, (backend, namespace, topic, message) -> {
                                                if (message != null && topic != null) {
                                                    own.put(message, correct);
                                                }
                                                backend.storeMessage(namespace, topic, message);
                                                later.execute(() -> own.remove(message));
                                            }),
                                            list -> list.stream()
                                                    .filter(m -> own.getOrDefault(m, correct) == correct)
                                                    .toList());
                                })
                        .perhapsBreaking(READ_AT_ONCE, EVERY_WAY));
    }

    private static ScheduledExecutorService laterInOrder() {
        return Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "selftest-late");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Messages are in the set for a millisecond after they were stored. */
    private static Delegate hiding(MessagingBackend correct, Set<Message> hidden) {
        return Faults.stores(correct, (backend, namespace, topic, message) -> {
            boolean valid = namespace != null && topic != null && message != null && !topic.isBlank();
            boolean isNew = valid && backend.getMessagesForTopic(topic).stream().noneMatch(message::equals);
            if (isNew) {
                hidden.add(message);
            }
            backend.storeMessage(namespace, topic, message);
            A_MILLISECOND_LATER.execute(() -> hidden.remove(message));
        });
    }
}
