package io.messaging.store.log;

import io.messaging.backend.MessagingException;

/** The log cannot be opened, or has failed and takes nothing more until it is opened again. */
public final class LogException extends MessagingException {
    private static final long serialVersionUID = 1L;

    public LogException(String message) {
        super(message);
    }

    public LogException(String message, Throwable cause) {
        super(message, cause);
    }
}
