package io.messaging.selftest.delivering;

import io.messaging.backend.MessagingBackend;
import io.messaging.inmemory.InMemoryMessagingBackend.Delivery;
import io.messaging.selftest.fault.Fault;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Fails while it reports a failure: SUB-18. */
final class Sub18FailuresThatFail {
    static final Mutant MISSING_MESSAGE_ENDS_SUBSCRIPTION =
            endedBy("a failure without a message ends the subscription", Object::toString);

    static final Mutant UNPRINTABLE_FAILURE_ENDS_SUBSCRIPTION = endedBy(
                    "a failure that cannot be printed ends the subscription", Sub18FailuresThatFail::print)
            .representative();

    static final Mutant FOLLOWS_CAUSES =
            endedBy("looks for the root cause of a failure", Sub18FailuresThatFail::firstCause);

    static final Mutant NO_DEAD_LETTER_WITHOUT_MESSAGE = letterless(
                    "makes no dead letter of a failure without a message", Throwable::getMessage)
            .inEveryBuild();

    static final Mutant NO_DEAD_LETTER_IF_UNPRINTABLE =
            letterless("makes no dead letter of a failure that cannot be printed", Sub18FailuresThatFail::print);

    static final Mutant REPORT_REACHES_STORER = Mutant.of(
                    "SUB-18", "the storer gets the exception that reporting a failure throws")
            .inEveryBuild()
            .sharedFault("every call of a thread of the test succeeds", StorerFails::new);

    private static void print(Throwable failure) {
        failure.printStackTrace(new PrintWriter(new StringWriter()));
    }

    /** Gives up on a cycle of causes after a while, which a real faulty backend would not. */
    private static void firstCause(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause.getCause() != null; depth++) {
            if (depth == 1_000) {
                throw new StackOverflowError("for ever");
            }
            cause = cause.getCause();
        }
    }

    /** A Throwable other than an exception, thrown by the report of a failure, ends the delivering thread. */
    private static Mutant endedBy(String name, Consumer<Throwable> report) {
        return Mutant.of("SUB-18", name).fault("missing", Faults.plainHandlers((topic, handler, options) -> {
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
        return Mutant.of("SUB-18", name)
                .fault("dead letters", Faults.durableHandlers((topic, handler, options) -> message -> {
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
                // It handles exceptions.
            }
        }

        @Override
        public Delivery delivery() {
            return Delivery.DIRECT;
        }
    }
}
