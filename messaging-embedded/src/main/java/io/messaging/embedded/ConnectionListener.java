package io.messaging.embedded;

/** Learns what becomes of a backend's connection to its server. */
@FunctionalInterface
public interface ConnectionListener {
    /**
     * The connection was lost, or there is one again.
     *
     * @param change which of the two, and why
     */
    void onChange(ConnectionChange change);
}
