package io.messaging.redis.testing;

import io.messaging.message.GemstoneGenerator;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.Priority;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Messages, and names that no other test uses. */
public final class Messages {
    public static final GemstoneGenerator IDS = new GemstoneGenerator(7);

    private static final AtomicLong NAMES = new AtomicLong();

    private Messages() {}

    public static String name(String start) {
        return start + "-" + NAMES.incrementAndGet();
    }

    public static Message message(String text) {
        return message(IDS.next(), text);
    }

    public static Message message(GemstoneId id, String text) {
        return Message.builder(id).payload(Map.of("text", text)).build();
    }

    public static Message message(Priority priority, long millis, int sequence) {
        return message(GemstoneId.of(priority, GemstoneId.EPOCH_MILLIS + millis, 1, sequence), "m" + sequence);
    }

    public static List<GemstoneId> ids(List<Message> messages) {
        return messages.stream().map(Message::id).toList();
    }
}
