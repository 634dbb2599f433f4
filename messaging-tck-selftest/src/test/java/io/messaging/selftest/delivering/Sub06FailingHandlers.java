package io.messaging.selftest.delivering;

import io.messaging.backend.BackendClosedException;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingConnectionException;
import io.messaging.inmemory.InMemoryMessagingBackend.Delivery;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Fault;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Suffers from handlers that fail: SUB-06. */
public final class Sub06FailingHandlers {

    private Sub06FailingHandlers() {}

    public static List<Mutant> all() {
        return Stream.of(throwing(), handlers(), failures())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Mutant> throwing() {
        return List.of(
                Mutant.of(
                        "SUB-06",
                        "an error ends the subscription",
                        "missing",
                        correct -> stops(correct, Error.class, 1)),
                Mutant.of(
                        "SUB-06",
                        "a checked exception ends the subscription",
                        "missing",
                        correct -> stops(correct, java.io.IOException.class, 1)),
                Mutant.of(
                        "SUB-06",
                        "an interrupt ends the subscription",
                        "missing",
                        correct -> stops(correct, InterruptedException.class, 1)),
                Mutant.of(
                        "SUB-06",
                        "ten failures end the subscription",
                        "missing",
                        correct -> stops(correct, Throwable.class, 10)),
                Mutant.of(
                                "SUB-06",
                                "gives a message that failed once more",
                                "repeated",
                                correct -> Faults.plainHandlers(correct, (topic, handler, options) -> message -> {
                                    try {
                                        handler.onMessage(message);
                                    } catch (IllegalStateException e) {
                                        handler.onMessage(message);
                                    }
                                }))
                        .alsoBreaking("", new String[0]),
                Mutant.of(
                        "SUB-06",
                        "loses the message after one that failed",
                        "missing",
                        correct -> Faults.plainHandlers(correct, (topic, handler, options) -> {
                            AtomicBoolean failed = new AtomicBoolean();
                            return message -> {
                                if (failed.getAndSet(false)) {
                                    return;
                                }
                                try {
                                    handler.onMessage(message);
                                } catch (IllegalStateException e) {
                                    failed.set(true);
                                }
                            };
                        })),
                Mutant.of(
                        "SUB-06",
                        "leaves its thread interrupted for the next message",
                        "interrupted",
                        correct -> Faults.plainHandlers(correct, (topic, handler, options) -> {
                            AtomicBoolean interrupted = new AtomicBoolean();
                            return message -> {
                                if (interrupted.getAndSet(false)) {
                                    Thread.currentThread().interrupt();
                                }
                                try {
                                    handler.onMessage(message);
                                } finally {
                                    interrupted.set(Thread.currentThread().isInterrupted());
                                }
                            };
                        })),
                Mutant.shared(
                        "SUB-06", "the storer gets what a handler throws", "IllegalStateException", () -> new Fault() {
                            private final Map<String, RuntimeException> thrown = new ConcurrentHashMap<>();

                            @Override
                            public MessagingBackend open(MessagingBackend correct) {
                                return Faults.plainHandlers(
                                        Faults.stores(correct, (backend, namespace, topic, message) -> {
                                            backend.storeMessage(namespace, topic, message);
                                            RuntimeException failure = thrown.remove(topic);
                                            if (failure != null) {
                                                throw failure;
                                            }
                                        }),
                                        (topic, handler, options) -> message -> {
                                            try {
                                                handler.onMessage(message);
                                            } catch (IllegalStateException failure) {
                                                thrown.put(topic, failure);
                                                throw failure;
                                            }
                                        });
                            }

                            @Override
                            public Delivery delivery() {
                                return Delivery.DIRECT;
                            }
                        }),
                Mutant.shared("SUB-06", "a handler that throws costs its neighbours the message too", "missing", () -> {
                    Map<String, Set<Message>> failed = new ConcurrentHashMap<>();
                    return correct -> Faults.plainHandlers(correct, (topic, handler, options) -> message -> {
                        if (failed.computeIfAbsent(topic, t -> ConcurrentHashMap.newKeySet())
                                .contains(message)) {
                            return;
                        }
                        try {
                            handler.onMessage(message);
                        } catch (Throwable failure) {
                            failed.get(topic).add(message);
                            throw failure;
                        }
                    });
                }));
    }

    private static List<Mutant> handlers() {
        return List.of(Mutant.of(
                "SUB-06",
                "a hundred failures in a row end the subscription",
                "missing",
                correct -> Faults.plainHandlers(correct, (topic, handler, options) -> {
                    AtomicInteger failures = new AtomicInteger();
                    return message -> {
                        if (failures.get() >= 100) {
                            return;
                        }
                        try {
                            handler.onMessage(message);
                            failures.set(0);
                        } catch (Throwable failure) {
                            failures.incrementAndGet();
                            throw failure;
                        }
                    };
                })));
    }

    private static List<Mutant> failures() {
        return List.of(
                endedBy(
                        "takes what a handler throws for its own end",
                        failure -> failure instanceof BackendClosedException),
                endedBy(
                        "takes what a handler throws for a broken connection",
                        failure -> failure instanceof MessagingConnectionException),
                endedBy("stumbles over a failure that cannot be told", Sub06FailingHandlers::cannotBeTold),
                endedBy("stumbles over a failure without a message", failure -> {
                    try {
                        return failure.getMessage() == null;
                    } catch (RuntimeException odd) {
                        return false;
                    }
                }),
                endedBy(
                        "a failure that is neither exception nor error ends the subscription",
                        failure -> !(failure instanceof Exception) && !(failure instanceof Error)));
    }

    private static Delegate stops(MessagingBackend correct, Class<? extends Throwable> type, int failures) {
        return Faults.plainHandlers(correct, (topic, handler, options) -> {
            AtomicInteger left = new AtomicInteger(failures);
            return message -> {
                if (left.get() > 0) {
                    try {
                        handler.onMessage(message);
                    } catch (Throwable failure) {
                        if (type.isInstance(failure)) {
                            left.decrementAndGet();
                        }
                        throw failure;
                    }
                }
            };
        });
    }

    /** A failure of one kind ends the subscription. */
    private static Mutant endedBy(String name, Predicate<Throwable> deadly) {
        return Mutant.of(
                "SUB-06",
                name,
                "receives",
                correct -> Faults.plainHandlers(correct, (topic, handler, options) -> {
                    AtomicBoolean ended = new AtomicBoolean();
                    return message -> {
                        if (!ended.get()) {
                            try {
                                handler.onMessage(message);
                            } catch (Throwable failure) {
                                ended.set(deadly.test(failure));
                                throw failure;
                            }
                        }
                    };
                }));
    }

    private static boolean cannotBeTold(Throwable failure) {
        try {
            return failure.toString() == null;
        } catch (RuntimeException stumbled) {
            return true;
        }
    }
}
