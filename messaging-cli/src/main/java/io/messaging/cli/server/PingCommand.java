package io.messaging.cli.server;

import io.messaging.cli.support.BackendOptions;
import io.messaging.cli.support.ExitCode;
import io.messaging.cli.terminal.Figures;
import io.messaging.cli.terminal.Terminal;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code messaging ping}. */
@Command(
        name = "ping",
        description = {"Asks an embedded server for a sign of life, and tells how long the answer took.", ""})
public final class PingCommand implements Callable<Integer> {
    private static final int MOST = 1_000_000;
    private static final int MOST_LINES = 20;

    private final Terminal terminal;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "1",
            description = "How often, 1 to " + MOST + ", each at once after the one before; without it, once. More "
                    + "than " + MOST_LINES + " are only summed up.")
    private int count;

    @Mixin
    private BackendOptions backendOptions;

    /** The command, to be filled in by picocli. */
    public PingCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (count < 1 || count > MOST) {
            throw new IllegalArgumentException("--count is " + count + "; it goes from 1 to " + MOST);
        }
        try (ServerAccess server = ServerAccess.open(backendOptions, "ping")) {
            long[] nanos = new long[count];
            for (int i = 0; i < count; i++) {
                nanos[i] = server.backend().ping().toNanos();
                if (count <= MOST_LINES) {
                    terminal.say("pong from " + server.address() + " in " + Figures.duration(nanos[i]));
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
}
