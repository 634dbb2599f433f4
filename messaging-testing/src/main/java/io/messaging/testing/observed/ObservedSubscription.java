package io.messaging.testing.observed;

import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionEnd;
import io.messaging.backend.SubscriptionOptions;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A subscription under the name that the test gave its topic. Deliveries may come before the real one is known: each brings
 * it along. Thread-safe.
 */
final class ObservedSubscription implements Subscription {
    private final String topic;
    private final SubscriptionOptions options;
    private final Runnable onEnd;
    private final CountDownLatch halted = new CountDownLatch(1);
    private volatile Subscription real;

    ObservedSubscription(String topic, SubscriptionOptions options, Runnable onEnd) {
        this.topic = topic;
        this.options = options;
        this.onEnd = onEnd;
    }

    /** Notes the real subscription: of a delivery, or returned by subscribe. */
    void is(Subscription subscription) {
        real = subscription;
    }

    /** Whether the handler gets nothing more, and pauses end. */
    boolean isHalted() {
        return halted.getCount() == 0;
    }

    /** Waits for the end; returns whether it has come. */
    boolean awaitHalted(long millis) throws InterruptedException {
        return halted.await(millis, TimeUnit.MILLISECONDS);
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
        halted.countDown();
        real.close();
        noteEnd();
    }

    @Override
    public void close(Duration limit) {
        halted.countDown();
        real.close(limit);
        noteEnd();
    }

    /** Notifies the observer when the real one has ended, possibly repeatedly; returns whether it has. */
    boolean noteEnd() {
        if (real.isActive()) {
            return false;
        }
        halted.countDown();
        onEnd.run();
        return true;
    }
}
