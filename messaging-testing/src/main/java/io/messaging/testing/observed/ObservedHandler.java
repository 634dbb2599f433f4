package io.messaging.testing.observed;

import io.messaging.backend.Delivery;
import io.messaging.backend.DeliveryHandler;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.RetryLaterException;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.log.SafeLog;
import io.messaging.message.Message;
import io.messaging.spi.delivery.Retries;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/**
 * Observes the calls of a handler; a rule may drop or duplicate its messages. Pauses between attempts follow the test's
 * clock, and take the place of a message.
 *
 * <p>Called by one thread at a time, those of members of groups by several, each with another message.
 */
final class ObservedHandler implements DeliveryHandler {
    private static final long POLL_MILLIS = 2;

    private final MessageHandler handler;
    private final SubscriptionOptions options;
    private final TestNames names;
    private final Observer observer;
    private final InstantSource clock;
    private final long subscription;
    private final ObservedSubscription seen;

    ObservedHandler(
            MessageHandler handler,
            SubscriptionOptions options,
            TestNames names,
            Observer observer,
            InstantSource clock,
            long subscription,
            ObservedSubscription seen) {
        this.handler = handler;
        this.options = options;
        this.names = names;
        this.observer = observer;
        this.clock = clock;
        this.subscription = subscription;
        this.seen = seen;
    }

    @Override
    public void onDelivery(Delivery delivery) throws Exception {
        seen.is(delivery.subscription());
        Message real = delivery.message();
        if (Marks.isMark(real)) {
            observer.marked(subscription);
            return;
        }
        Message message = names.own(real);
        int times = delivery.attempt() > 1 ? 1 : observer.timesToDeliver(subscription, message);
        try {
            for (int time = 0; time < times && !seen.isHalted(); time++) {
                handle(new Delivery(message, seen.topic(), delivery.attempt(), delivery.redelivered(), seen));
            }
        } finally {
            observer.delivered(subscription, message);
        }
    }

    private void handle(Delivery delivery) throws Exception {
        Message message = delivery.message();
        long event = observer.handling(subscription, Thread.currentThread().getName(), message);
        String failure = null;
        long pauseMillis = -1;
        try {
            handler.onDelivery(delivery);
        } catch (Throwable e) {
            failure = SafeLog.describe(e);
            boolean isLast = delivery.attempt() >= options.maxAttempts() || Retries.isFinal(e);
            if (isLast || e instanceof AssertionError) {
                observer.handlerFailed(event, e);
            }
            if (!isLast) {
                pauseMillis = TimeUnit.NANOSECONDS.toMillis(
                        Retries.pauseNanos(e, options.retryBackoff(), delivery.attempt()));
            }
            if (!isLast && e instanceof RetryLaterException) { // the pause that it names is made here
                throw new RetryLaterException(Duration.ZERO, e.getMessage(), e);
            }
            throw e;
        } finally {
            long failedAtMillis = millis(); // before anybody can see the failure and turn the clock
            observer.finished(event, failure);
            if (pauseMillis >= 0) {
                pause(failedAtMillis + pauseMillis);
            }
        }
    }

    /** The system's clock may be set at any time, so without a clock of the test's, elapsed time counts. */
    private long millis() {
        return clock.equals(InstantSource.system()) ? TimeUnit.NANOSECONDS.toMillis(System.nanoTime()) : clock.millis();
    }

    private void pause(long until) {
        try {
            while (millis() < until && !seen.awaitHalted(POLL_MILLIS)) {
                // the test may have turned its clock
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
