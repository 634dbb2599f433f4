package io.messaging.conformance.embedded;

import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.EmbeddedServerOptions;
import io.messaging.embedded.Sync;
import io.messaging.testsupport.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;

/** A server with a data directory in a process of its own, so that it can be killed. Runs until its standard input ends. */
final class DirectoryServer {
    private DirectoryServer() {}

    public static void main(String[] args) throws IOException {
        EmbeddedServerOptions options = EmbeddedServerOptions.defaults()
                .port(Integer.parseInt(args[0]))
                .dataDirectory(Path.of(args[1]))
                .sync(Sync.valueOf(args[2]));
        try (EmbeddedServer server = EmbeddedServer.start(options)) {
            System.out.println(server.port());
            while (System.in.read() >= 0) {
                // Nothing is said to it.
            }
        }
    }

    /** Starts one, and returns when it is open. */
    static ChildProcess start(int port, Path directory, Sync sync) {
        ChildProcess process =
                ChildProcess.start(ChildProcess.java(512, DirectoryServer.class, port, directory, sync.name())
                        .redirectError(ProcessBuilder.Redirect.DISCARD));
        process.answer();
        return process;
    }
}
