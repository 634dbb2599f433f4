package io.messaging.benchmarks.peer;

import io.messaging.benchmarks.process.ChildService;
import io.messaging.embedded.EmbeddedServer;

/** Our server in a child process. */
public final class EmbeddedService implements ChildService {

    private final EmbeddedServer server = EmbeddedServer.start();

    /** Starts the server; takes no arguments. */
    public EmbeddedService(String... none) {}

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.close();
    }
}
