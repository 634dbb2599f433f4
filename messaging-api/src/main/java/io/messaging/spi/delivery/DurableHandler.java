package io.messaging.spi.delivery;

import io.messaging.administration.DeadLetter;
import io.messaging.backend.Delivery;
import io.messaging.backend.DeliveryHandler;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.log.SafeLog;
import io.messaging.message.Message;
import java.lang.System.Logger.Level;
import java.util.function.BooleanSupplier;

/**
 * A durable client's handler, with what has to follow: the client's place moves on, or a dead letter is stored, however
 * long that takes, for without it the message would be lost to its client. Never throws. As thread-safe as the handler.
 */
public final class DurableHandler implements DeliveryHandler {
    private static final System.Logger LOGGER = SafeLog.of(DurableHandler.class);

    private final String topic;
    private final String client;
    private final Attempts attempts;
    private final BooleanSupplier halted;
    private final Settlement settlement;

    /** What a backend does when a message is done with. Called on the handler's thread, about the message it has. */
    public interface Settlement {
        /**
         * {@return whether an earlier attempt of the client at the message may have been begun, by this instance or another}
         *
         * @param message the message, before its first attempt
         */
        boolean isRedelivered(Message message);

        /**
         * The handler returned.
         *
         * @param message the message
         */
        void handled(Message message);

        /**
         * The last attempt failed: stores a dead letter, unless the message was one itself (DUR-06), and goes on.
         *
         * @param message the message
         * @param failure what was thrown
         * @throws RuntimeException when it could not be done and is to be tried again
         */
        void failed(Message message, FailureText failure);

        /**
         * The subscription ended before the message was settled, and an attempt had begun: it is redelivered.
         *
         * @param message the message
         */
        void abandoned(Message message);
    }

    /**
     * Creates the handler.
     *
     * @param topic the topic
     * @param handler the program's
     * @param options with a client id
     * @param halted whether the subscription has ended or is about to, so that no further attempt starts
     * @param settlement what follows
     */
    public DurableHandler(
            String topic,
            MessageHandler handler,
            SubscriptionOptions options,
            BooleanSupplier halted,
            Settlement settlement) {
        this.topic = topic;
        this.client = options.clientId().orElseThrow();
        this.attempts = new Attempts(HandlerCall.durable(topic, handler, options), options, halted);
        this.halted = halted;
        this.settlement = settlement;
    }

    @Override
    public void onDelivery(Delivery delivery) {
        Message message = delivery.message();
        Attempts.Outcome outcome = attempts.run(
                settlement.isRedelivered(message)
                        ? new Delivery(message, delivery.topic(), 1, true, delivery.subscription())
                        : delivery);
        switch (outcome.kind()) {
            case HANDLED ->
                settle(message, () -> settlement.handled(message), "note that message " + message.id() + " is handled");
            case FAILED -> fail(message, outcome.failure());
            case ABANDONED -> abandon(message, outcome.failure());
        }
    }

    private void abandon(Message message, Throwable failure) {
        LOGGER.log(Level.DEBUG, () -> "message " + message.id() + " is redelivered to the next instance", failure);
        if (failure != null) { // of an attempt; else there was none
            settlement.abandoned(message);
        }
    }

    private void fail(Message message, Throwable failure) {
        LOGGER.log(
                Level.WARNING,
                () -> "client '" + client + "' failed on message " + message.id() + " of topic '" + topic + "'; "
                        + (DeadLetter.isDeadLetterTopic(topic) ? "it was a dead letter" : "it becomes a dead letter"),
                failure);
        FailureText text = FailureText.of(failure);
        settle(message, () -> settlement.failed(message, text), "store the dead letter of message " + message.id());
    }

    private void settle(Message message, Runnable step, String what) {
        if (!Retries.settle(step, halted, () -> what + " for client '" + client + "' of topic '" + topic + "'")) {
            settlement.abandoned(message);
        }
    }
}
