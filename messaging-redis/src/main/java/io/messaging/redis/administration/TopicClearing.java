package io.messaging.redis.administration;

import io.messaging.concurrent.Uninterruptibly;
import io.messaging.message.GemstoneId;
import io.messaging.redis.connection.RedisLink;
import io.messaging.redis.connection.Script;
import io.messaging.redis.store.IdIndex;
import io.messaging.redis.store.Keys;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Clears topics in parts that each block Redis for a few milliseconds. Thread-safe. */
final class TopicClearing {
    private static final Script CLEAR = Script.load(TopicClearing.class, "clear.lua");
    private static final Script DROP = Script.load(TopicClearing.class, "drop.lua");
    private static final byte[] MESSAGES_AT_ONCE = ascii("500");
    private static final byte[] BYTES_AT_ONCE = ascii("1000000");
    private static final byte[] TOPICS_END = {};
    private static final int HEAD = 3;
    private static final int PRIORITY_SHIFT = 61;
    private static final long DROP_PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

    private final RedisLink link;
    private final Keys keys;
    private final IdIndex index;

    TopicClearing(RedisLink link, Keys keys) {
        this.link = link;
        this.keys = keys;
        this.index = new IdIndex(link, keys);
    }

    /**
     * Removes what a topic holds now; what is stored meanwhile, behind its current end, stays. Each part first removes
     * its messages from the topic, at once for every read, then from the index of ids.
     */
    long clear(String topic) {
        List<String> names = new ArrayList<>(keys.logAndLanes(topic));
        names.addAll(1, List.of(keys.end(topic), keys.expiring(topic)));
        long removed = 0;
        byte[] last = TOPICS_END;
        byte[] lane = ascii("1");
        byte[] from = ascii("-");
        while (lane[0] != '0') {
            List<byte[]> args = List.of(last, lane, from, MESSAGES_AT_ONCE, BYTES_AT_ONCE);
            List<byte[]> part = link.call(() -> link.run(CLEAR, names, args));
            List<IdIndex.Entry> entries = entries(part);
            index.remove(topic, entries);
            removed += entries.size();
            last = part.get(0);
            lane = part.get(1);
            from = part.get(2);
        }
        return removed;
    }

    private static List<IdIndex.Entry> entries(List<byte[]> part) {
        List<IdIndex.Entry> entries = new ArrayList<>();
        for (int i = HEAD; i + 2 < part.size(); i += 3) {
            String key = new String(part.get(i), StandardCharsets.US_ASCII);
            long priorityBits = (long) Character.digit(key.charAt(0), 10) << PRIORITY_SHIFT;
            GemstoneId id = GemstoneId.of(priorityBits | Long.parseUnsignedLong(key.substring(1), 16));
            String namespace = new String(part.get(i + 2), StandardCharsets.UTF_8);
            entries.add(new IdIndex.Entry(namespace, id, part.get(i + 1)));
        }
        return entries;
    }

    /** Forgets an empty topic in which no disconnected client has a position. */
    void drop(String topic) {
        List<String> names = List.of(keys.log(topic), keys.end(topic));
        while (link.call(() -> link.run(DROP, names, List.of())).get(0)[0] == '0') {
            Uninterruptibly.sleep(DROP_PAUSE_NANOS); // until the millisecond of its last message has passed
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
