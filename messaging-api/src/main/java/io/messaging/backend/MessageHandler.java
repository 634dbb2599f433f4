package io.messaging.backend;

import io.messaging.message.Message;

/**
 * What a subscriber does with a message.
 *
 * <p>A subscription calls its handler for one message at a time, in storing order, but not always on the same thread.
 * The handler may store, read, subscribe, unsubscribe (itself too) and close the backend. What it throws is logged
 * and costs its own message only, even where it cannot be printed (SUB-18).
 */
@FunctionalInterface
public interface MessageHandler {
    /**
     * Handles one message.
     *
     * @param message the message
     * @throws Exception whatever went wrong; logged, and later messages keep coming
     */
    void onMessage(Message message) throws Exception;
}
