package io.messaging.backend;

/**
 * The root of everything a backend throws, apart from {@link IllegalArgumentException} for bad arguments. The
 * subclass tells the caller what to do about it.
 */
public class MessagingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what happened and what to do next
     */
    public MessagingException(String message) {
        super(message);
    }

    /**
     * Creates the exception.
     *
     * @param message what happened and what to do next
     * @param cause what happened underneath
     */
    public MessagingException(String message, Throwable cause) {
        super(message, cause);
    }
}
