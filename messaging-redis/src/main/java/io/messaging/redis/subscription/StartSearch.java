package io.messaging.redis.subscription;

import io.messaging.message.GemstoneId;
import io.messaging.message.Priority;
import io.messaging.redis.connection.RedisLink;
import io.messaging.redis.connection.Script;
import io.messaging.redis.store.Keys;
import io.messaging.spi.StartPositions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Finds where in a topic's log to start for what is later than an id. Thread-safe. */
final class StartSearch {
    private static final Script HOLDS = Script.load(StartSearch.class, "holds.lua");
    private static final Script FIRST = Script.load(StartSearch.class, "first.lua");
    private static final byte[] MOST_AT_ONCE = ascii("1000");
    private static final int NO_LANE = 0;

    private final RedisLink link;
    private final Keys keys;
    private final String topic;

    StartSearch(RedisLink link, Keys keys, String topic) {
        this.link = link;
        this.keys = keys;
        this.topic = topic;
    }

    /**
     * Returns a place with no later message before it. What is stored meanwhile lies behind the end that was read first.
     *
     * @throws IllegalArgumentException when the topic does not hold a message of that id
     */
    Place behind(GemstoneId after) {
        Place first = endIfHeld(after);
        List<String> lanes = Stream.of(Priority.values())
                .map(priority -> keys.lane(topic, priority))
                .toList();
        byte[] start = ascii("(" + Keys.hex(after.chronologicalKey()) + ";"); // in a lane, a colon follows the key
        int lane = 1;
        byte[] from = start;
        while (lane != NO_LANE) {
            List<byte[]> args = List.of(ascii(Integer.toString(lane)), from, start, MOST_AT_ONCE);
            List<byte[]> part = link.call(() -> link.run(FIRST, lanes, args));
            if (part.get(2).length > 0) {
                Place found = Place.parse(part.get(2)).before();
                first = found.compareTo(first) < 0 ? found : first;
            }
            lane = Integer.parseInt(new String(part.get(0), StandardCharsets.US_ASCII));
            from = part.get(1);
        }
        return first;
    }

    private Place endIfHeld(GemstoneId after) {
        List<String> names = List.of(keys.end(topic), keys.log(topic), keys.lane(topic, after.priority()));
        List<byte[]> key = List.of(ascii(Keys.hex(after.chronologicalKey())));
        List<byte[]> end = link.call(() -> link.run(HOLDS, names, key));
        if (end.isEmpty()) {
            throw StartPositions.unknown(topic, after);
        }
        return Place.parse(end.get(0));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
