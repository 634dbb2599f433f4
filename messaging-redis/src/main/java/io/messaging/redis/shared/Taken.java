package io.messaging.redis.shared;

/**
 * A message that a member has. Immutable; the array is not changed.
 *
 * @param membership settles it
 * @param attempt at it
 * @param expires whether it expires before it is begun
 * @param expiryNanos when, by {@link System#nanoTime}
 * @param json the message
 */
record Taken(Membership membership, Attempt attempt, boolean expires, long expiryNanos, byte[] json) {
    boolean isExpired() {
        return expires && System.nanoTime() - expiryNanos >= 0;
    }
}
