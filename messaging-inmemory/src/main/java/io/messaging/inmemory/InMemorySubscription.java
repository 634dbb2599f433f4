package io.messaging.inmemory;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.Subscriber;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionEnd;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.delivery.SerialDelivery;
import io.messaging.inmemory.store.Cursor;
import io.messaging.inmemory.store.MessageStore;
import io.messaging.message.Message;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A cursor that feeds a handler. Thread-safe. */
final class InMemorySubscription implements Subscription {
    private final String topic;
    private final SubscriptionOptions options;
    private final Consumer<InMemorySubscription> onEnd;
    private final CompletableFuture<SubscriptionEnd> ended = new CompletableFuture<>();
    private final SerialDelivery delivery;

    /** Null for a moment: the store may signal before it has returned the cursor. */
    private volatile Cursor cursor;

    InMemorySubscription(
            MessageStore store,
            String topic,
            MessageHandler handler,
            SubscriptionOptions options,
            Executor executor,
            Consumer<InMemorySubscription> onEnd) {
        this.topic = topic;
        this.options = options;
        this.onEnd = onEnd;
        this.delivery = new SerialDelivery(topic, handler, this::next, executor);
        this.cursor = store.openCursor(topic, Cursor.NOW, delivery::signal);
        delivery.signal(); // for what was stored in that moment
    }

    private Message next() {
        Cursor opened = cursor;
        return opened == null ? null : opened.next();
    }

    Subscriber subscriber() {
        return new Subscriber(
                topic, options.clientId().orElse(null), options.namespace().orElse(null), true);
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
        return !ended.isDone();
    }

    @Override
    public CompletionStage<SubscriptionEnd> ended() {
        return ended.minimalCompletionStage();
    }

    @Override
    public void close() {
        end(SubscriptionEnd.Reason.UNSUBSCRIBED, "the subscription was closed");
        delivery.stop();
    }

    /** Ends without waiting for a running handler. */
    void end(SubscriptionEnd.Reason reason, String detail) {
        delivery.halt();
        cursor.close();
        onEnd.accept(this);
        ended.complete(new SubscriptionEnd(reason, detail));
    }

    boolean awaitHalted(long nanos) {
        return delivery.awaitHalted(nanos);
    }
}
