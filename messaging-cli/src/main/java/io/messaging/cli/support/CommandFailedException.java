package io.messaging.cli.support;

import io.messaging.backend.MessagingException;

/** A command cannot do what it was asked; the message is all that the user sees, and the exit code is 1. */
public final class CommandFailedException extends MessagingException {
    private static final long serialVersionUID = 1L;

    /** Makes the exception from a sentence for the user. */
    public CommandFailedException(String message) {
        super(message);
    }

    /** Makes the exception from a sentence for the user, and what happened underneath. */
    public CommandFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
