package io.messaging.spi.delivery;

import io.messaging.administration.DeadLetter;
import io.messaging.backend.Delivery;
import io.messaging.backend.DeliveryHandler;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.RetryLaterException;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.log.SafeLog;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * The handler of a group's member, with what has to follow: the message is settled, or given back for its next attempt by
 * whichever member, or becomes a dead letter. Never throws. As thread-safe as the handler.
 */
public final class SharedHandler {
    private static final System.Logger LOGGER = SafeLog.of(SharedHandler.class);

    private final DeliveryHandler handler;
    private final String who;
    private final String topic;
    private final int maxAttempts;
    private final BooleanSupplier halted;

    /** What a backend does when an attempt has ended. Called on the handler's thread. */
    public interface Settlement {
        /** The handler returned. */
        void handled();

        /**
         * The handler failed.
         *
         * @param failure what was thrown
         * @param retryAfter the pause that the handler asked for; null for the group's
         * @param rejected whether the handler wants a dead letter at once
         * @throws RuntimeException when it could not be done and is to be tried again
         */
        void failed(FailureText failure, Duration retryAfter, boolean rejected);

        /** The subscription ended before or while the message was handled: it is redelivered. */
        void abandoned();
    }

    /**
     * Creates the handler.
     *
     * @param topic the topic
     * @param handler the program's
     * @param options with a group
     * @param halted whether the subscription has ended or is about to, so that no further attempt starts
     */
    public SharedHandler(String topic, MessageHandler handler, SubscriptionOptions options, BooleanSupplier halted) {
        this.handler = HandlerCall.shared(topic, handler, options);
        this.who = "group '" + options.group().orElseThrow() + "'";
        this.topic = topic;
        this.maxAttempts = options.maxAttempts();
        this.halted = halted;
    }

    /**
     * Makes one attempt.
     *
     * @param delivery the message
     * @param settlement what follows
     */
    public void handle(Delivery delivery, Settlement settlement) {
        Throwable failure = null;
        boolean begun = !halted.getAsBoolean();
        if (begun) {
            failure = call(delivery);
        }
        if (begun && failure == null) {
            settle(delivery, settlement, settlement::handled, "note that it is handled");
        } else if (halted.getAsBoolean()) {
            abandon(delivery, settlement, failure); // what fails then mostly fails because of the end
        } else {
            fail(delivery, settlement, failure);
        }
    }

    private Throwable call(Delivery delivery) {
        try {
            handler.onDelivery(delivery);
            return null;
        } catch (Throwable thrown) {
            return thrown;
        } finally {
            Thread.interrupted(); // the attempt's, not that of what follows
        }
    }

    private void fail(Delivery delivery, Settlement settlement, Throwable failure) {
        Duration retryAfter = failure instanceof RetryLaterException retry ? retry.pause() : null;
        boolean rejected = Retries.isFinal(failure);
        boolean last = rejected || delivery.attempt() >= maxAttempts;
        LOGGER.log(
                last ? Level.WARNING : Level.DEBUG,
                () -> who + " failed on message " + delivery.message().id() + " of topic '" + topic + "' in attempt "
                        + delivery.attempt() + "; " + (last ? end() : "it is tried again"),
                failure);
        FailureText text = FailureText.of(failure);
        settle(
                delivery,
                settlement,
                () -> settlement.failed(text, retryAfter, rejected),
                last ? "store its dead letter" : "give it back");
    }

    private String end() {
        return DeadLetter.isDeadLetterTopic(topic) ? "it was a dead letter" : "it becomes a dead letter";
    }

    private void settle(Delivery delivery, Settlement settlement, Runnable step, String what) {
        boolean settled = Retries.settle(
                step,
                halted,
                () -> what + ", message " + delivery.message().id() + " of topic '" + topic + "' and " + who);
        if (!settled) {
            abandon(delivery, settlement, null);
        }
    }

    private void abandon(Delivery delivery, Settlement settlement, Throwable failure) {
        LOGGER.log(
                Level.DEBUG,
                () -> "message " + delivery.message().id() + " of topic '" + topic + "' is redelivered to " + who,
                failure);
        settlement.abandoned();
    }
}
