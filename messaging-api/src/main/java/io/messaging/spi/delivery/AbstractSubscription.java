package io.messaging.spi.delivery;

import io.messaging.administration.Origin;
import io.messaging.administration.Subscriber;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionEnd;
import io.messaging.backend.SubscriptionEnd.Reason;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.concurrent.CloseLimit;
import io.messaging.message.TopicFilter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * What subscriptions of all backends have in common: they end once, for a reason, and closing one waits for its handler, a
 * second or as long as the caller says. A subclass says where the messages come from. Thread-safe.
 */
public abstract class AbstractSubscription implements Subscription {
    private static final long CLOSE_WAIT_NANOS = 1_000_000_000L;

    private final String topic;

    /** Null where the subscription is to one topic. */
    private final TopicFilter filter;

    private final SubscriptionOptions options;
    private final Ending ending;
    private final Origin origin = Origin.ofThisProcess(Instant.now());
    private volatile Runnable onEnd = () -> {};

    /**
     * For subclasses.
     *
     * @param topic the topic
     * @param options the options
     * @param callbacks runs programs' callbacks for the end
     */
    protected AbstractSubscription(String topic, SubscriptionOptions options, Executor callbacks) {
        this(topic, null, options, callbacks);
    }

    /**
     * For subclasses that may subscribe to several topics.
     *
     * @param topics the topics
     * @param options the options
     * @param callbacks runs programs' callbacks for the end
     */
    protected AbstractSubscription(TopicFilter topics, SubscriptionOptions options, Executor callbacks) {
        this(topics.prefix(), topics, options, callbacks);
    }

    private AbstractSubscription(String topic, TopicFilter filter, SubscriptionOptions options, Executor callbacks) {
        this.topic = topic;
        this.filter = filter;
        this.options = options;
        this.ending = new Ending(callbacks);
    }

    /** {@return what feeds the handler, the same each time} */
    protected abstract HandlerRun delivery();

    /** Stops the source of messages; quick. Called at least once. */
    protected abstract void closeSource();

    /** Sets what runs at the end, perhaps more than once. */
    final void onEnd(Runnable listener) {
        onEnd = listener;
    }

    /** {@return this subscription as others see it, connected, of this process, and since it was created} */
    public final Subscriber subscriber() {
        return new Subscriber(
                topic,
                options.clientId().orElse(null),
                options.namespace().orElse(null),
                true,
                options.group().orElse(null),
                filter != null,
                origin);
    }

    /**
     * {@return whether {@link io.messaging.backend.MessagingBackend#unsubscribe(String)} ends this}
     *
     * @param name the topic
     */
    public final boolean isTo(String name) {
        return filter == null && topic.equals(name);
    }

    @Override
    public final Optional<TopicFilter> filter() {
        return Optional.ofNullable(filter);
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
        closeWithin(CLOSE_WAIT_NANOS);
    }

    @Override
    public final void close(Duration limit) {
        long nanos = CloseLimit.of(limit).toNanos();
        long began = System.nanoTime();
        closeWithin(nanos);
        interrupt(began);
    }

    /**
     * Ends the subscription, and waits for its handler.
     *
     * @param nanos at most how long
     */
    protected void closeWithin(long nanos) {
        end(Reason.UNSUBSCRIBED, "the subscription was closed");
        awaitHalted(nanos);
    }

    /** Interrupts a handler that is still running after the end, or names it where its thread is not the backend's. */
    final void interrupt(long beganNanos) {
        delivery().interrupt(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos));
        giveUp();
    }

    /**
     * Gives what handlers still have to others, where there are others. Called when the time of a close is over, also if no
     * handler is running any more, and perhaps by one of them.
     */
    protected void giveUp() {}

    /**
     * Ends the subscription without waiting for a running handler. Idempotent: the first reason stands.
     *
     * @param reason the kind of end
     * @param detail a sentence for people
     */
    public final void end(Reason reason, String detail) {
        delivery().halt();
        closeSource();
        onEnd.run();
        ending.end(reason, detail);
    }

    /**
     * Ends a durable subscription that has lost its claim.
     *
     * @param takenOver whether a newer instance has it; otherwise the client was forgotten
     */
    protected final void endClaim(boolean takenOver) {
        if (takenOver) {
            end(
                    Reason.TAKEN_OVER,
                    "a newer instance subscribed client '" + options.clientId().orElseThrow() + "' to topic '" + topic
                            + "'");
        } else {
            end(Reason.UNSUBSCRIBED, "the client was forgotten");
        }
    }

    final void awaitHalted(long nanos) {
        delivery().awaitHalted(nanos);
    }
}
