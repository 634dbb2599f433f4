package io.messaging.selftest.delivering;

import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.inmemory.InMemoryMessagingBackend;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Fault;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/** Has others wait for a handler: SUB-12. */
public final class Sub12BlockedHandlers {

    private static final ThreadLocal<Boolean> OWN = new ThreadLocal<>();

    private Sub12BlockedHandlers() {}

    public static List<Mutant> all() {
        return Stream.of(capabilities(), flow(), blocked())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Mutant> capabilities() {
        return List.of(Mutant.shared(
                        "SUB-12",
                        "declares ASYNC_DELIVERY, and has the storing thread wait",
                        "running: storeMessage",
                        () -> new Fault() {
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
                        })
                .perhapsBreaking(
                        "their handlers wait for the storer, as ASYNC_DELIVERY allows", "SUB-08", "DUR-09", "RD-25"));
    }

    private static List<Mutant> flow() {
        return List.of(
                Mutant.of("SUB-12", "has one thread for all handlers", "handlers can be blocked at once", correct -> {
                            ReentrantLock one = new ReentrantLock(true);
                            return Faults.plainHandlers(correct, (topic, handler, options) -> message -> {
                                one.lockInterruptibly();
                                try {
                                    handler.onMessage(message);
                                } finally {
                                    one.unlock();
                                }
                            });
                        })
                        .perhapsBreaking(
                                "a handler that waits keeps all others waiting",
                                "SUB-02",
                                "SUB-07",
                                "SUB-08",
                                "SUB-09",
                                "LIFE-01",
                                "RD-25",
                                "DUR-08"),
                pool("has eight threads for all handlers", 8),
                pool("has sixteen threads for all handlers", 16),
                pool("has thirty-two threads for all handlers", 32),
                Mutant.of(
                        "SUB-12",
                        "drops what waits beyond 50,000 messages",
                        "missing",
                        correct -> Faults.plainHandlers(correct, (topic, handler, options) -> {
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
                        })),
                Mutant.shared(
                        "SUB-12",
                        "stores wait when a handler is 1,000 messages behind",
                        "running: storeMessage",
                        () -> {
                            Map<String, AtomicInteger> behind = new ConcurrentHashMap<>();
                            return correct -> Faults.plainHandlers(
                                    Faults.stores(correct, (backend, namespace, topic, message) -> {
                                        backend.storeMessage(namespace, topic, message);
                                        AtomicInteger waiting = behind.get(topic);
                                        if (waiting != null) {
                                            waiting.incrementAndGet();
                                            while (waiting.get() > 1_000
                                                    && !Thread.currentThread().isInterrupted()) {
                                                LockSupport.parkNanos(1_000_000);
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
                        }));
    }

    private static List<Mutant> blocked() {
        return List.of(
                Mutant.shared("SUB-12", "has a hundred threads for all handlers", "handlers can be blocked", () -> {
                    Semaphore threads = new Semaphore(100);
                    return correct -> Changes.deliveries(correct, (topic, handler, message) -> {
                        threads.acquire();
                        try {
                            handler.onMessage(message);
                        } finally {
                            threads.release();
                        }
                    });
                }),
                Mutant.shared(
                                "SUB-12",
                                "takes no subscriber to a topic while a handler of it runs",
                                "can be subscribed",
                                () -> {
                                    Map<String, Semaphore> turns = new ConcurrentHashMap<>();
                                    return correct -> Changes.subscribe(
                                            Faults.plainHandlers(correct, (topic, handler, options) -> {
                                                Semaphore turn =
                                                        turns.computeIfAbsent(topic, t -> new Semaphore(1_000));
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
                                                boolean waits =
                                                        turn != null && OWN.get() == null && !options.isDurable();
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
                                })
                        .alsoBreaking("a handler is at work when it subscribes again", "SUB-11"));
    }

    private static Mutant pool(String name, int threads) {
        return Mutant.shared("SUB-12", name, "handlers can be blocked at once", () -> {
            Semaphore free = new Semaphore(threads, true);
            return correct -> Faults.plainHandlers(correct, (topic, handler, options) -> message -> {
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
