package io.messaging.spi.delivery;

import io.messaging.backend.Delivery;
import io.messaging.backend.DeliveryHandler;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.SubscriptionOptions;

/** A program's handler, whose calls a closing backend can see, name and interrupt. As thread-safe as the handler. */
final class HandlerCall implements DeliveryHandler {
    private final MessageHandler handler;
    private final String name;

    private HandlerCall(MessageHandler handler, String name) {
        this.handler = handler;
        this.name = name;
    }

    static DeliveryHandler plain(String topic, MessageHandler handler) {
        return new HandlerCall(handler, "the handler of topic '" + topic + "'");
    }

    static DeliveryHandler durable(String topic, MessageHandler handler, SubscriptionOptions options) {
        return new HandlerCall(
                handler, "the handler of client '" + options.clientId().orElseThrow() + "' for topic '" + topic + "'");
    }

    static DeliveryHandler shared(String topic, MessageHandler handler, SubscriptionOptions options) {
        return new HandlerCall(
                handler, "the handler of group '" + options.group().orElseThrow() + "' for topic '" + topic + "'");
    }

    @Override
    public void onDelivery(Delivery delivery) throws Exception {
        String before = HandlerThreads.enter(name);
        try {
            handler.onDelivery(delivery);
        } finally {
            HandlerThreads.leave(before);
        }
    }
}
