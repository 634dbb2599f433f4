package io.messaging.benchmarks.peer;

/** A peer is not installed on this machine; it is skipped, and the report says so. */
public final class PeerUnavailableException extends Exception {
    /** Creates the exception; the message says what is missing and how to get it. */
    public PeerUnavailableException(String message) {
        super(message);
    }

    /** Creates the exception with a cause. */
    public PeerUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
