package io.messaging.conformance.embedded;

import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.config.MessagingConfig;
import io.messaging.conformance.Configs;
import io.messaging.embedded.Sync;
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
        return Configs.embedded(Map.of("port", proxy.port(), "in_process", false))
                .createBackend();
    }

    @Override
    protected Optional<MessagingConfig> config() {
        return Optional.of(Configs.embedded(Map.of("port", port)));
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
