package io.messaging.spi;

import io.messaging.backend.Delivery;
import io.messaging.backend.DeliveryHandler;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionEnd;
import io.messaging.backend.SubscriptionEnd.Reason;
import io.messaging.backend.SubscriptionOptions;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/** A subscription through a view: that of the backend, under the names of the view. Thread-safe. */
final class NamespacedSubscription implements Subscription {
    private final String topic;
    private final SubscriptionOptions options;
    private final BooleanSupplier viewIsClosed;
    private volatile boolean closedWithView;

    /** Null after the end: whoever keeps the subscription does not keep the handler (LIFE-03). */
    private volatile MessageHandler handler;

    /** That of the backend: null until it has returned it, or delivered. */
    private volatile Subscription real;

    NamespacedSubscription(
            String topic, SubscriptionOptions options, MessageHandler handler, BooleanSupplier viewIsClosed) {
        this.topic = topic;
        this.options = options;
        this.handler = handler;
        this.viewIsClosed = viewIsClosed;
    }

    void connect(Subscription subscription) {
        real = subscription;
    }

    /** Gives the handler up, since the subscription has ended. */
    void release() {
        handler = null;
    }

    /** {@return what the backend calls} */
    DeliveryHandler handler() {
        return this::deliver;
    }

    /** A message that arrives during the close of the view is not handled: it is redelivered where its client is remembered. */
    private void deliver(Delivery delivery) throws Exception {
        if (real == null) {
            real = delivery.subscription();
        }
        MessageHandler known = handler;
        if (known == null || viewIsClosed.getAsBoolean()) {
            closedWithView |= viewIsClosed.getAsBoolean();
            real.close();
            if (options.isDurable() || options.isShared()) {
                throw new IllegalStateException("not handled, since the subscription has ended");
            }
            return;
        }
        handler.onDelivery(new Delivery(delivery.message(), topic, delivery.attempt(), delivery.redelivered(), this));
    }

    @Override
    public String topic() {
        return topic;
    }

    @Override
    public SubscriptionOptions options() {
        return options;
    }

    @Override
    public boolean isActive() {
        Subscription known = real;
        return known != null && known.isActive();
    }

    @Override
    public CompletionStage<SubscriptionEnd> ended() {
        return real.ended()
                .thenApply(end -> closedWithView && end.reason() == Reason.UNSUBSCRIBED
                        ? new SubscriptionEnd(Reason.BACKEND_CLOSED, "the view of the namespace was closed")
                        : end);
    }

    @Override
    public void close() {
        real.close();
    }

    @Override
    public void close(Duration limit) {
        real.close(limit);
    }

    /** A subscription that the backend has not returned yet is closed by whoever subscribes. */
    void closeWithView(Duration limit) {
        Subscription known = real;
        if (known != null) {
            closedWithView = true;
            known.close(limit);
        }
    }
}
