package io.messaging.cli.server;

import io.messaging.cli.support.CommandFailedException;
import io.messaging.cli.support.ExitCode;
import io.messaging.cli.terminal.Terminal;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.EmbeddedServerOptions;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code messaging serve}. */
@Command(
        name = "serve",
        description = {
            "Runs an embedded server in the foreground, for all programs that are told its address.",
            "",
            "Prints one line, 'listening on HOST:PORT', when it is ready. SIGTERM or SIGINT (Ctrl-C) ends it, and "
                    + "that is an orderly end: the exit code is 0. What it stores ends with it.",
            ""
        })
public final class ServeCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final CountDownLatch told = new CountDownLatch(1);
    private volatile boolean failed;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = EmbeddedServerOptions.DEFAULT_HOST,
            description = "The address to listen on; without it, ${DEFAULT-VALUE}, which only this machine reaches. "
                    + "The protocol has no passwords: let others in only on a network that you trust.")
    private String host;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "" + EmbeddedServerOptions.DEFAULT_PORT,
            description = "The port; without it, ${DEFAULT-VALUE}. 0 is any that is free.")
    private int port;

    @Option(names = "--max-message-bytes", paramLabel = "N", description = "The largest message; without it, 8 MiB.")
    private Integer maxMessageBytes;

    @Option(
            names = "--max-stored-bytes",
            paramLabel = "N",
            description = "How much is stored at most; without it, half the JVM's heap.")
    private Long maxStoredBytes;

    @Option(
            names = "--max-messages-per-topic",
            paramLabel = "N",
            description = "How many messages a topic holds at most; without it, 10 million.")
    private Long maxMessagesPerTopic;

    @Option(names = "--max-topics", paramLabel = "N", description = "How many topics at most; without it, 1 million.")
    private Integer maxTopics;

    /** The command, to be filled in by picocli. */
    public ServeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        EmbeddedServer server = EmbeddedServer.start(serverOptions());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server), "end-of-serve"));
        String shownHost = server.host().contains(":") ? "[" + server.host() + "]" : server.host();
        terminal.say("listening on " + shownHost + ":" + server.port());
        while (!told.await(1, TimeUnit.SECONDS)) {
            if (!server.isRunning() && told.getCount() > 0) {
                failed = true;
                throw new CommandFailedException("the server ended by itself; its log, above, tells why");
            }
        }
        return ExitCode.OK;
    }

    private EmbeddedServerOptions serverOptions() {
        EmbeddedServerOptions options =
                EmbeddedServerOptions.defaults().host(host).port(port);
        options = maxMessageBytes == null ? options : options.maxMessageBytes(maxMessageBytes);
        options = maxStoredBytes == null ? options : options.maxStoredBytes(maxStoredBytes);
        options = maxMessagesPerTopic == null ? options : options.maxMessagesPerTopic(maxMessagesPerTopic);
        return maxTopics == null ? options : options.maxTopics(maxTopics);
    }

    /** Runs as the JVM ends. Left alone, the JVM would report the signal as its exit code, 143 or 130. */
    private void end(EmbeddedServer server) {
        told.countDown();
        server.close();
        if (!failed) {
            Runtime.getRuntime().halt(ExitCode.OK);
        }
    }
}
