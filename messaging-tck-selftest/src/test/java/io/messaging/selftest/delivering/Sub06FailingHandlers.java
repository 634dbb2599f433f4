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
import io.messaging.selftest.handmade.Engine;
import io.messaging.selftest.handmade.Sub;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Suffers from handlers that fail: SUB-06. */
final class Sub06FailingHandlers {
    static final Mutant ERROR_ENDS_SUBSCRIPTION = Mutant.of("SUB-06", "an error ends the subscription")
            .fault("missing", correct -> stops(correct, Error.class, 1));

    static final Mutant CHECKED_EXCEPTION_ENDS_SUBSCRIPTION = Mutant.of(
                    "SUB-06", "a checked exception ends the subscription")
            .fault("missing", correct -> stops(correct, java.io.IOException.class, 1));

    static final Mutant INTERRUPT_ENDS_SUBSCRIPTION = Mutant.of("SUB-06", "an interrupt ends the subscription")
            .fault("missing", correct -> stops(correct, InterruptedException.class, 1));

    static final Mutant TEN_FAILURES_END_SUBSCRIPTION = Mutant.of("SUB-06", "ten failures end the subscription")
            .fault("missing", correct -> stops(correct, Throwable.class, 10));

    static final Mutant REDELIVERS_FAILED_MESSAGE = Mutant.of("SUB-06", "redelivers a message that failed")
            .representative()
            .fault("repeated", Faults.plainHandlers((topic, handler, options) -> message -> {
                try {
                    handler.onMessage(message);
                } catch (IllegalStateException e) {
                    handler.onMessage(message);
                }
            }));

    static final Mutant LOSES_MESSAGE_AFTER_FAILED = Mutant.of("SUB-06", "loses the message after one that failed")
            .fault("missing", Faults.plainHandlers((topic, handler, options) -> {
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
            }));

    static final Mutant STAYS_INTERRUPTED = Mutant.of("SUB-06", "leaves its thread interrupted for the next message")
            .inEveryBuild()
            .fault("interrupted", Faults.plainHandlers((topic, handler, options) -> {
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
            }));

    static final Mutant FAILURE_REACHES_STORER = Mutant.of("SUB-06", "the storer gets the exception of the handler")
            .sharedFault("IllegalStateException", () -> new Fault() {
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
            });

    static final Mutant FAILURE_COSTS_NEIGHBOURS = Mutant.of(
                    "SUB-06", "a handler that throws makes its neighbours lose the message too")
            .sharedFault("missing", () -> {
                Map<String, Set<Message>> failed = new ConcurrentHashMap<>();
                return Faults.plainHandlers((topic, handler, options) -> message -> {
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
            });

    static final Mutant HUNDRED_FAILURES_END_SUBSCRIPTION = Mutant.of(
                    "SUB-06", "a hundred failures in a row end the subscription")
            .inEveryBuild()
            .fault("missing", Faults.plainHandlers((topic, handler, options) -> {
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
            }));

    static final Mutant FAILURE_TAKEN_FOR_END = endedBy(
            "takes an exception of a handler for the end of its subscription",
            failure -> failure instanceof BackendClosedException);

    static final Mutant FAILURE_TAKEN_FOR_BROKEN_CONNECTION = endedBy(
            "takes an exception of a handler for a broken connection",
            failure -> failure instanceof MessagingConnectionException);

    static final Mutant BREAKS_ON_FAILING_TOSTRING = endedBy(
                    "fails on an exception that cannot be printed", Sub06FailingHandlers::cannotBeTold)
            .inEveryBuild();

    static final Mutant BREAKS_ON_MISSING_MESSAGE = endedBy("fails on an exception without a message", failure -> {
        try {
            return failure.getMessage() == null;
        } catch (RuntimeException odd) {
            return false;
        }
    });

    static final Mutant THROWABLE_ENDS_SUBSCRIPTION = endedBy(
            "a failure that is neither exception nor error ends the subscription",
            failure -> !(failure instanceof Exception) && !(failure instanceof Error));

    private interface Failure {
        void failed(Engine engine, Sub sub, Throwable failure);
    }

    static final Mutant SORTS_AFTER_FAILURE = failing(
                    "sorts the waiting messages by id after a failure", (engine, sub, failure) -> engine.sortRest(sub))
            .inEveryBuild();

    static final Mutant RESUMES_AT_END_AFTER_FAILURE =
            failing("resumes at the end after a failure", (engine, sub, failure) -> {
                sub.cursor = engine.log(sub.topic).size();
            });

    static final Mutant SKIPS_AFTER_ERROR = failing("skips a message after an error", (engine, sub, failure) -> {
        if (failure instanceof Error && sub.cursor < engine.log(sub.topic).size()) {
            sub.cursor++;
        }
    });

    static final Mutant FAILURE_ENDS_SAME_TOPIC = failing(
            "a failure ends the other subscriptions of its topic",
            (engine, sub, failure) -> engine.subs.removeIf(one -> one.topic.equals(sub.topic) && one != sub));

    static final Mutant FAILURE_ENDS_OTHER_TOPICS = failing(
            "a failure ends the subscriptions of other topics",
            (engine, sub, failure) -> engine.subs.removeIf(one -> !one.topic.equals(sub.topic)));

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
        return Mutant.of("SUB-06", name).fault("receives", Faults.plainHandlers((topic, handler, options) -> {
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

    private static Mutant failing(String name, Failure then) {
        return Mutant.of("SUB-06", name).sharedFault("receives", () -> new Engine() {
            @Override
            protected void plainFailed(Sub sub, Throwable failure) {
                synchronized (this) {
                    then.failed(this, sub, failure);
                }
            }
        });
    }
}
