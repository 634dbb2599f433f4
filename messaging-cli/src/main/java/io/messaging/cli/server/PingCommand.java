package io.messaging.cli.server;

import io.messaging.backend.MessagingBackend;
import io.messaging.cli.support.BackendOptions;
import io.messaging.cli.support.ExitCode;
import io.messaging.cli.terminal.Figures;
import io.messaging.cli.terminal.Terminal;
import io.messaging.config.MessagingConfig;
import io.messaging.embedded.EmbeddedMessagingBackend;
import io.messaging.message.GemstoneId;
import io.messaging.message.Priority;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code messaging ping}. */
@Command(
        name = "ping",
        description = {
            "Checks that the backend responds and prints the round-trip time. Sends PING to an "
                    + "embedded server; for any other backend, performs a read that returns nothing.",
            ""
        })
public final class PingCommand implements Callable<Integer> {
    private static final int MOST = 1_000_000;
    private static final int MOST_LINES = 20;
    private static final String NOBODYS_NAMESPACE = "messaging-ping";
    private static final GemstoneId NOBODYS_ID = GemstoneId.of(Priority.NORMAL, GemstoneId.EPOCH_MILLIS, 0, 0);

    private final Terminal terminal;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many times, 1 to " + MOST + ", one right after the other; without it, once. More than "
                    + MOST_LINES + " are only summarized.")
    private int count;

    @Mixin
    private BackendOptions backendOptions;

    /** Creates the command. */
    public PingCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (count < 1 || count > MOST) {
            throw new IllegalArgumentException("--count is " + count + "; it goes from 1 to " + MOST);
        }
        MessagingConfig config = backendOptions.forVisitor();
        try (MessagingBackend backend = config.createBackend()) {
            String from = backend instanceof EmbeddedMessagingBackend
                    ? address(config)
                    : config.backendName().className();
            long[] nanos = new long[count];
            for (int i = 0; i < count; i++) {
                nanos[i] = ping(backend).toNanos();
                if (count <= MOST_LINES) {
                    terminal.say("pong from " + from + " in " + Figures.duration(nanos[i]));
                }
            }
            if (count > 1) {
                Arrays.sort(nanos);
                terminal.say(Figures.counted(count, "ping") + ": least " + Figures.duration(nanos[0]) + ", median "
                        + Figures.duration(nanos[count / 2]) + ", most " + Figures.duration(nanos[count - 1]));
            }
        }
        return ExitCode.OK;
    }

    /** Returns the address of an embedded backend's server. */
    private static String address(MessagingConfig config) {
        Map<?, ?> options = (Map<?, ?>) config.toMap().get("backend_config");
        Object host = options.get("host");
        Object port = options.get("port");
        return (host == null ? BackendOptions.LOOPBACK : host) + ":"
                + (port == null ? BackendOptions.DEFAULT_PORT : port);
    }

    private static Duration ping(MessagingBackend backend) {
        try {
            return backend.ping();
        } catch (UnsupportedOperationException e) { // a backend of another author
            long start = System.nanoTime();
            backend.getMessagesById(NOBODYS_NAMESPACE, List.of(NOBODYS_ID));
            return Duration.ofNanos(System.nanoTime() - start);
        }
    }
}
