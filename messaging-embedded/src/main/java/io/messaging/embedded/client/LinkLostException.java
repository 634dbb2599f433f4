package io.messaging.embedded.client;

/** The link leads to no server any more; another link may. */
final class LinkLostException extends Exception {
    private static final long serialVersionUID = 1L;

    LinkLostException(String message, Throwable cause) {
        super(message, cause);
    }
}
