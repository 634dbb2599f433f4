package io.messaging.redis.connection;

import io.messaging.backend.MessagingException;

/**
 * Redis refused for the moment, such as in the middle of a fail-over: nothing was changed, and the same command may
 * succeed soon. Never leaves this module: {@link #meaning} does, when the time is up.
 */
public final class TransientRedisException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final MessagingException meaning;

    TransientRedisException(MessagingException meaning) {
        super(meaning.getMessage(), meaning, false, false);
        this.meaning = meaning;
    }

    /**
     * Gives what to tell the caller.
     *
     * @return what stands when no retry helped
     */
    public MessagingException meaning() {
        return meaning;
    }
}
