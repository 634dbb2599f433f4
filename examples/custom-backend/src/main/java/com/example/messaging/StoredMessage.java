package com.example.messaging;

import io.messaging.message.Message;
import java.util.concurrent.TimeUnit;

/** A message and the time from which on nobody sees it any more. Immutable. */
record StoredMessage(Message message, boolean expires, long expiryNanos) {
    private static final long MOST_NANOS = Long.MAX_VALUE / 2;

    static StoredMessage of(Message message) {
        long ttlSeconds = message.ttlSeconds().orElse(0);
        return of(message, ttlSeconds > 0, TimeUnit.SECONDS.toMillis(ttlSeconds));
    }

    private static StoredMessage of(Message message, boolean expires, long leftMillis) {
        long leftNanos = Math.min(TimeUnit.MILLISECONDS.toNanos(leftMillis), MOST_NANOS);
        return new StoredMessage(message, expires, System.nanoTime() + leftNanos);
    }

    /** One that was stored in an earlier life. The ttl counted on, so a deadline and not the ttl was written down. */
    static StoredMessage until(Message message, long deadlineMillis) {
        return of(message, deadlineMillis != 0, deadlineMillis - System.currentTimeMillis());
    }

    /** Returns the wall-clock time at which nobody sees it any more, in milliseconds since 1970; 0 for never. */
    long deadlineMillis() {
        return expires
                ? System.currentTimeMillis() + TimeUnit.NANOSECONDS.toMillis(expiryNanos - System.nanoTime())
                : 0;
    }

    boolean isLive() {
        // Not "expiryNanos > System.nanoTime()": nanoTime() may overflow, a difference does not.
        return !expires || expiryNanos - System.nanoTime() > 0;
    }
}
