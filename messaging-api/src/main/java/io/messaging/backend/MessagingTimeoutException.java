package io.messaging.backend;

/** No answer came in time. The call may or may not have had its effect; storing the same message again is harmless. */
public final class MessagingTimeoutException extends MessagingException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what happened and what to do next
     */
    public MessagingTimeoutException(String message) {
        super(message);
    }

    /**
     * Creates the exception.
     *
     * @param message what happened and what to do next
     * @param cause what happened underneath
     */
    public MessagingTimeoutException(String message, Throwable cause) {
        super(message, cause);
    }
}
