package io.messaging.cli.support;

/** The options of a command contradict each other or are incomplete; the report points to the command's help. */
public final class UsageException extends IllegalArgumentException {
    /** Creates the exception with a message for the user. */
    public UsageException(String message) {
        super(message);
    }
}
