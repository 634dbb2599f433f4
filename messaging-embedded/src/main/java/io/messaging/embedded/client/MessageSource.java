package io.messaging.embedded.client;

import io.messaging.message.Message;

/** Where a subscription's messages come from while one link holds. {@link #poll} is called by one thread at a time. */
interface MessageSource {
    /** The next message, or null when there is none now. Asking says that the one before is dealt with. */
    Message poll();

    /** The server in whose counting {@link #nextPosition} is. */
    String serverId();

    /** The position behind the last message that has come in. */
    long nextPosition();

    /** Ends it; what has come in stays there to be polled. */
    void close();
}
