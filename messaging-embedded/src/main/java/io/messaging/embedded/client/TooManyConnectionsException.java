package io.messaging.embedded.client;

import java.io.IOException;

/** The server has as many connections as it may; later there may be room. */
final class TooManyConnectionsException extends IOException {
    private static final long serialVersionUID = 1L;

    TooManyConnectionsException(String message) {
        super(message);
    }
}
