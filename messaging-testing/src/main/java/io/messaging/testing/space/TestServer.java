package io.messaging.testing.space;

import io.messaging.backend.MessagingConnectionException;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.EmbeddedServerOptions;
import io.messaging.testing.support.Polling;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** A server that can be restarted on its port. Thread-safe. */
public final class TestServer implements AutoCloseable {
    private static final long BIND_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final EmbeddedServerOptions options;
    private volatile EmbeddedServer server;

    public TestServer(EmbeddedServerOptions options) {
        this.options = options.port(0);
        this.server = EmbeddedServer.start(this.options);
    }

    /** Returns the current server. */
    public EmbeddedServer server() {
        return server;
    }

    InetSocketAddress address() {
        return new InetSocketAddress(server.host(), server.port());
    }

    /** Restarts on the same port, which closing connections may still occupy for a moment. */
    public synchronized void restart() {
        EmbeddedServerOptions samePort = options.port(server.port());
        server.close();
        if (!Polling.until(System.nanoTime() + BIND_NANOS, () -> start(samePort))) {
            server = EmbeddedServer.start(samePort);
        }
    }

    private boolean start(EmbeddedServerOptions samePort) {
        try {
            server = EmbeddedServer.start(samePort);
            return true;
        } catch (MessagingConnectionException taken) {
            return false;
        }
    }

    @Override
    public synchronized void close() {
        server.close();
    }
}
