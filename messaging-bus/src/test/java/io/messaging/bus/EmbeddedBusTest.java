package io.messaging.bus;

import io.messaging.backend.MessagingBackend;
import io.messaging.embedded.EmbeddedMessagingBackend;
import io.messaging.embedded.EmbeddedOptions;
import io.messaging.embedded.EmbeddedServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The bus through sockets. */
class EmbeddedBusTest extends BusScenarios {
    private static EmbeddedServer server;

    @BeforeAll
    static void start() {
        server = EmbeddedServer.start(0);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    protected MessagingBackend open() {
        return EmbeddedMessagingBackend.builder()
                .with(EmbeddedOptions.PORT, server.port())
                .with(EmbeddedOptions.AUTO_START_SERVER, false)
                .with(EmbeddedOptions.IN_PROCESS, false)
                .with(EmbeddedOptions.REQUEST_TIMEOUT_MILLIS, 120_000)
                .open();
    }
}
