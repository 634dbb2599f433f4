package io.messaging.backend;

/**
 * Why a subscription ended. Immutable.
 *
 * @param reason the kind of end
 * @param detail a sentence for people
 */
public record SubscriptionEnd(Reason reason, String detail) {
    /** The kinds of end. */
    public enum Reason {
        /** The subscription was closed, or the topic unsubscribed. */
        UNSUBSCRIBED,
        /** The backend was closed. */
        BACKEND_CLOSED,
        /** A newer instance claimed the same client id and topic. */
        TAKEN_OVER,
        /** The connection was lost and will not be re-established. */
        CONNECTION_LOST
    }
}
