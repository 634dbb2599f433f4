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
            "Runs a soak test: puts load on an embedded server, injects connection faults, and "
                    + "accounts for every message.",
            "",
            "The server runs in a process of its own. Clients store messages of 1 byte to 1 MB, one at a time and many"
                    + " at once, some with a time to live of a second; they subscribe, fast and slow, durable and not;"
                    + " they are closed and reopened. Their connections are broken at random moments and in "
                    + "mid-message,"
                    + " and stalled for a second or so. The server is restarted from time to time and loses its "
                    + "messages;"
                    + " client processes are killed. At the end, each subscription must have received each "
                    + "message that it"
                    + " was due once, in order and intact (what a restart may lose or repeat is counted "
                    + "separately), and"
                    + " the server's heap must not have grown by more than 10 percent.",
            "",
            "The exit code is 0 only then. A run takes two minutes longer than --minutes: messages have to expire"
                    + " before the heap is measured.",
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
            description = "Duration, 0.1 to 10080; without it, ${DEFAULT-VALUE}.")
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
            description = "The random seed; without it, a new one each time, which is printed.")
    private Long seed;

    @Option(names = "--no-heap", description = "Does not measure the server's heap, which saves two minutes.")
    private boolean noHeap;

    @Option(
            names = "--report",
            paramLabel = "FOLDER",
            description = "Writes soak-report.txt, soak-report.json and the clients' log there.")
    private Path report;

    /** Creates the command. */
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

    /** Clients log each lost connection, of which there are many. The terminal has streams of its own. */
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
