package io.messaging.embedded.client;

import io.messaging.message.Message;

/** A source that the subscription channel's reader fills. */
interface ChannelSource extends MessageSource {
    /** The subscription's number on the connection. */
    long id();

    /** The server has said where it starts. */
    void startsAt(long position);

    /** Takes a delivery, with the number that acknowledges it, and the {@link Expiry} after which nobody gets it. */
    void offer(Message message, long number, long expiryNanos);

    /** Takes what was published and not stored, or drops it: it counts in no window and is not acknowledged. */
    void offerPublished(Message message);

    /** The server wants to know when everything before this has been handled. */
    default void offerSync(long number) {
        // Durable clients acknowledge each message in time, so the server need not ask.
    }
}
