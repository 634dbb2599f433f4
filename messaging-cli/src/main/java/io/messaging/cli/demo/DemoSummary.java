package io.messaging.cli.demo;

import io.messaging.cli.terminal.Figures;
import io.messaging.cli.terminal.Table;
import io.messaging.cli.terminal.Terminal;
import java.util.Locale;

/** Prints the result of a run. */
final class DemoSummary {
    private static final double[] PERCENTS = {50, 90, 99, 100};

    private static final String EXPLANATION =
            "Round trip: from storing a task to receiving its result. In transit: the same without the time at the"
                    + " worker.";

    private final Terminal terminal;

    DemoSummary(Terminal terminal) {
        this.terminal = terminal;
    }

    void print(Coordinator.Outcome outcome) {
        Ledger ledger = outcome.ledger();
        terminal.out().println();
        terminal.print(work(outcome));
        terminal.out().println();
        terminal.print(times(ledger));
        terminal.out().println();
        terminal.wrapped(EXPLANATION)
                .forEach(line -> terminal.out().println(terminal.outStyle().faint(line)));
        terminal.out().println();
        terminal.wrapped(verdict(outcome))
                .forEach(line -> terminal.say(terminal.outStyle().green(line)));
    }

    private static String verdict(Coordinator.Outcome outcome) {
        Ledger ledger = outcome.ledger();
        return Figures.counted(ledger.tasks(), "task") + " done by "
                + Figures.counted(ledger.workers(), "process", "processes") + " in "
                + Figures.duration(outcome.workingNanos()) + " ("
                + Figures.rate(ledger.tasks(), outcome.workingNanos()) + " per second), none lost, none duplicated: "
                + Figures.count(ledger.primes()) + " primes below "
                + Figures.count((long) ledger.tasks() * Task.NUMBERS_PER_TASK) + ", which is correct.";
    }

    private static Table work(Coordinator.Outcome outcome) {
        Table table = new Table()
                .column("PROCESS")
                .numbers("PID")
                .numbers("TASKS")
                .numbers("SHARE")
                .numbers("COUNTING")
                .numbers("BUSY");
        Ledger ledger = outcome.ledger();
        for (WorkerProcess worker : outcome.workers()) {
            WorkerTotals totals = outcome.totals().get(worker.number());
            table.row(
                    DemoMessage.workerName(worker.number()),
                    worker.pid(),
                    totals.tasks(),
                    percent(totals.tasks(), ledger.tasks()),
                    Figures.duration(totals.workNanos()),
                    percent(totals.workNanos(), outcome.workingNanos()));
        }
        return table;
    }

    private static String percent(long part, long whole) {
        return String.format(Locale.ROOT, "%.0f%%", 100.0 * part / Math.max(1, whole));
    }

    private static Table times(Ledger ledger) {
        Table table = new Table()
                .column("TIMES")
                .numbers("COUNT")
                .numbers("P50")
                .numbers("P90")
                .numbers("P99")
                .numbers("MAX");
        add(table, "round trip, all tasks", ledger.roundTrips());
        add(table, "round trip, urgent tasks", ledger.urgentRoundTrips());
        add(table, "in transit, both ways", ledger.inTransit());
        return table;
    }

    private static void add(Table table, String name, Latencies latencies) {
        if (latencies.count() == 0) {
            return;
        }
        Object[] row = new Object[2 + PERCENTS.length];
        row[0] = name;
        row[1] = latencies.count();
        for (int i = 0; i < PERCENTS.length; i++) {
            row[2 + i] = Figures.duration(latencies.percentile(PERCENTS[i]));
        }
        table.row(row);
    }
}
