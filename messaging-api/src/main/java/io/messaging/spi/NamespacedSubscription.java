package io.messaging.spi;

import io.messaging.backend.Delivery;
import io.messaging.backend.DeliveryHandler;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionEnd;
import io.messaging.backend.SubscriptionEnd.Reason;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.TopicFilter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/** A subscription through a view: that of the backend, under the names of the view. Thread-safe. */
final class NamespacedSubscription implements Subscription {
    private final NamespaceNames names;
    private final String topic;

    /** Null where the subscription is to one topic. */
    private final TopicFilter filter;

    private final SubscriptionOptions options;
    private final BooleanSupplier viewIsClosed;
    private volatile boolean closedWithView;

    /** Null after the end: whoever keeps the subscription does not keep the handler (LIFE-03). */
    private volatile MessageHandler handler;

    /** That of the backend: null until it has returned it, or delivered. */
    private volatile Subscription real;

    NamespacedSubscription(
            NamespaceNames names,
            String topic,
            TopicFilter filter,
            SubscriptionOptions options,
            MessageHandler handler,
            BooleanSupplier viewIsClosed) {
        this.names = names;
        this.topic = topic;
        this.filter = filter;
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
        String inView = filter == null ? topic : names.shortTopic(delivery.topic());
        known.onDelivery(new Delivery(delivery.message(), inView, delivery.attempt(), delivery.redelivered(), this));
    }

    @Override
    public String topic() {
        return topic;
    }

    @Override
    public Optional<TopicFilter> filter() {
        return Optional.ofNullable(filter);
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

    /** One that the backend has not returned yet was subscribed after whatever closes it now. */
    @Override
    public void close() {
        Subscription known = real;
        if (known != null) {
            known.close();
        }
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
