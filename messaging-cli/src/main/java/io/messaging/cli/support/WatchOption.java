package io.messaging.cli.support;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingConnectionException;
import io.messaging.backend.MessagingTimeoutException;
import io.messaging.cli.terminal.DisplayText;
import io.messaging.cli.terminal.Terminal;
import io.messaging.cli.terminal.Watch;
import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine.Option;

/** The option that shows something again and again. Filled in by picocli, then read. */
public final class WatchOption {
    private static final double LEAST_SECONDS = 0.1;
    private static final double MOST_SECONDS = 86_400;

    @Option(
            names = "--watch",
            arity = "0..1",
            fallbackValue = "2",
            paramLabel = "SECONDS",
            description = "Repeats the output every SECONDS (default: 2) until Ctrl-C. A terminal is updated in "
                    + "place; otherwise blocks are appended.")
    private Double seconds;

    /** Shows what a backend has. */
    @FunctionalInterface
    public interface View {
        /** Prints on the terminal. */
        void show(MessagingBackend backend, Terminal terminal);
    }

    /** Returns whether it is shown again and again. */
    public boolean isGiven() {
        return seconds != null;
    }

    /**
     * Opens the backend and shows it, once or until interrupted; the exit code is then 0.
     *
     * @throws UsageException when the number of seconds is out of range
     */
    public void show(BackendOptions options, Terminal terminal, OutputFormat format, View view)
            throws InterruptedException {
        if (seconds != null && !(seconds >= LEAST_SECONDS && seconds <= MOST_SECONDS)) {
            throw new UsageException("--watch is " + seconds + "; it takes 0.1 to 86400 seconds");
        }
        try (MessagingBackend backend = options.openAsVisitor(terminal)) {
            if (seconds == null) {
                view.show(backend, terminal);
            } else {
                watch(backend, terminal, format == OutputFormat.TABLE, view);
            }
        }
    }

    private void watch(MessagingBackend backend, Terminal terminal, boolean forPeople, View view)
            throws InterruptedException {
        Duration pause = Duration.ofNanos((long) (seconds * 1e9));
        Watch watch = new Watch(terminal, pause, forPeople ? "\n" : "");
        InterruptHook hook = new InterruptHook("watch-interrupted", () -> {
            watch.stop();
            Runtime.getRuntime().halt(ExitCode.OK); // instead of the signal's exit code
        });
        try {
            boolean[] shown = new boolean[1];
            watch.run(screen -> {
                if (forPeople) {
                    screen.out().println(screen.outStyle().faint(Times.dateAndTime(Instant.now()) + " UTC"));
                }
                show(backend, screen, view, shown);
            });
        } finally {
            hook.remove();
        }
    }

    /** A server that is away for a while ends the command only where it was never there. */
    private static void show(MessagingBackend backend, Terminal screen, View view, boolean[] shown) {
        try {
            view.show(backend, screen);
            shown[0] = true;
        } catch (MessagingConnectionException | MessagingTimeoutException e) {
            if (!shown[0]) {
                throw e;
            }
            screen.note(screen.errStyle().yellow("warning:") + " " + DisplayText.printable(e.getMessage())
                    + "; trying again");
        }
    }
}
