package io.messaging.spi.delivery;

import io.messaging.backend.Delivery;
import io.messaging.backend.DeliveryHandler;
import io.messaging.backend.SubscriptionOptions;
import java.util.function.BooleanSupplier;

/**
 * Tries a durable subscription's handler with a message as often as its options say, with pauses that double
 * or that the handler names, and that the end of the subscription cuts short.
 * Thread-safe, as far as the handler is.
 */
final class Attempts {
    private final DeliveryHandler handler;
    private final SubscriptionOptions options;
    private final BooleanSupplier halted;

    /**
     * Creates a policy.
     *
     * @param handler the handler
     * @param options how often, with what pause
     * @param halted whether the subscription has ended, so that no further attempt starts
     */
    Attempts(DeliveryHandler handler, SubscriptionOptions options, BooleanSupplier halted) {
        this.handler = handler;
        this.options = options;
        this.halted = halted;
    }

    /**
     * How it went. Immutable.
     *
     * @param kind how
     * @param failure what the last attempt threw; null where it returned, and where there was none
     */
    record Outcome(Kind kind, Throwable failure) {}

    /** The ways it can go. */
    enum Kind {
        /** The handler returned. */
        HANDLED,
        /** The last attempt failed, or one that makes further ones useless. */
        FAILED,
        /**
         * The subscription ended before an attempt, or during one that failed: the message is still to be handled. What
         * fails then mostly fails because of the end, such as a store to a backend that is closing.
         */
        ABANDONED
    }

    /**
     * Tries until the handler returns, or no attempt is left.
     *
     * @param first the first attempt
     * @return how it went
     */
    Outcome run(Delivery first) {
        Throwable failure = null;
        for (int attempt = 1; !halted.getAsBoolean(); attempt++) {
            try {
                handler.onDelivery(attempt == 1 ? first : again(first, attempt));
                return new Outcome(Kind.HANDLED, null);
            } catch (Throwable thrown) {
                failure = thrown;
            } finally {
                Thread.interrupted(); // the attempt's, not the next one's, nor that of what follows
            }
            if ((attempt == options.maxAttempts() || Retries.isFinal(failure)) && !halted.getAsBoolean()) {
                return new Outcome(Kind.FAILED, failure);
            }
            Retries.pause(Retries.pauseNanos(failure, options.retryBackoff(), attempt), halted);
        }
        return new Outcome(Kind.ABANDONED, failure);
    }

    private static Delivery again(Delivery first, int attempt) {
        return new Delivery(first.message(), first.topic(), attempt, true, first.subscription());
    }
}
