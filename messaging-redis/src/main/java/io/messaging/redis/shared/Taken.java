package io.messaging.redis.shared;

/**
 * A message that a member has. Immutable; the array is not changed.
 *
 * @param membership settles it
 * @param entry names it there
 * @param attempt from 1
 * @param expires whether it expires before it is begun
 * @param expiryNanos when, by {@link System#nanoTime}
 * @param json the message
 */
record Taken(Membership membership, String entry, int attempt, boolean expires, long expiryNanos, byte[] json) {
    private static final String REQUEUED = "r-";

    boolean isExpired() {
        return expires && System.nanoTime() - expiryNanos >= 0;
    }

    /** Returns whether an earlier attempt was begun, be it before its dead letter was requeued. */
    boolean isRedelivered() {
        return attempt > 1 || entry.startsWith(REQUEUED);
    }
}
