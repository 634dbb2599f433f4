package io.messaging.bus.subscription;

import io.messaging.backend.Delivery;
import io.messaging.backend.DeliveryHandler;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionEnd;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A durable client's handlers of one topic. The backend has one subscription for all of them, since a second one under the
 * same client id would take the first one's place. Handlers are called in the order in which they came; those that have
 * handled a message are not called again when another one fails on it. Thread-safe.
 */
final class DurableTopic implements DeliveryHandler {
    private final SubscriptionOptions options;
    private final List<Handler> handlers = new CopyOnWriteArrayList<>();

    /** The message that was begun last, and who has handled it. Used by the subscription's one delivery at a time. */
    private GemstoneId current;

    private final Set<Handler> done = new HashSet<>();

    /** Null until it is connected, or delivers. */
    private volatile Subscription real;

    /** No handler is added any more; guarded by the monitor of {@code handlers}. */
    private boolean closing;

    DurableTopic(SubscriptionOptions options) {
        this.options = options;
    }

    SubscriptionOptions options() {
        return options;
    }

    void connect(Subscription subscription) {
        real = subscription;
    }

    boolean isActive() {
        Subscription known = real;
        return known != null && known.isActive();
    }

    /** Adds a handler; returns null where the last one has just been closed. */
    Handler add(DeliveryHandler handler) {
        Handler added = new Handler(this, handler);
        synchronized (handlers) {
            if (closing) {
                return null;
            }
            handlers.add(added);
        }
        if (real != null) {
            added.connected();
        }
        return added;
    }

    @Override
    public void onDelivery(Delivery delivery) throws Exception {
        if (real == null) {
            real = delivery.subscription();
        }
        if (!delivery.message().id().equals(current)) {
            current = delivery.message().id();
            done.clear();
        }
        Throwable failure = null;
        for (Handler handler : handlers) {
            if (done.contains(handler)) {
                continue;
            }
            try {
                handler.handler.onDelivery(new Delivery(
                        delivery.message(), delivery.topic(), delivery.attempt(), delivery.redelivered(), handler));
                done.add(handler);
            } catch (Exception | Error thrown) {
                failure = first(failure, thrown);
            }
        }
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure != null) {
            throw (Exception) failure;
        }
        current = null;
        done.clear();
    }

    private static Throwable first(Throwable before, Throwable thrown) {
        if (before == null) {
            return thrown;
        }
        if (before != thrown) {
            before.addSuppressed(thrown);
        }
        return before;
    }

    /** One handler, as a subscription. */
    static final class Handler implements Subscription {
        private final DurableTopic topic;
        private final DeliveryHandler handler;
        private final CompletableFuture<SubscriptionEnd> ended = new CompletableFuture<>();

        private Handler(DurableTopic topic, DeliveryHandler handler) {
            this.topic = topic;
            this.handler = handler;
        }

        /** Called when the backend has returned its subscription. */
        void connected() {
            topic.real.ended().thenAccept(ended::complete);
        }

        @Override
        public String topic() {
            return topic.real.topic();
        }

        @Override
        public SubscriptionOptions options() {
            return topic.options;
        }

        @Override
        public boolean isActive() {
            return topic.isActive() && topic.handlers.contains(this);
        }

        @Override
        public CompletionStage<SubscriptionEnd> ended() {
            return ended.minimalCompletionStage();
        }

        /** The last one ends the backend's subscription, which then waits for a handler that is running. */
        @Override
        public void close() {
            synchronized (topic.handlers) {
                if (!topic.handlers.contains(this)) {
                    return;
                }
                topic.closing |= topic.handlers.size() == 1;
                if (!topic.closing) {
                    topic.handlers.remove(this);
                    end();
                    return;
                }
            }
            topic.real.close();
            topic.handlers.remove(this);
        }

        private void end() {
            ended.complete(new SubscriptionEnd(
                    SubscriptionEnd.Reason.UNSUBSCRIBED, "the handler was removed; others of the client stay"));
        }
    }
}
