package io.messaging.redis.connection;

import io.messaging.backend.MessagingException;

/**
 * Redis refused temporarily, for example during a failover: nothing was changed, and the same command may succeed soon.
 * Never leaves this module; {@link #meaning} does, when the time limit has passed.
 */
public final class TransientRedisException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final MessagingException meaning;

    TransientRedisException(MessagingException meaning) {
        super(meaning.getMessage(), meaning, false, false);
        this.meaning = meaning;
    }

    /** Returns the exception for the caller when no retry succeeded. */
    public MessagingException meaning() {
        return meaning;
    }
}
