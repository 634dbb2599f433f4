package io.messaging.spi.delivery;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;

/** A program's handler, whose calls a closing backend can see, name and interrupt. As thread-safe as the handler. */
final class HandlerCall implements MessageHandler {
    private final MessageHandler handler;
    private final String name;

    private HandlerCall(MessageHandler handler, String name) {
        this.handler = handler;
        this.name = name;
    }

    static MessageHandler plain(String topic, MessageHandler handler) {
        return new HandlerCall(handler, "the handler of topic '" + topic + "'");
    }

    static MessageHandler durable(String topic, MessageHandler handler, SubscriptionOptions options) {
        return new HandlerCall(
                handler, "the handler of client '" + options.clientId().orElseThrow() + "' for topic '" + topic + "'");
    }

    @Override
    public void onMessage(Message message) throws Exception {
        String before = HandlerThreads.enter(name);
        try {
            handler.onMessage(message);
        } finally {
            HandlerThreads.leave(before);
        }
    }
}
