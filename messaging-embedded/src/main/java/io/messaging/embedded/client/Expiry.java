package io.messaging.embedded.client;

import io.messaging.message.Message;

/**
 * When messages that wait in this process's memory for their handler expire: a moment of {@link System#nanoTime}, since
 * the server's clock is another.
 */
final class Expiry {
    static final long NEVER = 0;

    private static final long LONGEST_SECONDS = Long.MAX_VALUE / 4_000_000_000L;

    private Expiry() {}

    /** Of a message of which the server has said how long it may live. */
    static long afterMillis(long lifeMillis) {
        return System.nanoTime() + Math.min(lifeMillis, LONGEST_SECONDS * 1_000) * 1_000_000 | 1;
    }

    /** Of one of which it has not: its ttl counts from the moment of storing, which was before this one. */
    static long atMostOf(Message message) {
        long seconds = message.ttlSeconds().orElse(0);
        return seconds == 0 ? NEVER : afterMillis(Math.min(seconds, LONGEST_SECONDS) * 1_000);
    }

    static boolean isOver(long expiryNanos) {
        return expiryNanos != NEVER && System.nanoTime() - expiryNanos >= 0;
    }
}
