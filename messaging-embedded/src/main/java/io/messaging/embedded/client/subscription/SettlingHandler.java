package io.messaging.embedded.client.subscription;

import io.messaging.backend.Delivery;
import io.messaging.backend.DeliveryHandler;
import io.messaging.backend.MessageHandler;
import io.messaging.message.Message;
import io.messaging.spi.delivery.DurableHandler;
import io.messaging.spi.delivery.FailureText;
import java.util.concurrent.locks.Lock;

/**
 * A durable client's handler, followed by an acknowledgement or a dead letter. Holds the client's turn meanwhile, so
 * that its subscriptions to several topics never run at once, not even when a connection is lost in between.
 */
final class SettlingHandler implements DeliveryHandler, DurableHandler.Settlement {
    private final ClientSubscription subscription;
    private final DurableHandler handler;
    private final Lock turn;

    SettlingHandler(ClientSubscription subscription, MessageHandler handler, Lock turn) {
        this.subscription = subscription;
        this.handler =
                new DurableHandler(subscription.topic(), handler, subscription.options(), subscription::isEnding, this);
        this.turn = turn;
    }

    @Override
    public void onDelivery(Delivery delivery) {
        turn.lock();
        try {
            handler.onDelivery(delivery);
        } finally {
            turn.unlock();
        }
    }

    @Override
    public boolean isRedelivered(Message message) {
        return subscription.handling().isRedelivered();
    }

    @Override
    public void handled(Message message) {
        subscription.handling().handled();
    }

    @Override
    public void failed(Message message, FailureText failure) {
        subscription.handling().failed(failure);
    }

    @Override
    public void abandoned(Message message) {
        subscription.handling().abandoned();
    }
}
