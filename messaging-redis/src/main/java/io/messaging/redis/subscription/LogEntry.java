package io.messaging.redis.subscription;

import io.messaging.message.Message;
import java.util.concurrent.TimeUnit;

/**
 * A message read from a topic's log. Immutable.
 *
 * @param place its place in the log
 * @param message the message
 * @param expires whether it expires
 * @param expiryNanos when, by {@link System#nanoTime}
 */
public record LogEntry(Place place, Message message, boolean expires, long expiryNanos) {
    private static final long LONGEST_MILLIS = TimeUnit.DAYS.toMillis(1_000);

    static LogEntry of(Place place, Message message, long leftMillis, long nowNanos) {
        long nanos = TimeUnit.MILLISECONDS.toNanos(Math.min(leftMillis, LONGEST_MILLIS));
        return new LogEntry(place, message, leftMillis > 0, nowNanos + nanos);
    }

    boolean isExpired() {
        return expires && System.nanoTime() - expiryNanos >= 0;
    }
}
