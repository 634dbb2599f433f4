package io.messaging.redis.subscription;

import io.messaging.backend.MessagingException;
import io.messaging.log.SafeLog;
import io.messaging.message.InvalidMessageException;
import io.messaging.message.Message;
import io.messaging.redis.connection.RedisLink;
import io.messaging.redis.connection.Script;
import io.messaging.redis.store.Keys;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The position of one subscription in a topic's log, which reads a bounded batch at a time. After a lost connection it
 * continues behind the last place read.
 *
 * <p>One thread at a time takes messages; {@link #wake}, {@link #startAt} and {@link #isBehind} may be called by any
 * thread.
 */
public final class LogCursor {
    private static final System.Logger LOGGER = SafeLog.of(LogCursor.class);
    private static final Script TAIL = Script.load(LogCursor.class, "tail.lua");
    private static final byte[] MAX_MESSAGES = "256".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MAX_BYTES = "1000000".getBytes(StandardCharsets.US_ASCII);

    private final RedisLink link;
    private final List<String> keys;
    private final String topic;

    private final Deque<LogEntry> buffer = new ArrayDeque<>();
    private boolean more;

    /** The last place read from Redis; null before the start. Written by the taking thread after the start. */
    private volatile Place read;

    /** There may be messages behind {@link #read}. */
    private volatile boolean dirty = true;

    LogCursor(RedisLink link, Keys keys, String topic) {
        this.link = link;
        this.keys = List.of(keys.log(topic));
        this.topic = topic;
    }

    /** Starts behind a place. */
    public void startAt(Place place) {
        read = place;
    }

    /** Notes that there may be new messages. */
    void wake() {
        dirty = true;
    }

    /** Returns whether there are messages to read up to a place, or a read failed. */
    boolean isBehind(Place end) {
        Place seen = read;
        return dirty || seen != null && end.compareTo(seen) > 0;
    }

    /** Takes the next unexpired message; null when there is none, or Redis is unreachable. */
    public LogEntry next() {
        while (read != null) {
            for (LogEntry entry = buffer.poll(); entry != null; entry = buffer.poll()) {
                if (!entry.isExpired()) {
                    return entry;
                }
            }
            if (!more && !dirty || !readOn()) {
                return null;
            }
        }
        return null;
    }

    private boolean readOn() {
        dirty = false;
        List<byte[]> answer;
        try {
            List<byte[]> args = List.of(read.next(), MAX_MESSAGES, MAX_BYTES);
            answer = link.call(() -> link.run(TAIL, keys, args));
        } catch (MessagingException e) {
            dirty = true; // who polls will find it
            LOGGER.log(Level.DEBUG, () -> "cannot read topic '" + topic + "'; retrying", e);
            return false;
        }
        long now = System.nanoTime();
        for (int i = 2; i + 2 < answer.size(); i += 3) {
            buffer(answer.get(i), answer.get(i + 1), answer.get(i + 2), now);
        }
        byte[] last = answer.get(0);
        if (last.length > 0) {
            read = Place.parse(last);
        }
        more = answer.get(1)[0] == '1';
        return true;
    }

    private void buffer(byte[] place, byte[] leftMillis, byte[] json, long now) {
        try {
            long left = Long.parseLong(new String(leftMillis, StandardCharsets.US_ASCII));
            buffer.add(LogEntry.of(Place.parse(place), Message.fromJson(json), left, now));
        } catch (InvalidMessageException e) {
            LOGGER.log(
                    Level.WARNING,
                    () -> "topic '" + topic + "' has no message at " + new String(place, StandardCharsets.US_ASCII)
                            + "; another program wrote there",
                    e);
        }
    }
}
