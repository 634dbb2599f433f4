package io.messaging.backend;

import io.messaging.message.Message;

/**
 * A handler that needs to know more than the message. As a lambda it is written
 * {@code MessageHandler.ofDelivery(delivery -> ...)}.
 */
@FunctionalInterface
public interface DeliveryHandler extends MessageHandler {
    @Override
    void onDelivery(Delivery delivery) throws Exception;

    /**
     * Refuses a message without its delivery: backends call {@link #onDelivery}.
     *
     * @throws UnsupportedOperationException always
     */
    @Override
    default void onMessage(Message message) {
        throw new UnsupportedOperationException("onMessage was called on a handler that takes deliveries, with message "
                + message.id() + "; a backend or decorator has to call onDelivery");
    }
}
