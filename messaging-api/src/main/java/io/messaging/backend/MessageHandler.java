package io.messaging.backend;

import io.messaging.message.Message;

/**
 * What a subscriber does with a message.
 *
 * <p>A subscription calls its handler for one message at a time, in storing order, but not always on the same thread.
 * The handler may store, read, subscribe, unsubscribe (itself too) and close the backend. What it throws is logged
 * and costs its own message only, even where it cannot be printed (SUB-18).
 *
 * <p>A handler sees nothing of the thread that stores or subscribes (SUB-20): its thread's context class loader is the
 * class loader of the handler's own class, and it starts with a clear interrupt status. Where a backend runs handlers on
 * threads of its own ({@link Capability#ASYNC_DELIVERY}), those inherit no thread locals either.
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
