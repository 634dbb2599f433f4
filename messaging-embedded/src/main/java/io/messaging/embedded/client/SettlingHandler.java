package io.messaging.embedded.client;

import io.messaging.backend.DeadLetter;
import io.messaging.backend.MessageHandler;
import io.messaging.delivery.Attempts;
import io.messaging.delivery.FailureText;
import io.messaging.message.Message;
import java.lang.System.Logger.Level;
import java.util.concurrent.locks.Lock;

/**
 * A durable client's handler, with what has to follow: an acknowledgement, or a dead letter. Takes the client's turn,
 * so that its subscriptions to several topics never run at once, not even when a connection is lost in between.
 */
final class SettlingHandler implements MessageHandler {
    private static final System.Logger LOGGER = System.getLogger(SettlingHandler.class.getName());

    private final ClientSubscription subscription;
    private final Attempts attempts;
    private final Lock turn;

    SettlingHandler(ClientSubscription subscription, MessageHandler handler, Lock turn) {
        this.subscription = subscription;
        this.attempts = new Attempts(handler, subscription.options(), subscription::isEnding);
        this.turn = turn;
    }

    @Override
    public void onMessage(Message message) {
        DurableSource source = subscription.handling();
        Attempts.Outcome outcome;
        turn.lock();
        try {
            outcome = attempts.run(message);
        } finally {
            turn.unlock();
        }
        switch (outcome.kind()) {
            case HANDLED -> source.handled();
            case FAILED -> fail(source, message, outcome.failure());
            case ABANDONED ->
                LOGGER.log(
                        Level.DEBUG,
                        () -> "message " + message.id() + " comes again to the next instance",
                        outcome.failure());
        }
    }

    private void fail(DurableSource source, Message message, Throwable failure) {
        String topic = subscription.topic();
        LOGGER.log(
                Level.WARNING,
                () -> "client '" + subscription.options().clientId().orElseThrow() + "' failed on message "
                        + message.id() + " of topic '" + topic + "'; "
                        + (DeadLetter.isDeadLetterTopic(topic) ? "it was a dead letter" : "it becomes a dead letter"),
                failure);
        source.failed(FailureText.of(failure));
    }
}
