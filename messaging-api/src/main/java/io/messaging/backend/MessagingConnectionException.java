package io.messaging.backend;

/** The server cannot be reached, or what answers is none: check the address, start the server, or try again later. */
public final class MessagingConnectionException extends MessagingException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what happened and what to do next
     */
    public MessagingConnectionException(String message) {
        super(message);
    }

    /**
     * Creates the exception.
     *
     * @param message what happened and what to do next
     * @param cause what happened underneath
     */
    public MessagingConnectionException(String message, Throwable cause) {
        super(message, cause);
    }
}
