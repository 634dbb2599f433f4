package io.messaging.backend;

import java.time.Duration;

/**
 * Thrown by the handler of a durable client or of a group that cannot handle the message yet: it is tried again after a pause. That
 * counts as an attempt, so {@link SubscriptionOptions#maxAttempts} has to allow for it (the default is one attempt); after the last one
 * the message becomes a dead letter all the same (DUR-12, SHR-06). Thrown by the handler of a plain subscription it is a failure like
 * any other.
 */
public final class RetryLaterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Duration pause;

    /**
     * Creates the exception.
     *
     * @param pause how long to wait before the next attempt, instead of {@link SubscriptionOptions#retryBackoff()}; zero or more
     * @throws IllegalArgumentException when the pause is null or negative
     */
    public RetryLaterException(Duration pause) {
        this(pause, "to be tried again after " + pause);
    }

    /**
     * Creates the exception.
     *
     * @param pause how long to wait before the next attempt; zero or more
     * @param message why; in the dead letter, if this was the last attempt
     * @throws IllegalArgumentException when the pause is null or negative
     */
    public RetryLaterException(Duration pause, String message) {
        this(pause, message, null);
    }

    /**
     * Creates the exception.
     *
     * @param pause how long to wait before the next attempt; zero or more
     * @param message why; in the dead letter, if this was the last attempt
     * @param cause what happened underneath; null where nothing did
     * @throws IllegalArgumentException when the pause is null or negative
     */
    public RetryLaterException(Duration pause, String message, Throwable cause) {
        super(message, cause);
        if (pause == null || pause.isNegative()) {
            throw new IllegalArgumentException("pause is " + pause + "; it is zero or more");
        }
        this.pause = pause;
    }

    /** {@return how long to wait before the next attempt} */
    public Duration pause() {
        return pause;
    }
}
