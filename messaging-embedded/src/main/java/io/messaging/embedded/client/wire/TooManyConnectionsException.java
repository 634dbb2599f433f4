package io.messaging.embedded.client.wire;

import java.io.IOException;

/** The server is at its limit of connections; later there may be room. */
public final class TooManyConnectionsException extends IOException {
    private static final long serialVersionUID = 1L;

    TooManyConnectionsException(String message) {
        super(message);
    }
}
