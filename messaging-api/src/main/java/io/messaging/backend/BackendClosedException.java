package io.messaging.backend;

/** The backend was closed: open another one. */
public final class BackendClosedException extends MessagingException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what happened and what to do next
     */
    public BackendClosedException(String message) {
        super(message);
    }

    /**
     * Creates the exception.
     *
     * @param message what happened and what to do next
     * @param cause what happened underneath
     */
    public BackendClosedException(String message, Throwable cause) {
        super(message, cause);
    }
}
