package com.example.messaging;

import io.messaging.message.Message;
import java.util.concurrent.TimeUnit;

/** A message and the time from which on nobody sees it any more. Immutable. */
record StoredMessage(Message message, boolean expires, long expiryNanos) {
    private static final long MOST_NANOS = Long.MAX_VALUE / 2;

    static StoredMessage of(Message message) {
        long ttlSeconds = message.ttlSeconds().orElse(0);
        long ttlNanos = Math.min(TimeUnit.SECONDS.toNanos(ttlSeconds), MOST_NANOS);
        return new StoredMessage(message, ttlSeconds > 0, System.nanoTime() + ttlNanos);
    }

    boolean isLive() {
        // Not "expiryNanos > System.nanoTime()": nanoTime() may overflow, a difference does not.
        return !expires || expiryNanos - System.nanoTime() > 0;
    }
}
