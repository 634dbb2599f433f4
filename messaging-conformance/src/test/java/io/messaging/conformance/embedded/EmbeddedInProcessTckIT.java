package io.messaging.conformance.embedded;

import io.messaging.backend.MessagingBackend;
import io.messaging.config.MessagingConfig;
import io.messaging.conformance.Configs;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.tck.MessagingBackendTck;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The kit against a server in the same JVM, without a socket; the other process of some rules comes by socket. */
class EmbeddedInProcessTckIT extends MessagingBackendTck {
    private static EmbeddedServer server;

    @BeforeAll
    static void start() {
        server = EmbeddedServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    protected MessagingBackend openBackend() {
        return config().orElseThrow().createBackend();
    }

    @Override
    protected Optional<MessagingConfig> config() {
        return Optional.of(Configs.embedded(Map.of("port", server.port())));
    }

    /** The backends of this kit have none, so all of them are cut. */
    @Override
    protected void cutConnections() {
        // nothing to cut
    }
}
