package io.messaging.testing.process;

import io.messaging.testing.recording.Recording;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.ArrayDeque;

/** The latest lines of a process's output. Thread-safe: guarded by its monitor. */
final class ProcessOutput {
    private static final int MAX_LINES = 10_000;

    private final ArrayDeque<String> lines = new ArrayDeque<>();
    private final Recording recording;

    ProcessOutput(Recording recording) {
        this.recording = recording;
    }

    /** Reads to the end. */
    public void read(InputStream in) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(in, Charset.defaultCharset()))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                add(line);
            }
        } catch (IOException e) {
            add("(its output broke off: " + e.getMessage() + ")");
        }
    }

    private void add(String line) {
        synchronized (this) {
            lines.add(line);
            if (lines.size() > MAX_LINES) {
                lines.removeFirst();
            }
        }
        recording.wake();
    }

    public synchronized String text() {
        return String.join("\n", lines);
    }

    synchronized String tail(int count) {
        return String.join(
                "\n", lines.stream().skip(Math.max(0, lines.size() - count)).toList());
    }
}
