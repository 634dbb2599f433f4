package io.messaging.embedded.directory;

import io.messaging.backend.MessagingBackend;
import io.messaging.config.MessagingConfig;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.EmbeddedServerOptions;
import io.messaging.embedded.Sync;
import io.messaging.embedded.testing.Backends;
import io.messaging.tck.MessagingBackendTck;
import io.messaging.testsupport.TcpProxy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The kit against a server with a data directory, through its socket, where replies wait for the disk. */
@Tag("thorough")
class EmbeddedDirectoryTckIT extends MessagingBackendTck {
    @TempDir
    private static Path data;

    private static EmbeddedServer server;
    private static TcpProxy proxy;

    @BeforeAll
    static void start() throws IOException {
        server = EmbeddedServer.start(
                EmbeddedServerOptions.defaults().port(0).dataDirectory(data).sync(Sync.ALWAYS));
        proxy = new TcpProxy(server.port());
    }

    @AfterAll
    static void stop() throws IOException {
        proxy.close();
        server.close();
    }

    @Override
    protected MessagingBackend openBackend() {
        return Backends.socket(proxy.port(), Backends.PATIENT_MILLIS);
    }

    @Override
    protected Optional<MessagingConfig> config() {
        return Optional.of(Backends.config(Map.of(
                "port", server.port(), "auto_start_server", false, "request_timeout_millis", Backends.PATIENT_MILLIS)));
    }

    @Override
    protected void cutConnections() {
        proxy.cut();
    }
}
