package io.messaging.cli.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/** A worker's operating-system process. Thread-safe. */
final class WorkerProcess {
    private static final int LAST_LINES = 3;

    private final int number;
    private final Process process;
    private final Deque<String> lastLines = new ArrayDeque<>();
    private final Thread reader;

    /** Takes over a process whose error output is merged into its output. */
    WorkerProcess(int number, Process process) {
        this.number = number;
        this.process = process;
        this.reader = new Thread(this::readOutput, "output-of-worker-" + number);
        reader.setDaemon(true);
        reader.start();
    }

    private void readOutput() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                synchronized (lastLines) {
                    lastLines.addLast(line);
                    if (lastLines.size() > LAST_LINES) {
                        lastLines.removeFirst();
                    }
                }
            }
        } catch (IOException e) {
            // the process ended
        }
    }

    int number() {
        return number;
    }

    long pid() {
        return process.pid();
    }

    void onExit(Runnable action) {
        process.onExit().thenRun(action);
    }

    /** Returns the exit code of a process that has ended. */
    int exitCode() {
        return process.exitValue();
    }

    /** Returns the last lines of output of a process that has ended; workers print only failures. */
    String lastWords() throws InterruptedException {
        reader.join(TimeUnit.SECONDS.toMillis(1));
        synchronized (lastLines) {
            return String.join(" | ", lastLines);
        }
    }

    /** Lets a worker that has finished exit. */
    void release() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // it ended already; its exit code is checked anyway
        }
    }

    void terminate() {
        process.destroy();
    }

    /** Waits for the end, and kills the process after a timeout. */
    void awaitEnd(long timeoutMillis) throws InterruptedException {
        if (!process.waitFor(timeoutMillis, TimeUnit.MILLISECONDS)) {
            process.destroyForcibly().waitFor(timeoutMillis, TimeUnit.MILLISECONDS);
        }
    }
}
