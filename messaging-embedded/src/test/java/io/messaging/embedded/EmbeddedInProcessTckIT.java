package io.messaging.embedded;

import io.messaging.backend.MessagingBackend;
import io.messaging.config.MessagingConfig;
import io.messaging.embedded.testing.Backends;
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
        return Backends.inProcess(server.port());
    }

    @Override
    protected Optional<MessagingConfig> config() {
        return Optional.of(Backends.config(Map.of(
                "port", server.port(), "auto_start_server", false, "request_timeout_millis", Backends.PATIENT_MILLIS)));
    }

    /** The backends of this kit have none, so all of them are cut. */
    @Override
    protected void cutConnections() {
        // nothing to cut
    }
}
