package io.messaging.redis.store;

import io.messaging.backend.RejectedMessageException;
import io.messaging.message.GemstoneId;
import io.messaging.spi.delivery.FailureText;

/** Creates the exception for an id that is taken. */
public final class Conflict {
    private Conflict() {}

    public static RejectedMessageException of(String topic, GemstoneId id) {
        return new RejectedMessageException(
                "topic '" + FailureText.name(topic) + "' already has a different message with id " + id
                        + "; the stored message is unchanged; give the new message a new id");
    }
}
