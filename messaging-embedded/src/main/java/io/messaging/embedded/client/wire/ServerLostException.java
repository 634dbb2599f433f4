package io.messaging.embedded.client.wire;

/** The server is gone; another may be found. */
public final class ServerLostException extends Exception {
    private static final long serialVersionUID = 1L;

    public ServerLostException(String message, Throwable cause) {
        super(message, cause);
    }
}
