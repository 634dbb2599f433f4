package io.messaging.inmemory.subscription;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import io.messaging.spi.delivery.SerialDelivery;
import io.messaging.store.Cursor;
import io.messaging.store.MessageStore;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A cursor that feeds a handler with what is stored from now on. Thread-safe. */
public final class PlainLocalSubscription extends LocalSubscription {
    private final SerialDelivery delivery;

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
     * @param onEnd called when the subscription ends, perhaps more than once
     */
    public PlainLocalSubscription(
            MessageStore store,
            String topic,
            MessageHandler handler,
            SubscriptionOptions options,
            Executor executor,
            Executor callbacks,
            Consumer<LocalSubscription> onEnd) {
        super(topic, options, callbacks, onEnd);
        delivery = new SerialDelivery(topic, handler, this::next, executor);
        cursor = store.openCursor(topic, Cursor.NOW, delivery::signal);
        delivery.signal(); // for what was stored in that moment
    }

    private Message next() {
        Cursor opened = cursor;
        return opened == null ? null : opened.next();
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
