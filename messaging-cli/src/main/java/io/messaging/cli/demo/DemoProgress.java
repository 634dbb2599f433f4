package io.messaging.cli.demo;

import io.messaging.cli.terminal.Figures;
import io.messaging.cli.terminal.LiveLine;
import io.messaging.cli.terminal.Terminal;
import io.messaging.message.Message;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Shows progress: a rewritten line on a terminal, a few lines elsewhere. Used by one thread. */
final class DemoProgress {
    private static final int BAR_CELLS = 20;
    private static final int WIDE_ENOUGH_FOR_LAST = 100;
    private static final int MOST_WORKERS_SHOWN = 6;
    private static final int PLAIN_LINES = 5;

    private final Terminal terminal;
    private final LiveLine line;
    private int linesPrinted;

    DemoProgress(Terminal terminal) {
        this.terminal = terminal;
        this.line = LiveLine.onOut(terminal);
    }

    void ready(int ready, int workers, long startUpNanos) {
        if (ready < workers) {
            line.show(ready + " of " + Figures.counted(workers, "worker") + " ready");
        } else {
            line.erase();
            terminal.say(Figures.counted(workers, "worker") + " ready after " + Figures.duration(startUpNanos));
        }
    }

    void done(Ledger ledger, Task task, Message answer) {
        if (line.isShown()) {
            if (line.isDue()) {
                line.show(live(ledger, task, answer));
            }
        } else if (ledger.done() * PLAIN_LINES / ledger.tasks > linesPrinted) {
            linesPrinted++;
            terminal.say("  " + ledger.done() + " of " + ledger.tasks + " tasks done" + byWorker(ledger));
        }
    }

    private String live(Ledger ledger, Task task, Message answer) {
        String text = Figures.bar((double) ledger.done() / ledger.tasks, BAR_CELLS) + " " + ledger.done() + "/"
                + ledger.tasks + byWorker(ledger);
        if (terminal.width() < WIDE_ENOUGH_FOR_LAST) {
            return text;
        }
        return text + "  last: " + Task.number(answer, "primes") + " primes in " + Figures.count(task.from()) + "-"
                + Figures.count(task.to());
    }

    private static String byWorker(Ledger ledger) {
        if (ledger.workers > MOST_WORKERS_SHOWN) {
            return "";
        }
        return IntStream.rangeClosed(1, ledger.workers)
                .mapToObj(worker -> "worker " + worker + ": " + ledger.doneBy[worker])
                .collect(Collectors.joining(", ", "  (", ")"));
    }

    /** Removes the line for good; any thread may call this. */
    void end() {
        line.close();
    }
}
