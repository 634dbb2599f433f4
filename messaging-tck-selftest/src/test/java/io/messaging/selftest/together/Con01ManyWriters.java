package io.messaging.selftest.together;

import io.messaging.backend.MessagingBackend;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes one mistake in ten thousand: CON-01. */
final class Con01ManyWriters {
    /** Early: on a busy machine the rule moves few messages. */
    private static final int FIRST = 500;

    static final Mutant LOSES_DELIVERY = Mutant.of(
                    "CON-01", "loses one delivery in ten thousand when several store at once")
            .representative()
            .sharedFault("missing", () -> {
                AtomicInteger storing = new AtomicInteger();
                AtomicInteger count = new AtomicInteger();
                return correct ->
                        Faults.plainHandlers(storingCounted(correct, storing), (topic, handler, options) -> message -> {
                            if (storing.get() < 2 || count.incrementAndGet() % 10_000 != FIRST) {
                                handler.onMessage(message);
                            }
                        });
            });

    static final Mutant LOSES_STORE = Mutant.of("CON-01", "loses one store in ten thousand when several store at once")
            .sharedFault("missing", () -> {
                AtomicInteger storing = new AtomicInteger();
                AtomicInteger count = new AtomicInteger();
                return Faults.stores((backend, namespace, topic, message) -> {
                    boolean alone = storing.incrementAndGet() < 2;
                    try {
                        if (alone || count.incrementAndGet() % 10_000 != FIRST) {
                            backend.storeMessage(namespace, topic, message);
                        }
                    } finally {
                        storing.decrementAndGet();
                    }
                });
            });

    static final Mutant REPEATS_DELIVERY = Mutant.of(
                    "CON-01", "repeats one delivery in ten thousand when several store at once")
            .sharedFault("repeated", () -> {
                AtomicInteger storing = new AtomicInteger();
                AtomicInteger count = new AtomicInteger();
                return correct ->
                        Faults.plainHandlers(storingCounted(correct, storing), (topic, handler, options) -> message -> {
                            handler.onMessage(message);
                            if (storing.get() > 1 && count.incrementAndGet() % 10_000 == FIRST) {
                                handler.onMessage(message);
                            }
                        });
            });

    static final Mutant SWAPS_DELIVERIES = Mutant.of(
                    "CON-01", "swaps two of a writer's messages in ten thousand when several store at once")
            .sharedFault("another order", () -> {
                AtomicInteger storing = new AtomicInteger();
                AtomicInteger count = new AtomicInteger();
                return correct -> Faults.plainHandlers(storingCounted(correct, storing), (topic, handler, options) -> {
                    Deque<Message> held = new ArrayDeque<>();
                    AtomicInteger holding = new AtomicInteger();
                    return message -> {
                        if (held.isEmpty() && storing.get() > 1 && count.incrementAndGet() % 2_000 == FIRST) {
                            held.add(message);
                            holding.set(40);
                            return;
                        }
                        handler.onMessage(message);
                        if (!held.isEmpty() && (holding.decrementAndGet() <= 0 || storing.get() == 0)) {
                            handler.onMessage(held.poll());
                        }
                    };
                });
            });

    static final Mutant LOSES_ID = Mutant.of(
                    "CON-01", "loses one id in ten thousand from its index when several store at once")
            .inEveryBuild()
            .sharedFault("getMessagesById", () -> {
                AtomicInteger storing = new AtomicInteger();
                AtomicInteger count = new AtomicInteger();
                Set<Message> lost = ConcurrentHashMap.newKeySet();
                return correct -> Changes.byId(
                        Faults.stores(correct, (backend, namespace, topic, message) -> {
                            boolean alone = storing.incrementAndGet() < 2;
                            try {
                                backend.storeMessage(namespace, topic, message);
                                if (!alone && count.incrementAndGet() % 10_000 == FIRST) {
                                    lost.add(message);
                                }
                            } finally {
                                storing.decrementAndGet();
                            }
                        }),
                        (backend, namespace, ids, right) ->
                                right.stream().filter(m -> !lost.contains(m)).toList());
            });

    static final Mutant MIXES_UP_PAYLOAD = Mutant.of(
                    "CON-01", "mixes up a payload in ten thousand when several store at once")
            .sharedFault("these differ", () -> {
                AtomicInteger count = new AtomicInteger();
                Map<String, Message> last = new ConcurrentHashMap<>();
                return Changes.deliveries((topic, handler, message) -> {
                    Message before = last.put(topic, message);
                    boolean mixes =
                            before != null && count.incrementAndGet() % 10_000 == FIRST && before.payload() != null;
                    handler.onMessage(
                            mixes
                                    ? message.toBuilder()
                                            .payload(before.payload())
                                            .build()
                                    : message);
                });
            });

    static final Mutant SINCE_LOSES_MESSAGE = Mutant.of("CON-01", "since loses one message in ten thousand")
            .sharedFault("since the start", () -> {
                AtomicInteger count = new AtomicInteger();
                Set<Message> lost = ConcurrentHashMap.newKeySet();
                return correct -> Changes.since(
                        Faults.stores(correct, (backend, namespace, topic, message) -> {
                            backend.storeMessage(namespace, topic, message);
                            if (count.incrementAndGet() % 10_000 == FIRST) {
                                lost.add(message);
                            }
                        }),
                        (backend, topic, since, right) ->
                                right.stream().filter(m -> !lost.contains(m)).toList());
            });

    private static Delegate storingCounted(MessagingBackend correct, AtomicInteger storing) {
        return Faults.stores(correct, (backend, namespace, topic, message) -> {
            storing.incrementAndGet();
            try {
                backend.storeMessage(namespace, topic, message);
            } finally {
                storing.decrementAndGet();
            }
        });
    }
}
