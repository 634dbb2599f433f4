package io.messaging.message;

/** A text or a field that is no message. The sentence says what is wrong with it; the sender has to change it. */
public class InvalidMessageException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what is wrong, for the sender
     */
    public InvalidMessageException(String message) {
        super(message);
    }

    /**
     * Creates the exception.
     *
     * @param message what is wrong, for the sender
     * @param cause what found it
     */
    public InvalidMessageException(String message, Throwable cause) {
        super(message, cause);
    }
}
