package io.messaging.embedded.directory;

import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.config.MessagingConfig;
import io.messaging.embedded.Sync;
import io.messaging.embedded.testing.Backends;
import io.messaging.tck.MessagingBackendTck;
import io.messaging.testsupport.ChildProcess;
import io.messaging.testsupport.Ports;
import io.messaging.testsupport.TcpProxy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/**
 * The kit against a server with a data directory, through its socket, where replies wait for the disk. It has a process of its
 * own, which some rules kill.
 */
@Tag("thorough")
class EmbeddedDirectoryTckIT extends MessagingBackendTck {
    @TempDir
    private static Path data;

    private static int port;
    private static volatile ChildProcess server;
    private static TcpProxy proxy;

    @BeforeAll
    static void start() {
        port = Ports.free();
        startServer();
        proxy = new TcpProxy(port);
    }

    private static void startServer() {
        server = DirectoryServer.start(port, data, Sync.ALWAYS);
    }

    @AfterAll
    static void stop() throws IOException {
        proxy.close();
        server.end();
    }

    @Override
    protected MessagingBackend openBackend() {
        return Backends.socket(proxy.port(), Backends.PATIENT_MILLIS);
    }

    @Override
    protected Optional<MessagingConfig> config() {
        return Optional.of(Backends.config(
                Map.of("port", port, "auto_start_server", false, "request_timeout_millis", Backends.PATIENT_MILLIS)));
    }

    @Override
    protected void cutConnections() {
        proxy.cut();
    }

    @Override
    protected void restart(Runnable whileDown) {
        server.kill();
        whileDown.run();
        startServer();
    }

    @Override
    protected Optional<Set<Capability>> expectedCapabilities() {
        return Optional.of(EnumSet.allOf(Capability.class));
    }
}
