package io.messaging.inmemory;

import io.messaging.backend.MessagingBackend;
import io.messaging.inmemory.InMemoryMessagingBackend.Delivery;
import io.messaging.tck.MessagingBackendTck;
import java.util.UUID;

/** The compatibility kit on the in-memory backend with direct delivery. */
class InMemoryDirectTckTest extends MessagingBackendTck {
    private final String broker = "tck-" + UUID.randomUUID();

    @Override
    protected MessagingBackend openBackend() {
        return InMemoryMessagingBackend.open(broker, Delivery.DIRECT);
    }
}
