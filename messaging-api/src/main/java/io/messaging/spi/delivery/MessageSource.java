package io.messaging.spi.delivery;

import io.messaging.message.Message;

/** Where a subscription's messages come from. */
@FunctionalInterface
public interface MessageSource extends AutoCloseable {
    /**
     * Returns the next message, without blocking. Called by one thread at a time.
     *
     * @return null when there is none yet; the subscription has to be signalled when there is
     */
    Message next();

    /** {@return the topic of the message that {@link #next} gave last; null for the one that was subscribed to} */
    default String topic() {
        return null;
    }

    /** Gives back what the source holds. Any thread may call; idempotent. */
    @Override
    default void close() {}
}
