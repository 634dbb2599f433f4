package io.messaging.testing.observed;

import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import java.util.Map;

/**
 * Messages that a test stores in a topic of a backend that cannot report the progress of its subscribers: a subscriber
 * that gets the mark has finished what was stored before it. Handlers and reads of the test's own backends never see
 * one.
 */
public final class Marks {
    private static final String FORMAT = "io.messaging.testing.mark";
    private static final long TTL_SECONDS = 3600;

    private Marks() {}

    public static Message newMark(GemstoneGenerator ids) {
        return Message.builder(ids)
                .format(FORMAT)
                .payload(Map.of("mark", true))
                .ttlSeconds(TTL_SECONDS)
                .build();
    }

    static boolean isMark(Message message) {
        return message.format().equals(FORMAT);
    }
}
