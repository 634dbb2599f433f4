package io.messaging.redis.subscription;

import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.redis.connection.RedisLink;
import io.messaging.redis.store.Keys;
import io.messaging.spi.StartPositions;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Where a durable client or a group starts if it is new on a topic, and what it leaves out. Immutable. */
public final class NewStart {
    /** With everything that the topic holds. */
    public static final NewStart BEGINNING = new NewStart(null, GemstoneId.ZERO, null);

    private static final long NO_KEY = -1;

    private static final int HEX = 16;

    private final StartSearch search;

    /** Id 0 leaves out nothing. */
    private final GemstoneId after;

    /** Null for the first message that there is, and while it was not looked up. */
    private final Place place;

    private NewStart(StartSearch search, GemstoneId after, Place place) {
        this.search = search;
        this.after = after;
        this.place = place;
    }

    /** Returns where options start on a topic; reads nothing. */
    public static NewStart of(RedisLink link, Keys keys, String topic, SubscriptionOptions options) {
        return StartPositions.isRemembered(options)
                ? new NewStart(
                        new StartSearch(link, keys, topic),
                        options.startsAfter().orElseThrow(),
                        null)
                : BEGINNING;
    }

    /** Whether it depends on a message that the topic must hold, and was not looked up. */
    public boolean isPending() {
        return search != null && place == null;
    }

    /**
     * Returns the same with its place, for which it waits for Redis.
     *
     * @throws IllegalArgumentException when the topic does not hold the message
     */
    public NewStart found() {
        return isPending() ? new NewStart(search, after, search.behind(after)) : this;
    }

    /**
     * Returns what the scripts take: the greatest chronological key that is left out, and the place behind which to start;
     * nothing for none.
     */
    public List<byte[]> args() {
        String key = StartPositions.isBeginning(after) ? "" : Keys.hex(after.chronologicalKey());
        return List.of(ascii(key), place == null ? new byte[0] : place.toAscii());
    }

    /** Parses a key that is left out, as a script gave it; less than every key where there is none. */
    public static long lastKeyLeftOut(byte[] hex) {
        return hex == null || hex.length == 0
                ? NO_KEY
                : Long.parseUnsignedLong(new String(hex, StandardCharsets.US_ASCII), HEX);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
