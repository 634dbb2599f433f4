package io.messaging.backend;

import io.messaging.message.Message;

/**
 * What a subscriber does with a message.
 *
 * <p>A subscription calls its handler for one message at a time, in storing order, but not always on the same thread.
 * The handler may store, read, subscribe, unsubscribe (itself too) and close the backend. What it throws is logged
 * and costs its own message only, even where it cannot be printed (SUB-18).
 *
 * <p>The handler of a durable subscription may ask for another attempt after a pause ({@link RetryLaterException}), or for the
 * dead letter at once ({@link RejectedDeliveryException}).
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

    /**
     * Handles one message, with what is known of its delivery: backends and decorators call this method. It calls
     * {@link #onMessage}, so a handler overrides it only where it needs the delivery; see {@link #ofDelivery}.
     *
     * @param delivery the message, its topic, the attempt, and the subscription
     * @throws Exception as {@link #onMessage}
     */
    default void onDelivery(Delivery delivery) throws Exception {
        onMessage(delivery.message());
    }

    /**
     * Returns a handler that gets the delivery and not only the message: the given one, whose type a lambda needs.
     *
     * <pre>{@code
     * backend.subscribe("orders", MessageHandler.ofDelivery(delivery ->
     *         LOG.info(delivery.topic() + ", attempt " + delivery.attempt())));
     * }</pre>
     *
     * @param handler what to do with a delivery
     * @return the same handler
     */
    static MessageHandler ofDelivery(DeliveryHandler handler) {
        return handler;
    }
}
