package io.messaging.redis.store;

import io.messaging.backend.RejectedMessageException;
import io.messaging.message.GemstoneId;

/** Creates the exception for an id that is taken. */
public final class Conflict {
    private static final int SHOWN_CHARACTERS = 100;

    private Conflict() {}

    public static RejectedMessageException of(String topic, GemstoneId id) {
        String shown = topic.length() <= SHOWN_CHARACTERS ? topic : topic.substring(0, SHOWN_CHARACTERS) + "...";
        return new RejectedMessageException("topic '" + shown + "' already has a different message with id " + id
                + "; the first one stands, so give the new message an id of its own");
    }
}
