package io.messaging.bus;

import io.messaging.backend.MessagingBackend;
import io.messaging.inmemory.InMemoryMessagingBackend;
import io.messaging.inmemory.InMemoryOptions;

/** The bus in one JVM, on the thread that stores. */
class InMemoryBusTest extends BusScenarios {
    @Override
    protected MessagingBackend open() {
        return InMemoryMessagingBackend.builder()
                .with(InMemoryOptions.BROKER, "direct-bus")
                .open();
    }
}
