package io.messaging.bus;

import io.messaging.backend.MessagingException;

/** Nobody is subscribed to the topic of a request, or to the inbox of a direct message. Nothing was stored. */
public final class NoSubscriberException extends MessagingException {
    private static final long serialVersionUID = 1L;

    NoSubscriberException(String message) {
        super(message);
    }
}
