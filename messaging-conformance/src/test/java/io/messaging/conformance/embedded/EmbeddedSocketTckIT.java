package io.messaging.conformance.embedded;

import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.config.MessagingConfig;
import io.messaging.conformance.Configs;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.tck.MessagingBackendTck;
import io.messaging.testsupport.TcpProxy;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The kit against a server, through its socket. */
class EmbeddedSocketTckIT extends MessagingBackendTck {
    private static EmbeddedServer server;
    private static TcpProxy proxy;

    @BeforeAll
    static void start() throws IOException {
        server = EmbeddedServer.start();
        proxy = new TcpProxy(server.port());
    }

    @AfterAll
    static void stop() throws IOException {
        proxy.close();
        server.close();
    }

    @Override
    protected MessagingBackend openBackend() {
        return Configs.embedded(Map.of("port", proxy.port(), "in_process", false))
                .createBackend();
    }

    @Override
    protected Optional<MessagingConfig> config() {
        return Optional.of(Configs.embedded(Map.of("port", server.port())));
    }

    @Override
    protected void cutConnections() {
        proxy.cut();
    }

    @Override
    protected Optional<Set<Capability>> expectedCapabilities() {
        return Optional.of(Set.of(
                Capability.SUBSCRIPTION,
                Capability.ASYNC_DELIVERY,
                Capability.START_POSITION,
                Capability.PREFIX_SUBSCRIPTION,
                Capability.SHARED,
                Capability.CROSS_PROCESS,
                Capability.RECONNECT,
                Capability.DURABLE_SUBSCRIPTION,
                Capability.SHARED_SUBSCRIPTION));
    }
}
