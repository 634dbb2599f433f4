package io.messaging.testing.space;

import io.messaging.backend.MessagingConnectionException;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.EmbeddedServerOptions;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A server that can be restarted where it is. Thread-safe. */
public final class TestServer implements AutoCloseable {
    private static final long BIND_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final EmbeddedServerOptions options;
    private volatile EmbeddedServer server;

    public TestServer(EmbeddedServerOptions options) {
        this.options = options.port(0);
        this.server = EmbeddedServer.start(this.options);
    }

    /** The server of the moment. */
    public EmbeddedServer server() {
        return server;
    }

    InetSocketAddress address() {
        return new InetSocketAddress(server.host(), server.port());
    }

    /** The port may be in use for a moment by connections that just end. */
    public synchronized void restart() {
        int port = server.port();
        server.close();
        long deadline = System.nanoTime() + BIND_NANOS;
        while (true) {
            try {
                server = EmbeddedServer.start(options.port(port));
                return;
            } catch (MessagingConnectionException taken) {
                if (System.nanoTime() - deadline > 0) {
                    throw taken;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            }
        }
    }

    @Override
    public synchronized void close() {
        server.close();
    }
}
