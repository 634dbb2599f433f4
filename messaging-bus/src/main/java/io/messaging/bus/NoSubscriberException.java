package io.messaging.bus;

import io.messaging.backend.MessagingException;

/** Thrown if a request topic or a recipient's inbox has no subscriber. Nothing was stored. */
public final class NoSubscriberException extends MessagingException {
    private static final long serialVersionUID = 1L;

    NoSubscriberException(String message) {
        super(message);
    }
}
