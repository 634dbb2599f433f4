package io.messaging.backend;

/** Is notified of changes of a backend's connection to its server. */
@FunctionalInterface
public interface ConnectionListener {
    /**
     * Called when the connection was lost, or there is one again.
     *
     * @param change what happened, and why
     */
    void onChange(ConnectionChange change);
}
