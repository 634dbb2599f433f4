package io.messaging.embedded.testing;

import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import java.util.Map;

/** Messages for tests. */
public final class Messages {
    private static final GemstoneGenerator GENERATOR = new GemstoneGenerator(7);

    private Messages() {}

    public static Message numbered(int number) {
        return Message.builder(GENERATOR).payload(Map.of("number", number)).build();
    }

    public static int numberOf(Message message) {
        return ((Number) message.payload().get("number")).intValue();
    }

    public static Message ofSize(int jsonBytes) {
        Message empty = Message.builder(GENERATOR).payload(Map.of("x", "")).build();
        Message message = empty.toBuilder()
                .payload(Map.of("x", "a".repeat(jsonBytes - empty.jsonLength())))
                .build();
        if (message.jsonLength() != jsonBytes) {
            throw new AssertionError("made " + message.jsonLength() + " bytes, not " + jsonBytes);
        }
        return message;
    }
}
