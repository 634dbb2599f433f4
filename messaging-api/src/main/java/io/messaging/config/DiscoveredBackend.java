package io.messaging.config;

import io.messaging.spi.BackendName;
import io.messaging.spi.MessagingBackendFactory;

/**
 * A backend that was found. Immutable.
 *
 * @param factory makes it
 * @param location the jar, folder or module it was found in
 */
public record DiscoveredBackend(MessagingBackendFactory factory, String location) {
    /**
     * Returns whether the backend is meant by a name.
     *
     * @param name as in a configuration
     * @return whether it is the backend's own name or an alias
     */
    public boolean answersTo(BackendName name) {
        return factory.name().equals(name) || factory.aliases().contains(name);
    }

    /** Returns the name and the place. */
    @Override
    public String toString() {
        return factory.name() + " (" + location + ")";
    }
}
