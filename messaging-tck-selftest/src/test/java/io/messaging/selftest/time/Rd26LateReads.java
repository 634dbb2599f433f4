package io.messaging.selftest.time;

import io.messaging.backend.MessagingBackend;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Contents;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Deliveries;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import io.messaging.selftest.fault.Reference;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Shows a message late, always or in rare cases: RD-26. */
final class Rd26LateReads {
    private static final String READ_AT_ONCE = "they read, unsubscribe or close right after they have stored";
    private static final String EVERY_WAY =
            "RD-01 RD-04 RD-06 RD-07 RD-08 RD-09 RD-10 RD-11 RD-12 RD-13 RD-14 RD-15 RD-16 RD-17 RD-18 RD-19"
                    + " RD-20 RD-21 RD-22 RD-23 RD-24 RD-25 RD-27 CON-01 CON-02 CON-03 LIFE-04 SUB-12";
    private static final Executor A_MILLISECOND_LATER = CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS);

    static final Mutant STORE_APPLIED_LATE = Mutant.of("RD-26", "applies a store a millisecond after it has returned")
            .perhapsBreaking("a loop over next meets them late", "RD-09")
            .perhapsBreaking("a different message may come before the first", "RD-13")
            .perhapsBreaking(
                    "they read, unsubscribe or close right after they have stored",
                    "RD-08 RD-17 RD-19 RD-25 RD-27 SUB-11 SUB-12 DUR-08 CON-02 LIFE-04 RD-16 SUB-02 SUB-07 SUB-08 LIFE-01 LIFE-05 DUR-02 DUR-03")
            .sharedFault("it is not there", () -> {
                ScheduledExecutorService later = laterInOrder();
                return Changes.store((backend, namespace, topic, message) -> {
                    backend.getMessagesForTopic(topic);
                    if (!Faults.valid(namespace, topic, message)
                            || message.jsonLength() > Reference.MAX_MESSAGE_BYTES
                            || backend.getMessagesForTopic(topic).stream().anyMatch(m -> m.id().equals(message.id()))) {
                        backend.storeMessage(namespace, topic, message);
                        return;
                    }
                    later.schedule(
                            () -> {
                                try {
                                    backend.storeMessage(namespace, topic, message);
                                } catch (RuntimeException closed) {
                                    // It was too late.
                                }
                            },
                            1,
                            TimeUnit.MILLISECONDS);
                });
            });

    static final Mutant NEXT_LATE = Mutant.of("RD-26", "shows a message in next a millisecond late")
            .perhapsBreaking(READ_AT_ONCE, EVERY_WAY)
            .representative()
            .sharedFault("getNextMessageForTopicSince, called after", () -> {
                Set<Message> hidden = ConcurrentHashMap.newKeySet();
                return correct -> Changes.next(
                        hiding(correct, hidden),
                        (backend, topic, since, right) -> right.filter(m -> !hidden.contains(m)));
            });

    static final Mutant BY_ID_LATE = Mutant.of("RD-26", "finds a message by id a millisecond late")
            .perhapsBreaking(READ_AT_ONCE, EVERY_WAY)
            .inEveryBuild()
            .sharedFault("getMessagesById, called after", () -> {
                Set<Message> hidden = ConcurrentHashMap.newKeySet();
                return correct -> Changes.byId(
                        hiding(correct, hidden),
                        (backend, namespace, ids, right) ->
                                right.stream().filter(m -> !hidden.contains(m)).toList());
            });

    static final Mutant FUTURE_COMPLETES_EARLY = Mutant.of("RD-26", "completes the future before it has stored")
            .perhapsBreaking(READ_AT_ONCE, EVERY_WAY)
            .sharedFault(
                    "it is not there",
                    () -> Changes.async((backend, namespace, topic, message) -> {
                        backend.getMessagesForTopic(topic);
                        A_MILLISECOND_LATER.execute(() -> {
                            try {
                                backend.storeMessageAsync(namespace, topic, message);
                            } catch (RuntimeException refused) {
                                // Nobody is told.
                            }
                        });
                        return CompletableFuture.completedFuture(null);
                    }));

    static final Mutant SINCE_CACHED = Mutant.of("RD-26", "reads from a cache of five milliseconds, since")
            .perhapsBreaking(READ_AT_ONCE, EVERY_WAY)
            .sharedFault("getMessagesForTopicSince, called after", () -> correct -> {
                record Answer(long nanos, List<Message> messages) {}
                Map<String, Answer> cache = new ConcurrentHashMap<>();
                return Changes.since(
                        correct,
                        (backend, topic, since, right) -> topic != null
                                ? cache.compute(
                                                topic,
                                                (t, old) -> old != null && System.nanoTime() - old.nanos < 5_000_000
                                                        ? old
                                                        : new Answer(System.nanoTime(), right))
                                        .messages
                                : right);
            });

    static final Mutant CACHES_UNKNOWN_TOPIC = Mutant.of("RD-26", "remembers for a while that a topic is unknown")
            .perhapsBreaking("they read an empty topic first as well", "RD-27 RD-02")
            .sharedFault("it is not there", () -> correct -> {
                Map<String, Long> unknown = new ConcurrentHashMap<>();
                return Faults.sorts(
                        Changes.topic(correct, (backend, topic, right) -> {
                            if (right.isEmpty()) {
                                unknown.putIfAbsent(topic, System.nanoTime());
                            }
                            return System.nanoTime() - unknown.getOrDefault(topic, System.nanoTime() - 20_000_000)
                                            < 10_000_000
                                    ? List.of()
                                    : right;
                        }),
                        list -> list);
            });

    static final Mutant OTHER_INSTANCES_LATE = Mutant.of(
                    "RD-26", "shows other instances a message two milliseconds late")
            .perhapsBreaking(READ_AT_ONCE, EVERY_WAY)
            .sharedFault("it is not there", () -> {
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
            });

    private static final int LARGE_BYTES = 65_536;

    static final Mutant LARGE_LATE = Mutant.of("RD-26", "shows large messages ten milliseconds late")
            .alsoBreaking("it reads large messages as soon as they are stored", "RD-27")
            .sharedFault("it is not there", () -> {
                Map<Message, Long> stored = new ConcurrentHashMap<>();
                return correct -> Faults.lists(
                        Faults.stores(correct, (backend, namespace, topic, message) -> {
                            if (message.jsonLength() > 2 * LARGE_BYTES) {
                                stored.putIfAbsent(message, System.nanoTime());
                            }
                            backend.storeMessage(namespace, topic, message);
                        }),
                        list -> Contents.without(
                                list,
                                m -> m.jsonLength() > 2 * LARGE_BYTES
                                        && System.nanoTime() - stored.getOrDefault(m, 0L) < 10_000_000));
            });

    static final Mutant LATE_WHILE_OTHERS_STORE = Mutant.of(
                    "RD-26", "shows a message a millisecond late while others store")
            .sharedFault("it is not there", () -> {
                AtomicInteger storing = new AtomicInteger();
                Map<GemstoneId, Long> hidden = new ConcurrentHashMap<>();
                return correct -> Changes.byId(
                        Faults.stores(correct, (backend, namespace, topic, message) -> {
                            boolean alone = storing.incrementAndGet() == 1;
                            try {
                                backend.storeMessage(namespace, topic, message);
                                if (!alone) {
                                    hidden.putIfAbsent(message.id(), System.nanoTime());
                                }
                            } finally {
                                storing.decrementAndGet();
                            }
                        }),
                        (backend, namespace, ids, right) -> Contents.without(
                                right,
                                m -> hidden.containsKey(m.id()) && System.nanoTime() - hidden.get(m.id()) < 1_000_000));
            });

    static final Mutant LATE_IF_SUBSCRIBED = Mutant.of(
                    "RD-26", "shows a message a millisecond late if the topic has a subscriber")
            .perhapsBreaking(
                    "they read right after they have stored",
                    "RD-13 RD-19 RD-27 SUB-12 SUB-05 CON-03 CON-02 DUR-08 SUB-07 RD-26 LIFE-05")
            .sharedFault("it is not there", () -> {
                Deliveries deliveries = new Deliveries();
                Map<GemstoneId, Long> hidden = new ConcurrentHashMap<>();
                return correct -> Changes.topic(
                        Faults.stores(deliveries.noting(correct), (backend, namespace, topic, message) -> {
                            backend.storeMessage(namespace, topic, message);
                            if (deliveries.topics().contains(topic)) {
                                hidden.putIfAbsent(message.id(), System.nanoTime());
                            }
                        }),
                        (backend, topic, right) -> Contents.without(
                                right,
                                m -> hidden.containsKey(m.id()) && System.nanoTime() - hidden.get(m.id()) < 1_000_000));
            });

    static final Mutant CACHES_UNKNOWN_ID = Mutant.of("RD-26", "remembers that an id was unknown")
            .alsoBreaking("they ask for what is not stored yet", "RD-15 RD-16")
            .fault("getMessagesById, called after", correct -> {
                Set<GemstoneId> unknown = ConcurrentHashMap.newKeySet();
                return Changes.byId(correct, (backend, namespace, ids, right) -> {
                    Set<GemstoneId> found = new LinkedHashSet<>();
                    right.forEach(m -> found.add(m.id()));
                    ids.stream().filter(id -> !found.contains(id)).forEach(unknown::add);
                    return right.stream().filter(m -> !unknown.contains(m.id())).toList();
                });
            });

    static final Mutant CACHES_EMPTY_SINCE = Mutant.of("RD-26", "remembers that nothing was since an id")
            .fault("getMessagesForTopicSince, called after", correct -> {
                Set<String> empty = ConcurrentHashMap.newKeySet();
                return Changes.since(correct, (backend, topic, since, right) -> {
                    boolean known = !backend.getMessagesForTopic(topic).isEmpty();
                    if (known && right.isEmpty()) {
                        empty.add(topic + since);
                    }
                    return empty.contains(topic + since) ? List.of() : right;
                });
            });

    static final Mutant CACHED_UNTIL_NEWER = Mutant.of("RD-26", "reads from a cache until a newer message comes")
            .fault("getMessagesForTopic, called after", correct -> {
                Map<String, List<Message>> cache = new ConcurrentHashMap<>();
                return Changes.topic(
                        correct,
                        (backend, topic, right) ->
                                cache.merge(topic, right, (old, now) -> newest(old) == newest(now) ? old : now));
            });

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

    private static long newest(List<Message> messages) {
        return messages.stream().mapToLong(m -> m.id().chronologicalKey()).max().orElse(-1);
    }
}
