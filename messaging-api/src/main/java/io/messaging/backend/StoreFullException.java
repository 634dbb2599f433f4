package io.messaging.backend;

/** The store has reached a configured limit: wait until messages expire, clear topics, or raise the limit. */
public final class StoreFullException extends MessagingException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what happened and what to do next
     */
    public StoreFullException(String message) {
        super(message);
    }

    /**
     * Creates the exception.
     *
     * @param message what happened and what to do next
     * @param cause what happened underneath
     */
    public StoreFullException(String message, Throwable cause) {
        super(message, cause);
    }
}
