package io.messaging.store.durable;

import io.messaging.backend.MessagingException;

/** An instance that claims again after it lost its connection comes too late. Its subscription is over. */
public final class ClaimLostException extends MessagingException {
    private static final long serialVersionUID = 1L;

    private final boolean takenOver;

    ClaimLostException(String clientId, String topic, boolean takenOver) {
        super("client '" + clientId + "' and topic '" + topic + "' "
                + (takenOver ? "were claimed by a newer instance" : "were forgotten")
                + " since; subscribe again to claim them");
        this.takenOver = takenOver;
    }

    /**
     * Creates the exception.
     *
     * @return true when a newer instance has claimed, false when the client was forgotten
     */
    public boolean isTakenOver() {
        return takenOver;
    }
}
