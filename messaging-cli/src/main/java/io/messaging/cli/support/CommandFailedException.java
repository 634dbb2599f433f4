package io.messaging.cli.support;

import io.messaging.backend.MessagingException;

/** A command failed; the user sees only the message, and the exit code is 1. */
public final class CommandFailedException extends MessagingException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception with a message for the user. */
    public CommandFailedException(String message) {
        super(message);
    }

    /** Creates the exception with a message for the user and the cause. */
    public CommandFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
