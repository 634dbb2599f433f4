package io.messaging.inmemory.subscription;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.delivery.SerialDelivery;
import io.messaging.inmemory.store.Cursor;
import io.messaging.inmemory.store.MessageStore;
import io.messaging.message.Message;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A cursor that feeds a handler with what is stored from now on. Thread-safe. */
public final class PlainLocalSubscription extends LocalSubscription {
    private final SerialDelivery delivery;
    private final UnaryOperator<Message> view;

    /** Null for a moment: the store may signal before it has returned the cursor. */
    private volatile Cursor cursor;

    /**
     * Subscribes.
     *
     * @param store where the messages are
     * @param topic the topic
     * @param handler the handler
     * @param options kept for {@link #options}
     * @param executor runs the handler
     * @param callbacks runs what programs hang on the end
     * @param view what a handler sees of a stored message
     * @param onEnd called when the subscription ends, perhaps more than once
     */
    public PlainLocalSubscription(
            MessageStore store,
            String topic,
            MessageHandler handler,
            SubscriptionOptions options,
            Executor executor,
            Executor callbacks,
            UnaryOperator<Message> view,
            Consumer<LocalSubscription> onEnd) {
        super(topic, options, callbacks, onEnd);
        this.view = view;
        delivery = new SerialDelivery(topic, handler, this::next, executor);
        cursor = store.openCursor(topic, Cursor.NOW, delivery::signal);
        delivery.signal(); // for what was stored in that moment
    }

    private Message next() {
        Cursor opened = cursor;
        Message message = opened == null ? null : opened.next();
        return message == null ? null : view.apply(message);
    }

    @Override
    SerialDelivery delivery() {
        return delivery;
    }

    @Override
    void closeSource() {
        cursor.close();
    }
}
