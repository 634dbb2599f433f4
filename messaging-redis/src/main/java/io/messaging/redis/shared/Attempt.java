package io.messaging.redis.shared;

/**
 * An attempt at a message. Immutable.
 *
 * @param entry names the message in its group
 * @param number from 1
 * @param key a digest of the key by which the group is ordered; empty for none
 */
record Attempt(String entry, int number, String key) {
    private static final String REQUEUED = "r-";

    /** Returns whether an earlier attempt was begun, be it before its dead letter was requeued. */
    boolean isRedelivered() {
        return number > 1 || entry.startsWith(REQUEUED);
    }
}
