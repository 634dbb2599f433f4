package io.messaging.embedded.client.wire;

import io.messaging.message.Message;

/**
 * When messages that wait in this process's memory for their handler expire: a moment of {@link System#nanoTime}, since
 * the server's clock is another.
 */
public final class Expiry {
    /** Of a message that does not expire. */
    public static final long NEVER = 0;

    private static final long LONGEST_SECONDS = Long.MAX_VALUE / 4_000_000_000L;

    private Expiry() {}

    /** Returns when a message expires of which the server has said how long it may live. */
    public static long afterMillis(long lifeMillis) {
        return System.nanoTime() + Math.min(lifeMillis, LONGEST_SECONDS * 1_000) * 1_000_000 | 1;
    }

    /** Returns the latest expiry of a message of which the server has not: its ttl counts from its storing. */
    public static long atMostOf(Message message) {
        long seconds = message.ttlSeconds().orElse(0);
        return seconds == 0 ? NEVER : afterMillis(Math.min(seconds, LONGEST_SECONDS) * 1_000);
    }

    public static boolean isOver(long expiryNanos) {
        return expiryNanos != NEVER && System.nanoTime() - expiryNanos >= 0;
    }
}
