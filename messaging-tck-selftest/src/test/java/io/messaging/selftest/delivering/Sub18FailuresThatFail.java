package io.messaging.selftest.delivering;

import io.messaging.backend.MessagingBackend;
import io.messaging.inmemory.InMemoryMessagingBackend.Delivery;
import io.messaging.selftest.fault.Fault;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Fails itself where it reports a failure: SUB-18. */
public final class Sub18FailuresThatFail {
    private Sub18FailuresThatFail() {}

    public static List<Mutant> all() {
        return List.of(
                endedBy("a failure without a text ends the subscription", Object::toString),
                endedBy("a failure that cannot be printed ends the subscription", Sub18FailuresThatFail::print),
                endedBy("looks for the first cause of a failure", Sub18FailuresThatFail::firstCause),
                letterless("makes no dead letter of a failure without a message", Throwable::getMessage),
                letterless("makes no dead letter of a failure that cannot be printed", Sub18FailuresThatFail::print),
                Mutant.shared(
                        "SUB-18",
                        "the storer gets what the report of a failure throws",
                        "every call of a thread of the test succeeds",
                        StorerFails::new));
    }

    private static void print(Throwable failure) {
        failure.printStackTrace(new PrintWriter(new StringWriter()));
    }

    /** Gives up after a while what may have no end; a wrong backend of the wild would not. */
    private static void firstCause(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause.getCause() != null; depth++) {
            if (depth == 1_000) {
                throw new StackOverflowError("for ever");
            }
            cause = cause.getCause();
        }
    }

    /** Whatever is no exception, when it reports a failure, kills the thread that delivers. */
    private static Mutant endedBy(String name, Consumer<Throwable> report) {
        return Mutant.of(
                "SUB-18",
                name,
                "missing",
                correct -> Faults.plainHandlers(correct, (topic, handler, options) -> {
                    AtomicBoolean dead = new AtomicBoolean();
                    return message -> {
                        if (dead.get()) {
                            return;
                        }
                        try {
                            handler.onMessage(message);
                        } catch (Throwable failure) {
                            dead.set(fails(report, failure));
                            throw failure;
                        }
                    };
                }));
    }

    private static Mutant letterless(String name, Consumer<Throwable> report) {
        return Mutant.of(
                "SUB-18",
                name,
                "dead letters",
                correct -> Faults.durableHandlers(correct, (topic, handler, options) -> message -> {
                    try {
                        handler.onMessage(message);
                    } catch (Throwable failure) {
                        if (!fails(report, failure)) {
                            throw failure;
                        }
                    }
                }));
    }

    private static boolean fails(Consumer<Throwable> report, Throwable failure) {
        try {
            report.accept(failure);
            return false;
        } catch (RuntimeException handled) {
            return false;
        } catch (Error unforeseen) {
            return true;
        }
    }

    /** Handlers run on the storing thread, and so does what reports their failures. */
    private static final class StorerFails implements Fault {
        private final ThreadLocal<Error> thrown = new ThreadLocal<>();

        @Override
        public MessagingBackend open(MessagingBackend correct) {
            return Faults.plainHandlers(
                    Faults.stores(correct, (backend, namespace, topic, message) -> {
                        backend.storeMessage(namespace, topic, message);
                        Error failure = thrown.get();
                        thrown.remove();
                        if (failure != null) {
                            throw failure;
                        }
                    }),
                    (topic, handler, options) -> message -> {
                        try {
                            handler.onMessage(message);
                        } catch (Throwable failure) {
                            note(failure);
                            throw failure;
                        }
                    });
        }

        private void note(Throwable failure) {
            try {
                failure.toString();
            } catch (Error second) {
                thrown.set(second);
            } catch (RuntimeException handled) {
                // It has thought of those.
            }
        }

        @Override
        public Delivery delivery() {
            return Delivery.DIRECT;
        }
    }
}
