package io.messaging.backend;

/** The message itself cannot be stored (too large, or another message has its id): change the message. */
public final class RejectedMessageException extends MessagingException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what happened and what to do next
     */
    public RejectedMessageException(String message) {
        super(message);
    }

    /**
     * Creates the exception.
     *
     * @param message what happened and what to do next
     * @param cause what happened underneath
     */
    public RejectedMessageException(String message, Throwable cause) {
        super(message, cause);
    }
}
