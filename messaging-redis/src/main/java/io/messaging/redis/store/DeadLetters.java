package io.messaging.redis.store;

import io.messaging.administration.DeadLetter;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import io.messaging.spi.delivery.FailureText;
import java.time.InstantSource;

/** Stores the dead letters of durable clients and groups. Thread-safe. */
public final class DeadLetters {
    private static final String BACKEND = "RedisMessagingBackend";

    private final StorePipeline stores;
    private final GemstoneGenerator ids = GemstoneGenerator.monotonic(InstantSource.system());

    public DeadLetters(StorePipeline stores) {
        this.stores = stores;
    }

    /** Creates the dead letter of a client or group, with a new id. */
    public Message letter(String client, String topic, Message failed, FailureText failure) {
        return new DeadLetter(BACKEND, client, topic, failed, failure.type(), failure.message()).toMessage(ids.next());
    }

    /**
     * Stores a dead letter of a topic. Idempotent.
     *
     * @throws io.messaging.backend.MessagingException when it is not stored, or the outcome is unknown
     */
    public void store(Message letter, String topic, String namespace) {
        stores.store(DeadLetter.namespaceFor(topic, namespace), DeadLetter.topicFor(topic), letter);
    }
}
