package io.messaging.redis.durable;

import io.messaging.backend.DeadLetter;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import io.messaging.redis.store.StorePipeline;
import io.messaging.spi.delivery.FailureText;
import java.time.InstantSource;

/** Stores what durable clients failed on. Thread-safe. */
final class DeadLetters {
    private static final String BACKEND = "RedisMessagingBackend";

    private final StorePipeline stores;
    private final GemstoneGenerator ids = GemstoneGenerator.monotonic(InstantSource.system());

    DeadLetters(StorePipeline stores) {
        this.stores = stores;
    }

    /** Makes a dead letter, with an id of its own. */
    Message letter(ClientId id, Message failed, FailureText failure) {
        return new DeadLetter(BACKEND, id.client(), id.topic(), failed, failure.type(), failure.message())
                .toMessage(ids.next());
    }

    /**
     * Stores a dead letter. Storing it again is harmless.
     *
     * @throws io.messaging.backend.MessagingException when nobody knows whether it is stored, or it is not
     */
    void store(Message letter, ClientId id, String namespace) {
        stores.store(DeadLetter.namespaceFor(id.topic(), namespace), DeadLetter.topicFor(id.topic()), letter);
    }
}
