package io.messaging.cli.soak;

import io.messaging.cli.support.CommandFailedException;
import io.messaging.cli.support.ExitCode;
import io.messaging.cli.terminal.Terminal;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code messaging soak}. */
@Command(
        name = "soak",
        description = {
            "Uses an embedded server hard while its connections are broken, and accounts for every message.",
            "",
            "The server is a process of its own. Clients store, one message at a time and many at once, of 1 byte to 1 MB, "
                    + "some with a time to live of a second; they subscribe, quick and slow, durable and not; they are "
                    + "closed and opened again. Their connections are broken at random moments and in mid-message, and "
                    + "held up for a second or so. The server is restarted now and then, with all it held gone; client "
                    + "processes are killed. At the end, each subscription must have had each message that it was "
                    + "due, once, in order and whole (what a restart may lose or repeat is counted apart), and the "
                    + "server's heap must be what it was, within 10 percent.",
            "",
            "The exit code is 0 only then. It takes two minutes longer than asked for: messages have to expire before a "
                    + "heap is measured.",
            ""
        })
public final class SoakCommand implements Callable<Integer> {
    private static final double LEAST_MINUTES = 0.1;
    private static final double MOST_MINUTES = 10_080;
    private static final int LEAST_CLIENTS = 3;
    private static final int MOST_CLIENTS = 200;
    private static final int SEEDS = 1_000_000_000;

    private final Terminal terminal;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "2",
            description = "How long, 0.1 to 10080; without it, ${DEFAULT-VALUE}.")
    private double minutes;

    @Option(
            names = "--clients",
            paramLabel = "N",
            defaultValue = "12",
            description = "How many clients, 3 to " + MOST_CLIENTS + "; without it, ${DEFAULT-VALUE}.")
    private int clients;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Where chance begins; without it, another each time. It is printed.")
    private Long seed;

    @Option(
            names = "--no-heap",
            description = "Leaves the server's heap alone, and so saves the two minutes that measuring it takes.")
    private boolean noHeap;

    @Option(
            names = "--report",
            paramLabel = "FOLDER",
            description = "Where to write soak-report.txt, soak-report.json and what the clients log.")
    private Path report;

    /** The command, to be filled in by picocli. */
    public SoakCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!(minutes >= LEAST_MINUTES && minutes <= MOST_MINUTES)) {
            throw new IllegalArgumentException(
                    "--minutes is " + minutes + "; it goes from " + LEAST_MINUTES + " to 10080, which is a week");
        }
        if (clients < LEAST_CLIENTS || clients > MOST_CLIENTS) {
            throw new IllegalArgumentException(
                    "--clients is " + clients + "; it goes from " + LEAST_CLIENTS + " to " + MOST_CLIENTS);
        }
        long chosen = seed != null ? seed : ThreadLocalRandom.current().nextInt(SEEDS);
        terminal.say(terminal.outStyle().bold("seed") + ": " + chosen);
        keepLogAway();
        SoakReport result = new Soak(SoakPlan.of(chosen, clients), !noHeap, terminal).run((long) (minutes * 60e9));
        print(result);
        write(result);
        return result.isGood() ? ExitCode.OK : ExitCode.FAILURE;
    }

    /** Clients log each loss of a connection, and there will be many. The terminal has a stream of its own. */
    private void keepLogAway() {
        OutputStream log = OutputStream.nullOutputStream();
        if (report != null) {
            try {
                Files.createDirectories(report);
                log = Files.newOutputStream(report.resolve("clients.log"));
            } catch (IOException e) {
                throw new CommandFailedException("cannot write to the folder --report " + report + " (" + e + ")", e);
            }
        }
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    }

    private void print(SoakReport result) {
        result.lines().forEach(terminal::say);
        terminal.say(
                result.isGood()
                        ? terminal.outStyle().green(result.verdict())
                        : terminal.outStyle().red(result.verdict()));
    }

    private void write(SoakReport result) {
        if (report == null) {
            return;
        }
        try {
            Files.writeString(
                    report.resolve("soak-report.txt"),
                    String.join("\n", result.lines()) + "\n" + result.verdict() + "\n");
            Files.writeString(report.resolve("soak-report.json"), result.json() + "\n");
        } catch (IOException e) {
            throw new CommandFailedException("cannot write the report to " + report + " (" + e + ")", e);
        }
        List.of("soak-report.txt", "soak-report.json").forEach(file -> terminal.say("  " + report.resolve(file)));
    }
}
