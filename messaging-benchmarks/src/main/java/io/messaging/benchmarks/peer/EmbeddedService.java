package io.messaging.benchmarks.peer;

import io.messaging.benchmarks.process.ChildService;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.EmbeddedServerOptions;
import io.messaging.embedded.Sync;
import java.nio.file.Path;

/** Our server in a child process. */
public final class EmbeddedService implements ChildService {
    private final EmbeddedServer server;

    /** Starts the server: without arguments in memory, else in the directory of the first and with the sync of the second. */
    public EmbeddedService(String... arguments) {
        server = arguments.length == 0
                ? EmbeddedServer.start()
                : start(Path.of(arguments[0]), Sync.valueOf(arguments[1]));
    }

    /** Starts a server on a free port with a directory. */
    public static EmbeddedServer start(Path directory, Sync sync) {
        return EmbeddedServer.start(EmbeddedServerOptions.defaults()
                .port(0)
                .dataDirectory(directory)
                .sync(sync));
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.close();
    }
}
