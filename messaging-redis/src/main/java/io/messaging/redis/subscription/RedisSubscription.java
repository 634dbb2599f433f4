package io.messaging.redis.subscription;

import io.messaging.backend.Subscriber;
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
 * A handler fed from Redis. Thread-safe.
 *
 * <p>Subclasses say where messages come from; the delivery's thread alone takes them.
 */
public abstract class RedisSubscription implements Subscription {
    private static final long CLOSE_WAIT_NANOS = 1_000_000_000L;

    private final String topic;
    private final SubscriptionOptions options;
    private final Ending ending;
    private volatile Consumer<RedisSubscription> onEnd = subscription -> {};

    /**
     * For subclasses.
     *
     * @param topic the topic
     * @param options the options
     * @param callbacks runs what programs hang on the end
     */
    protected RedisSubscription(String topic, SubscriptionOptions options, Executor callbacks) {
        this.topic = topic;
        this.options = options;
        this.ending = new Ending(callbacks);
    }

    /**
     * Gives what feeds the handler.
     *
     * @return the delivery
     */
    protected abstract SerialDelivery delivery();

    /** Takes the source out of force; quick. Called at least once. */
    protected abstract void closeSource();

    /** Looks whether something is new, without blocking; called from time to time. */
    protected abstract void poll();

    final void onEnd(Consumer<RedisSubscription> listener) {
        onEnd = listener;
    }

    final Subscriber subscriber() {
        return new Subscriber(
                topic, options.clientId().orElse(null), options.namespace().orElse(null), true);
    }

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

    final void awaitHalted(long nanos) {
        delivery().awaitHalted(nanos);
    }
}
