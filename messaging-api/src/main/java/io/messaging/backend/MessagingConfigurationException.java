package io.messaging.backend;

/** The configuration names no backend that exists, or gives it options it does not take: mend the configuration. */
public final class MessagingConfigurationException extends MessagingException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what happened and what to do next
     */
    public MessagingConfigurationException(String message) {
        super(message);
    }

    /**
     * Creates the exception.
     *
     * @param message what happened and what to do next
     * @param cause what happened underneath
     */
    public MessagingConfigurationException(String message, Throwable cause) {
        super(message, cause);
    }
}
