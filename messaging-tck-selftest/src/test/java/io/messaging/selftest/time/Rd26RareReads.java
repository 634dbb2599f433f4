package io.messaging.selftest.time;

import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Contents;
import io.messaging.selftest.fault.Deliveries;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Reads too little now and then: RD-26. */
final class Rd26RareReads {
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
                    "RD-13",
                    "RD-19",
                    "RD-27",
                    "SUB-12",
                    "SUB-05",
                    "CON-03",
                    "CON-02",
                    "DUR-08",
                    "SUB-07",
                    "RD-26",
                    "LIFE-05")
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
            .alsoBreaking("they ask for what is not stored yet", "RD-15", "RD-16")
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

    private static long newest(List<Message> messages) {
        return messages.stream().mapToLong(m -> m.id().chronologicalKey()).max().orElse(-1);
    }
}
