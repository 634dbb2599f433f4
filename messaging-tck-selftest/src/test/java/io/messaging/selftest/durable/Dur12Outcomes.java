package io.messaging.selftest.durable;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.RejectedDeliveryException;
import io.messaging.backend.RetryLaterException;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Fault;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Does not do what a handler asks for by its exception: DUR-12. */
final class Dur12Outcomes {
    static final Mutant RETRY_AFTER_BACKOFF = Mutant.of(
                    "DUR-12", "tries again after the backoff, whatever the handler names")
            .representative()
            .fault("receives", retries(later -> new IllegalStateException(later.getMessage())));

    static final Mutant RETRY_AT_ONCE = Mutant.of("DUR-12", "tries again at once")
            .inEveryBuild()
            .fault("no sooner than", retries(later -> new RetryLaterException(Duration.ZERO, later.getMessage())));

    static final Mutant RETRY_AFTER_HALF_THE_PAUSE = Mutant.of("DUR-12", "tries again after half of the pause")
            .fault(
                    "no sooner than",
                    retries(later -> new RetryLaterException(later.pause().dividedBy(2), later.getMessage())));

    static final Mutant RETRY_IS_NO_ATTEMPT = Mutant.of("DUR-12", "does not count an attempt that asks for a retry")
            .inEveryBuild()
            .fault("receives", durable((handler, message) -> {
                for (int i = 0; i < 3; i++) {
                    try {
                        handler.onMessage(message);
                        return;
                    } catch (RetryLaterException later) {
                        Faults.pause(later.pause().toNanos());
                    }
                }
                handler.onMessage(message);
            }));

    static final Mutant RETRY_LETS_OTHERS_PASS = Mutant.of("DUR-12", "goes on with other messages during the pause")
            .inEveryBuild()
            .fault("another order", durable((handler, message) -> {
                try {
                    handler.onMessage(message);
                } catch (RetryLaterException later) {
                    CompletableFuture.delayedExecutor(later.pause().toMillis(), TimeUnit.MILLISECONDS)
                            .execute(() -> handleLate(handler, message));
                }
            }));

    static final Mutant REJECTED_IS_RETRIED = Mutant.of("DUR-12", "tries a rejected message again")
            .inEveryBuild()
            .fault("receives", rejections(rejected -> new IllegalStateException(rejected.getMessage())));

    static final Mutant REJECTED_WITHOUT_DEAD_LETTER = Mutant.of("DUR-12", "drops a rejected message")
            .inEveryBuild()
            .fault("has a dead letter", durable((handler, message) -> {
                try {
                    handler.onMessage(message);
                } catch (RejectedDeliveryException dropped) {
                    // That is the fault.
                }
            }));

    static final Mutant REJECTED_WITHOUT_TEXT = Mutant.of("DUR-12", "says in the dead letter only that it was rejected")
            .fault("error message", rejections(rejected -> new RejectedDeliveryException("rejected")));

    private Dur12Outcomes() {}

    private interface Step {
        void take(MessageHandler handler, Message message) throws Exception;
    }

    private static Fault durable(Step step) {
        return Faults.durableHandlers((topic, handler, options) -> message -> step.take(handler, message));
    }

    private static Fault retries(Function<RetryLaterException, RuntimeException> change) {
        return durable((handler, message) -> {
            try {
                handler.onMessage(message);
            } catch (RetryLaterException later) {
                throw change.apply(later);
            }
        });
    }

    private static Fault rejections(Function<RejectedDeliveryException, RuntimeException> change) {
        return durable((handler, message) -> {
            try {
                handler.onMessage(message);
            } catch (RejectedDeliveryException rejected) {
                throw change.apply(rejected);
            }
        });
    }

    private static void handleLate(MessageHandler handler, Message message) {
        try {
            handler.onMessage(message);
        } catch (Exception failure) {
            // Nobody is left to tell.
        }
    }
}
