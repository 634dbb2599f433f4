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
     * {@return whether a name is the backend's own or an alias}
     *
     * @param name as in a configuration
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
