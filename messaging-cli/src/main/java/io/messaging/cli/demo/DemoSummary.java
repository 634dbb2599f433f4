package io.messaging.cli.demo;

import io.messaging.cli.terminal.Figures;
import io.messaging.cli.terminal.Table;
import io.messaging.cli.terminal.Terminal;
import java.util.Locale;

/** Prints the result of a run. */
final class DemoSummary {
    private static final String EXPLANATION =
            "Round trip: from storing a task to receiving its result. In transit: the same without the time at the"
                    + " worker.";

    private DemoSummary() {}

    static void print(Terminal terminal, Ledger ledger, WorkerProcesses processes, long workingNanos) {
        terminal.out().println();
        terminal.print(work(ledger, processes, workingNanos));
        terminal.out().println();
        terminal.print(times(ledger));
        terminal.out().println();
        terminal.wrapped(EXPLANATION)
                .forEach(line -> terminal.out().println(terminal.outStyle().faint(line)));
        terminal.out().println();
        terminal.wrapped(verdict(ledger, workingNanos))
                .forEach(line -> terminal.say(terminal.outStyle().green(line)));
    }

    private static String verdict(Ledger ledger, long workingNanos) {
        return Figures.counted(ledger.tasks, "task") + " done by "
                + Figures.counted(ledger.workers, "process", "processes") + " in " + Figures.duration(workingNanos)
                + " (" + Figures.rate(ledger.tasks, workingNanos) + " per second), none lost, none duplicated: "
                + Figures.count(ledger.primes) + " primes below "
                + Figures.count((long) ledger.tasks * Task.NUMBERS_PER_TASK) + ", which is correct.";
    }

    private static Table work(Ledger ledger, WorkerProcesses processes, long workingNanos) {
        Table table = table("PROCESS", "PID", "TASKS", "SHARE", "COUNTING", "BUSY");
        for (int worker = 1; worker <= ledger.workers; worker++) {
            int tasks = ledger.doneBy[worker];
            long nanos = ledger.countingNanos[worker];
            table.row(
                    "worker " + worker,
                    processes.process(worker).pid(),
                    tasks,
                    percent(tasks, ledger.tasks),
                    Figures.duration(nanos),
                    percent(nanos, workingNanos));
        }
        return table;
    }

    private static Table table(String column, String... numbers) {
        Table table = new Table().column(column);
        for (String name : numbers) {
            table.numbers(name);
        }
        return table;
    }

    private static String percent(long part, long whole) {
        return String.format(Locale.ROOT, "%.0f%%", 100.0 * part / Math.max(1, whole));
    }

    private static Table times(Ledger ledger) {
        Table table = table("TIMES", "COUNT", "P50", "P90", "P99", "MAX");
        add(table, "round trip, all tasks", ledger.roundTrips);
        add(table, "round trip, urgent tasks", ledger.urgentRoundTrips);
        add(table, "in transit, both ways", ledger.inTransit);
        return table;
    }

    private static void add(Table table, String name, Latencies times) {
        if (times.count() > 0) {
            table.row(name, times.count(), text(times, 50), text(times, 90), text(times, 99), text(times, 100));
        }
    }

    private static String text(Latencies times, double percent) {
        return Figures.duration(times.percentile(percent));
    }
}
