package io.messaging.cli.soak;

import io.messaging.administration.BackendStats;
import io.messaging.cli.support.ExitCode;
import io.messaging.cli.terminal.Terminal;
import io.messaging.embedded.EmbeddedServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * {@code messaging soak-server}: the server, in a process of its own so that its heap can be measured. Answers {@code
 * measure} with its used heap after full collections and its number of messages, and {@code restart} with the port of
 * the new server; ends with its input.
 */
@Command(name = "soak-server", hidden = true, description = "Serves a soak; started by 'messaging soak'.")
public final class SoakServerCommand implements Callable<Integer> {
    private static final int MOST_COLLECTIONS = 8;

    private final Terminal terminal;

    /** Creates the command. */
    public SoakServerCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        EmbeddedServer server = EmbeddedServer.start();
        try (BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            terminal.say(Integer.toString(server.port()));
            for (String line = requests.readLine(); line != null; line = requests.readLine()) {
                if (line.equals("restart")) {
                    int port = server.port();
                    server.close();
                    server = EmbeddedServer.start(port);
                    terminal.say(Integer.toString(server.port()));
                } else {
                    terminal.say(usedAfterCollection() + " "
                            + server.stats().number(BackendStats.MESSAGES).orElseThrow());
                }
            }
        } finally {
            server.close();
        }
        return ExitCode.OK;
    }

    /** Collects until the heap shrinks no further: what references and cleaners hold takes several collections. */
    private static long usedAfterCollection() {
        long used = Long.MAX_VALUE;
        for (int i = 0; i < MOST_COLLECTIONS; i++) {
            System.gc();
            long now = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            if (now >= used) {
                break;
            }
            used = now;
        }
        return used;
    }
}
