package io.messaging.selftest.delivering;

import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.inmemory.InMemoryMessagingBackend;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Fault;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/** Makes others wait for a handler: SUB-12. */
final class Sub12BlockedHandlers {
    private static final ThreadLocal<Boolean> OWN = new ThreadLocal<>();

    static final Mutant STORING_THREAD_WAITS = Mutant.of(
                    "SUB-12", "declares ASYNC_DELIVERY, but the storing thread waits")
            .perhapsBreaking("their handlers wait for the storer, as ASYNC_DELIVERY allows", "SUB-08 DUR-09 RD-25")
            .sharedFault("running: storeMessage", () -> new Fault() {
                @Override
                public MessagingBackend open(MessagingBackend correct) {
                    EnumSet<Capability> declared = EnumSet.copyOf(correct.capabilities());
                    declared.add(Capability.ASYNC_DELIVERY);
                    return Faults.declaring(correct, Set.copyOf(declared));
                }

                @Override
                public InMemoryMessagingBackend.Delivery delivery() {
                    return InMemoryMessagingBackend.Delivery.DIRECT;
                }
            });

    static final Mutant ONE_THREAD = Mutant.of("SUB-12", "has one thread for all handlers")
            .perhapsBreaking(
                    "a handler that waits keeps all others waiting", "SUB-02 SUB-07 SUB-08 SUB-09 LIFE-01 RD-25 DUR-08")
            .fault("handlers can be blocked at once", correct -> {
                ReentrantLock one = new ReentrantLock(true);
                return Faults.plainHandlers(correct, (topic, handler, options) -> message -> {
                    one.lockInterruptibly();
                    try {
                        handler.onMessage(message);
                    } finally {
                        one.unlock();
                    }
                });
            });

    static final Mutant EIGHT_THREADS = pool("has eight threads for all handlers", 8);

    static final Mutant SIXTEEN_THREADS = pool("has sixteen threads for all handlers", 16);

    static final Mutant THIRTY_TWO_THREADS =
            pool("has thirty-two threads for all handlers", 32).representative();

    static final Mutant DROPS_BEYOND_50000 = Mutant.of("SUB-12", "drops waiting messages beyond 50,000")
            .fault("missing", Faults.plainHandlers((correct, topic, handler, options) -> {
                AtomicInteger handled = new AtomicInteger();
                AtomicBoolean blocked = new AtomicBoolean();
                return message -> {
                    long start = System.nanoTime();
                    if (blocked.get() && handled.incrementAndGet() > 50_000) {
                        return;
                    }
                    handler.onMessage(message);
                    if (handled.get() == 0
                            && correct.getMessagesForTopic(topic).size() > 50_000
                            && System.nanoTime() - start > 1_000_000) {
                        blocked.set(true);
                    }
                };
            }));

    static final Mutant STORES_WAIT_FOR_SLOW_HANDLER = Mutant.of(
                    "SUB-12", "stores wait when a handler is 1,000 messages behind")
            .sharedFault("running: storeMessage", () -> {
                Map<String, AtomicInteger> behind = new ConcurrentHashMap<>();
                return correct -> Faults.plainHandlers(
                        Faults.stores(correct, (backend, namespace, topic, message) -> {
                            backend.storeMessage(namespace, topic, message);
                            AtomicInteger waiting = behind.get(topic);
                            if (waiting != null) {
                                waiting.incrementAndGet();
                                while (waiting.get() > 1_000
                                        && !Thread.currentThread().isInterrupted()) {
                                    Faults.pause(1_000_000);
                                }
                            }
                        }),
                        (topic, handler, options) -> {
                            AtomicInteger own = new AtomicInteger();
                            AtomicInteger first = behind.putIfAbsent(topic, own);
                            return message -> {
                                handler.onMessage(message);
                                if (first == null) {
                                    own.decrementAndGet();
                                }
                            };
                        });
            });

    static final Mutant HUNDRED_THREADS = Mutant.of("SUB-12", "has a hundred threads for all handlers")
            .sharedFault("handlers can be blocked", () -> {
                Semaphore threads = new Semaphore(100);
                return Changes.deliveries((topic, handler, message) -> {
                    threads.acquire();
                    try {
                        handler.onMessage(message);
                    } finally {
                        threads.release();
                    }
                });
            });

    static final Mutant NO_SUBSCRIBE_WHILE_HANDLING = Mutant.of(
                    "SUB-12", "blocks a subscribe to a topic while a handler of it runs")
            .alsoBreaking("a handler is at work when it subscribes again", "SUB-11")
            .sharedFault("can be subscribed", () -> {
                Map<String, Semaphore> turns = new ConcurrentHashMap<>();
                return correct -> Changes.subscribe(
                        Faults.plainHandlers(correct, (topic, handler, options) -> {
                            Semaphore turn = turns.computeIfAbsent(topic, t -> new Semaphore(1_000));
                            ThreadLocal<Boolean> own = OWN;
                            return message -> {
                                turn.acquire();
                                own.set(true);
                                try {
                                    handler.onMessage(message);
                                } finally {
                                    own.remove();
                                    turn.release();
                                }
                            };
                        }),
                        (backend, topic, handler, options) -> {
                            Semaphore turn = topic == null ? null : turns.get(topic);
                            boolean waits = turn != null && OWN.get() == null && !options.isDurable();
                            if (waits) {
                                turn.acquireUninterruptibly(1_000);
                            }
                            try {
                                return backend.subscribe(topic, handler, options);
                            } finally {
                                if (waits) {
                                    turn.release(1_000);
                                }
                            }
                        });
            });

    private static Mutant pool(String name, int threads) {
        return Mutant.of("SUB-12", name).sharedFault("handlers can be blocked at once", () -> {
            Semaphore free = new Semaphore(threads, true);
            return Faults.plainHandlers((topic, handler, options) -> message -> {
                free.acquire();
                try {
                    handler.onMessage(message);
                } finally {
                    free.release();
                }
            });
        });
    }
}
