package io.messaging.store;

import io.messaging.administration.DeadLetter;
import io.messaging.backend.RejectedMessageException;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import io.messaging.spi.delivery.FailureText;
import java.time.InstantSource;

/** Stores the messages that durable clients and groups failed on. Thread-safe. */
public final class DeadLetters {
    private static final int ID_ATTEMPTS = 10;

    private final MessageStore store;
    private final String backendName;
    private final GemstoneGenerator ids;

    /**
     * Creates the storer.
     *
     * @param store where dead letters go
     * @param backendName the simple class name of the backend
     * @param clock for the ids of dead letters
     */
    public DeadLetters(MessageStore store, String backendName, InstantSource clock) {
        this.store = store;
        this.backendName = backendName;
        this.ids = GemstoneGenerator.monotonic(clock);
    }

    /**
     * Stores a dead letter, unless the message was one itself: then the log has to do (DUR-06). No limit refuses it: it
     * repeats a message that is already held, and without it that one would be lost. Signals cursors on this thread: call
     * it outside locks.
     *
     * @param clientId the durable client or group that failed
     * @param topic the topic the message was in
     * @param failed the message
     * @param failure what was thrown
     * @param namespace the namespace of the subscription, null where it gave none
     */
    public void store(String clientId, String topic, Message failed, FailureText failure, String namespace) {
        if (DeadLetter.isDeadLetterTopic(topic)) {
            return;
        }
        DeadLetter letter = new DeadLetter(backendName, clientId, topic, failed, failure.type(), failure.message());
        for (int attempt = 1; ; attempt++) {
            Message message = letter.toMessage(ids.next()).compact();
            try {
                store.storeBeyondLimits(
                        letter.namespace(namespace), message.topics().get(0), message);
                return;
            } catch (RejectedMessageException idTaken) {
                if (attempt == ID_ATTEMPTS) {
                    throw idTaken;
                }
            }
        }
    }
}
