package io.messaging.redis;

import io.messaging.redis.connection.RedisSettings;

/**
 * Everything a backend is opened with. Immutable; its text shows no secret.
 *
 * @param connection which Redis, and how to talk to it
 * @param layout how messages lie there
 * @param keyPrefix what the names of our own layout start with
 * @param messageTtlSeconds how long Python's layout keeps messages by id
 * @param maxMessageBytes the longest message
 * @param maxPendingBytes how much may wait to be sent
 * @param pollMillis how often to look for messages whose wake-up was lost
 */
record RedisOptions(
        RedisSettings connection,
        Layout layout,
        String keyPrefix,
        long messageTtlSeconds,
        long maxMessageBytes,
        long maxPendingBytes,
        long pollMillis) {
    /** The layouts. */
    enum Layout {
        /** Ours: the whole contract. */
        NATIVE,
        /** The Python framework's: shared with its programs. */
        PYTHON
    }
}
