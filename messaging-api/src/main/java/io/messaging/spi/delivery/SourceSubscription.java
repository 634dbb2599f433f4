package io.messaging.spi.delivery;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import io.messaging.message.TopicFilter;
import java.util.concurrent.Executor;

/** A plain subscription whose handler is fed from a {@link MessageSource}. Thread-safe. */
public final class SourceSubscription extends AbstractSubscription {
    private final SerialDelivery delivery;

    /** Null until the subscription is started. */
    private volatile MessageSource source;

    /**
     * Creates a subscription, not yet in force.
     *
     * @param topic the topic
     * @param handler the handler
     * @param options plain
     * @param executor runs the handler
     * @param callbacks runs programs' callbacks for the end
     */
    public SourceSubscription(
            String topic, MessageHandler handler, SubscriptionOptions options, Executor executor, Executor callbacks) {
        super(topic, options, callbacks);
        delivery = new SerialDelivery(this, handler, this::next, executor);
    }

    /**
     * Creates a subscription to several topics, not yet in force; its source says which each message is of.
     *
     * @param topics the topics
     * @param handler the handler
     * @param options plain
     * @param executor runs the handler
     * @param callbacks runs programs' callbacks for the end
     */
    public SourceSubscription(
            TopicFilter topics,
            MessageHandler handler,
            SubscriptionOptions options,
            Executor executor,
            Executor callbacks) {
        super(topics, options, callbacks);
        delivery = new SerialDelivery(this, handler, this::next, () -> source.topic(), executor);
    }

    /**
     * Puts the subscription in force: the source has what is stored from now on. The source may signal before.
     *
     * @param opened closed when the subscription ends
     */
    public void start(MessageSource opened) {
        source = opened;
        if (delivery.isHalted()) {
            opened.close();
        }
        delivery.signal(); // for what was stored in that moment
    }

    /** Says that the source may have something new. */
    public void signal() {
        delivery.signal();
    }

    private Message next() {
        MessageSource opened = source;
        return opened == null ? null : opened.next();
    }

    @Override
    protected SerialDelivery delivery() {
        return delivery;
    }

    @Override
    protected void closeSource() {
        MessageSource opened = source;
        if (opened != null) {
            opened.close();
        }
    }
}
