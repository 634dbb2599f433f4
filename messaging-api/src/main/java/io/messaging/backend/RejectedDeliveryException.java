package io.messaging.backend;

/**
 * Thrown by the handler of a durable client or of a group that can never handle the message: it becomes a dead letter at once, whatever
 * attempts are left (DUR-12, SHR-06). Thrown by the handler of a plain subscription it is a failure like any other.
 */
public final class RejectedDeliveryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what is wrong with the message, for the dead letter
     */
    public RejectedDeliveryException(String message) {
        super(message);
    }

    /**
     * Creates the exception.
     *
     * @param message what is wrong with the message, for the dead letter
     * @param cause what happened underneath
     */
    public RejectedDeliveryException(String message, Throwable cause) {
        super(message, cause);
    }
}
