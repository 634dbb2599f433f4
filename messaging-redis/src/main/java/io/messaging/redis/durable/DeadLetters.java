package io.messaging.redis.durable;

import io.messaging.administration.DeadLetter;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import io.messaging.redis.store.StorePipeline;
import io.messaging.spi.delivery.FailureText;
import java.time.InstantSource;

/** Stores the dead letters of durable clients. Thread-safe. */
final class DeadLetters {
    private static final String BACKEND = "RedisMessagingBackend";

    private final StorePipeline stores;
    private final GemstoneGenerator ids = GemstoneGenerator.monotonic(InstantSource.system());

    DeadLetters(StorePipeline stores) {
        this.stores = stores;
    }

    /** Creates a dead letter with a new id. */
    Message letter(ClientId id, Message failed, FailureText failure) {
        return new DeadLetter(BACKEND, id.client(), id.topic(), failed, failure.type(), failure.message())
                .toMessage(ids.next());
    }

    /**
     * Stores a dead letter. Idempotent.
     *
     * @throws io.messaging.backend.MessagingException when it is not stored, or the outcome is unknown
     */
    void store(Message letter, ClientId id, String namespace) {
        stores.store(DeadLetter.namespaceFor(id.topic(), namespace), DeadLetter.topicFor(id.topic()), letter);
    }
}
