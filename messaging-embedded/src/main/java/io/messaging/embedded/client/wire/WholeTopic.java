package io.messaging.embedded.client.wire;

import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Answers reads in chronological order from all messages of a topic, for servers that have no command for them.
 * Immutable.
 *
 * @param messages in any order
 */
record WholeTopic(List<Message> messages) {
    /** Returns what comes after an id, up to a limit; the caller's own list. */
    List<Message> page(GemstoneId since, int limit) {
        return later(since)
                .sorted(Comparator.comparing(Message::id, WholeTopic::chronologically))
                .limit(limit)
                .toList();
    }

    /** Returns what comes after an id, in any order. */
    Stream<Message> later(GemstoneId since) {
        return messages.stream().filter(message -> since.bits() == 0 || chronologically(message.id(), since) > 0);
    }

    /** Ids of different priority can share a chronological key; the whole id then decides, as on our servers. */
    static int chronologically(GemstoneId a, GemstoneId b) {
        int byTime = Long.compare(a.chronologicalKey(), b.chronologicalKey());
        return byTime != 0 ? byTime : a.compareTo(b);
    }
}
