package io.messaging.redis.durable;

import io.messaging.backend.DeadLetter;
import io.messaging.backend.MessagingException;
import io.messaging.delivery.FailureText;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import io.messaging.redis.store.StorePipeline;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Stores what durable clients failed on. Thread-safe. */
final class DeadLetters {
    private static final System.Logger LOGGER = System.getLogger(DeadLetters.class.getName());
    private static final String BACKEND = "RedisMessagingBackend";
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final StorePipeline stores;
    private final GemstoneGenerator ids = GemstoneGenerator.withRandomMachineId();

    DeadLetters(StorePipeline stores) {
        this.stores = stores;
    }

    /**
     * Stores a dead letter, however long that takes: without it the message would be lost to its client. The client
     * waits meanwhile. A message that was a dead letter itself makes no further one (DUR-06).
     *
     * @return whether the client may go on; false when it ended first, and the message comes again
     */
    boolean store(ClientId id, String namespace, Message failed, Throwable failure, BooleanSupplier ended) {
        if (DeadLetter.isDeadLetterTopic(id.topic())) {
            return true;
        }
        FailureText text = FailureText.of(failure);
        DeadLetter letter = new DeadLetter(BACKEND, id.client(), id.topic(), failed, text.type(), text.message());
        while (!tryStore(letter, namespace)) {
            if (ended.getAsBoolean()) {
                return false;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return true;
    }

    private boolean tryStore(DeadLetter letter, String namespace) {
        try {
            Message message = letter.toMessage(ids.next());
            stores.store(letter.namespace(namespace), message.topics().get(0), message);
            return true;
        } catch (MessagingException e) {
            LOGGER.log(
                    Level.WARNING,
                    () -> "cannot store the dead letter of client '" + letter.clientId() + "'; it is tried again",
                    e);
            return false;
        }
    }
}
