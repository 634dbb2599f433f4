package io.messaging.benchmarks.local;

import io.messaging.benchmarks.peer.EmbeddedService;
import io.messaging.benchmarks.process.ChildJvm;
import io.messaging.benchmarks.process.ChildService;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.Sync;
import java.nio.file.Path;
import java.util.List;

/** A process that starts our server with a data directory once it is told to. */
public final class LateServer implements ChildService {
    private static final String START = "start";

    private final Path directory;
    private EmbeddedServer server;

    /** Starts nothing yet; the argument is the directory. */
    public LateServer(String... arguments) {
        directory = Path.of(arguments[0]);
    }

    /** Starts a process, with more options for its JVM. */
    public static ChildJvm startProcess(Path directory, List<String> options) {
        return ChildJvm.start(LateServer.class, options, directory);
    }

    /** Has the process start its server, and returns the port. */
    public static int start(ChildJvm process) {
        return Integer.parseInt(process.ask(START));
    }

    @Override
    public String answer(String request) throws Exception {
        if (!request.equals(START)) {
            return ChildService.super.answer(request);
        }
        server = EmbeddedService.start(directory, Sync.INTERVAL);
        return Integer.toString(server.port());
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}
