package io.messaging.store;

import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.Priority;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Messages for tests of the store. */
public final class Messages {
    public static final long START = GemstoneId.EPOCH_MILLIS + 1_000_000;

    private Messages() {}

    public static Message message(GemstoneId id, long ttlSeconds) {
        return Message.builder(id)
                .payload(Map.of("text", "hello"))
                .ttlSeconds(ttlSeconds)
                .build();
    }

    public static Message message(Priority priority, long millis, int sequence) {
        return message(GemstoneId.of(priority, START + millis, 1, sequence), 0);
    }

    public static List<GemstoneId> ids(List<Message> messages) {
        return messages.stream().map(Message::id).toList();
    }

    public static List<Message> readAll(Cursor cursor) {
        List<Message> read = new ArrayList<>();
        for (Message message = cursor.next(); message != null; message = cursor.next()) {
            read.add(message);
        }
        return read;
    }
}
