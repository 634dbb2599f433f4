package io.messaging.testing.observed;

import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionEnd;
import io.messaging.backend.SubscriptionOptions;
import java.util.concurrent.CompletionStage;

/** A subscription under the name that the test gave its topic. Thread-safe. */
final class ObservedSubscription implements Subscription {
    private final Subscription real;
    private final ObservedHandler handler;
    private final String topic;
    private final SubscriptionOptions options;
    private final Runnable onEnd;

    ObservedSubscription(
            Subscription real, ObservedHandler handler, String topic, SubscriptionOptions options, Runnable onEnd) {
        this.real = real;
        this.handler = handler;
        this.topic = topic;
        this.options = options;
        this.onEnd = onEnd;
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
        return real.isActive();
    }

    @Override
    public CompletionStage<SubscriptionEnd> ended() {
        return real.ended();
    }

    @Override
    public void close() {
        handler.halt();
        real.close();
        noteEnd();
    }

    /** Notifies the observer when the real one has ended, possibly repeatedly; returns whether it has. */
    boolean noteEnd() {
        if (real.isActive()) {
            return false;
        }
        handler.halt();
        onEnd.run();
        return true;
    }
}
