package io.messaging.cli.tck;

import io.messaging.cli.terminal.Figures;
import io.messaging.cli.terminal.LiveLine;
import io.messaging.cli.terminal.Terminal;
import io.messaging.tck.report.Outcome;
import io.messaging.tck.report.TckReport;
import io.messaging.tck.report.TestResult;
import io.messaging.tck.run.TckProgress;
import io.messaging.tck.run.TckRunner;
import io.messaging.tck.spec.RuleDescription;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Runs the kit on a thread of its own and shows the progress. The calling thread owns the state; the kit's thread sends
 * it notes.
 */
final class KitRun {
    private static final int BAR_CELLS = 20;
    private static final long REPAINT_MILLIS = 100;

    private final Terminal terminal;
    private final TckRunner runner;
    private final LiveLine line;
    private final BlockingQueue<Runnable> notes = new LinkedBlockingQueue<>();
    private int tests;
    private int finished;
    private int failed;
    private String current = "opening the backend";
    private long currentSinceNanos = System.nanoTime();

    KitRun(Terminal terminal, TckRunner runner) {
        this.terminal = terminal;
        this.runner = runner;
        this.line = LiveLine.onOut(terminal);
    }

    TckReport await() {
        CompletableFuture<TckReport> report = new CompletableFuture<>();
        // The kit's threads inherit the class loader, and with it the jars of --classpath.
        Thread thread = new Thread(() -> run(report), "kit");
        thread.setDaemon(true);
        thread.start();
        try (line) {
            while (!report.isDone() || !notes.isEmpty()) {
                Runnable note = notes.poll(REPAINT_MILLIS, TimeUnit.MILLISECONDS);
                if (note != null) {
                    note.run();
                }
                repaint();
            }
            return report.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
        }
    }

    private void run(CompletableFuture<TckReport> report) {
        try {
            report.complete(runner.run(new Notes()));
        } catch (RuntimeException | Error e) {
            report.completeExceptionally(e);
        }
    }

    private void repaint() {
        if (!line.isDue()) {
            return;
        }
        String done = tests == 0
                ? ""
                : Figures.bar((double) finished / tests, BAR_CELLS) + " " + finished + "/" + tests + "  ";
        String broken = failed == 0 ? "" : failed + " failed  ";
        line.show(done + broken + current + ", " + Figures.duration(System.nanoTime() - currentSinceNanos));
    }

    private void started(RuleDescription rule, String test) {
        current = rule.id() + " " + test;
        currentSinceNanos = System.nanoTime();
    }

    private void finished(RuleDescription rule, TestResult result) {
        finished++;
        if (result.outcome() == Outcome.FAILED) {
            failed++;
            line.erase();
            terminal.say(terminal.outStyle().red("failed") + "  " + rule.id() + " " + result.name());
        }
    }

    /** Called by the kit's thread. */
    private final class Notes implements TckProgress {
        @Override
        public void runStarted(int count) {
            notes.add(() -> tests = count);
        }

        @Override
        public void testStarted(RuleDescription rule, String test) {
            notes.add(() -> started(rule, test));
        }

        @Override
        public void testFinished(RuleDescription rule, TestResult result) {
            notes.add(() -> finished(rule, result));
        }
    }
}
