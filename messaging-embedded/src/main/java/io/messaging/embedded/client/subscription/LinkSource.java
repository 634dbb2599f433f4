package io.messaging.embedded.client.subscription;

import io.messaging.message.Message;
import io.messaging.spi.delivery.FailureText;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Where a subscription's messages come from while one link holds. {@link #poll} is called by one thread at a time. */
interface LinkSource {
    /** Returns the next message, or null when there is none now; the one before counts as settled. */
    Message poll();

    /** Returns the server whose positions {@link #nextPosition} counts. */
    String serverId();

    /** Returns the position behind the last message that has arrived. */
    long nextPosition();

    /** Returns the topic of the message polled last; null for that of the subscription. Called by the polling thread. */
    default String topic() {
        return null;
    }

    /** Gives no more messages than have arrived: another source goes on at {@link #nextPosition}. */
    default void leaveRest() {}

    /** Returns the positions behind the last messages that have arrived from several topics, without those at 0. */
    default Map<String, Long> positions() {
        return Map.of();
    }

    /** Ends it. */
    void close();

    /** Whether a durable client's handler may have begun before with the message polled last. Called by the polling thread. */
    default boolean isRedelivered() {
        return false;
    }

    /** A durable client's handler has returned from the message polled last. Called by the polling thread. */
    default void handled() {}

    /** A durable client's handler failed for good on the message polled last. Called by the polling thread. */
    default void failed(FailureText failure) {}

    /** A durable client's handler has begun with the message polled last and will not end it. Called by the polling thread. */
    default void abandoned() {}

    /**
     * Gives up a durable client's claim: what was polled and not settled is redelivered to the next one. Any thread may
     * call, once the handler is at rest.
     *
     * @return completes when the server knows, or cannot be told
     */
    default CompletableFuture<Void> release() {
        return CompletableFuture.completedFuture(null);
    }
}
