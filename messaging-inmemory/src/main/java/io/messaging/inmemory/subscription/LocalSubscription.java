package io.messaging.inmemory.subscription;

import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionEnd;
import io.messaging.backend.SubscriptionEnd.Reason;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.spi.delivery.Ending;
import io.messaging.spi.delivery.SerialDelivery;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * A handler fed from a store in the same JVM. Thread-safe.
 *
 * <p>Subclasses say where messages come from; the delivery's thread alone takes them.
 */
public abstract sealed class LocalSubscription implements Subscription
        permits PlainLocalSubscription, DurableLocalSubscription {
    private static final long CLOSE_WAIT_NANOS = 1_000_000_000L;

    private final String topic;
    private final SubscriptionOptions options;
    private final Consumer<LocalSubscription> onEnd;
    private final Ending ending;

    LocalSubscription(
            String topic, SubscriptionOptions options, Executor callbacks, Consumer<LocalSubscription> onEnd) {
        this.topic = topic;
        this.options = options;
        this.ending = new Ending(callbacks);
        this.onEnd = onEnd;
    }

    abstract SerialDelivery delivery();

    /** Takes the source out of force. Called at least once. */
    abstract void closeSource();

    @Override
    public final String topic() {
        return topic;
    }

    @Override
    public final SubscriptionOptions options() {
        return options;
    }

    @Override
    public final boolean isActive() {
        return !ending.hasCome();
    }

    @Override
    public final CompletionStage<SubscriptionEnd> ended() {
        return ending.stage();
    }

    @Override
    public final void close() {
        end(Reason.UNSUBSCRIBED, "the subscription was closed");
        awaitHalted(CLOSE_WAIT_NANOS);
    }

    /**
     * Ends the subscription without waiting for a running handler. Idempotent: the first reason stands.
     *
     * @param reason the kind of end
     * @param detail a sentence for people
     */
    public final void end(Reason reason, String detail) {
        delivery().halt();
        closeSource();
        onEnd.accept(this);
        ending.end(reason, detail);
    }

    /**
     * Waits until the handler call that was running at the end has returned.
     *
     * @param nanos at most how long
     * @return false when it was still running then
     */
    public final boolean awaitHalted(long nanos) {
        return delivery().awaitHalted(nanos);
    }
}
