package io.messaging.embedded.client.wire;

import io.messaging.message.Message;

/** Takes the messages that a server pushes for one subscription. Called by the connection's reader alone. */
public interface PushTarget {
    /**
     * Takes a stored message.
     *
     * @param number acknowledges it
     * @param expiryNanos the {@link Expiry} after which it is dropped
     * @param redelivered whether a durable client's handler may have begun with it before
     */
    void offer(Message message, long number, long expiryNanos, boolean redelivered);

    /**
     * Takes a message that was given to a member of a group; no other target gets any.
     *
     * @param token settles it
     * @param attempt from 1
     * @param redelivered whether an earlier attempt may have been begun
     * @param expiryNanos the {@link Expiry} after which it is dropped
     */
    default void offerShared(Message message, long token, int attempt, boolean redelivered, long expiryNanos) {}

    /**
     * Takes a stored message of one of several topics; no other target gets any.
     *
     * @param position behind the message, in its topic
     * @param token acknowledges it
     * @param expiryNanos the {@link Expiry} after which it is dropped
     */
    default void offerOf(String topic, long position, Message message, long token, long expiryNanos) {}

    /** Takes what was published and not stored, or drops it: it counts in no window and is not acknowledged. */
    void offerPublished(Message message);
}
