package io.messaging.delivery;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Tries a durable subscription's handler with a message as often as its options say, with pauses that double.
 * Thread-safe, as far as the handler is.
 */
public final class Attempts {
    private static final long LONGEST_PARK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final MessageHandler handler;
    private final SubscriptionOptions options;
    private final BooleanSupplier halted;

    /**
     * Makes a policy.
     *
     * @param handler the handler
     * @param options how often, with what pause
     * @param halted tells that the subscription has ended, so that no further attempt starts
     */
    public Attempts(MessageHandler handler, SubscriptionOptions options, BooleanSupplier halted) {
        this.handler = handler;
        this.options = options;
        this.halted = halted;
    }

    /**
     * How it went. Immutable.
     *
     * @param kind how
     * @param failure what the last attempt threw; null where it returned
     */
    public record Outcome(Kind kind, Throwable failure) {}

    /** The ways it can go. */
    public enum Kind {
        /** The handler returned. */
        HANDLED,
        /** The last attempt failed. */
        FAILED,
        /** The subscription ended between two attempts: the message is still to be handled. */
        ABANDONED
    }

    /**
     * Tries until the handler returns, or no attempt is left.
     *
     * @param message the message
     * @return how it went
     */
    public Outcome run(Message message) {
        long pauseNanos = options.retryBackoff().toNanos();
        for (int attempt = 1; ; attempt++) {
            try {
                handler.onMessage(message);
                return new Outcome(Kind.HANDLED, null);
            } catch (Throwable failure) {
                if (attempt == options.maxAttempts()) {
                    return new Outcome(Kind.FAILED, failure);
                }
            }
            Thread.interrupted(); // the failed attempt's, not the next one's
            if (!pause(pauseNanos)) {
                return new Outcome(Kind.ABANDONED, null);
            }
            pauseNanos = Math.min(2 * pauseNanos, TimeUnit.HOURS.toNanos(1));
        }
    }

    private boolean pause(long nanos) {
        long deadline = System.nanoTime() + nanos;
        for (long left = nanos; left > 0 && !halted.getAsBoolean(); left = deadline - System.nanoTime()) {
            LockSupport.parkNanos(Math.min(left, LONGEST_PARK_NANOS));
        }
        return !halted.getAsBoolean();
    }
}
