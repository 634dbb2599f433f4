package io.messaging.cli.message;

import io.messaging.backend.MessagingBackend;
import io.messaging.cli.support.CommandFailedException;
import io.messaging.cli.terminal.DisplayText;
import io.messaging.cli.terminal.Figures;
import io.messaging.cli.terminal.LiveLine;
import io.messaging.cli.terminal.Terminal;
import io.messaging.message.InvalidMessageException;
import io.messaging.message.Message;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;

/** Stores one message per line, and reports invalid lines by number. Used by one thread. */
final class LineImport {
    private static final int MAX_REPORTS = 20;
    private static final int BAR_CELLS = 30;

    private final Terminal terminal;
    private final MessagingBackend backend;
    private final StorePipeline pipeline;
    private final boolean failFast;
    private final long totalBytes;
    private long failed;

    /** Imports into a topic; {@code totalBytes} is the length of the input, 0 if unknown. */
    LineImport(Terminal terminal, MessagingBackend backend, StorePipeline pipeline, boolean failFast, long totalBytes) {
        this.terminal = terminal;
        this.backend = backend;
        this.pipeline = pipeline;
        this.failFast = failFast;
        this.totalBytes = totalBytes;
    }

    /** Reads to the end, or to the first failure with fail-fast; returns the number of messages stored. */
    long run(InputStream input) throws IOException, InterruptedException {
        LineReader lines = new LineReader(input, backend.maxMessageBytes());
        try (LiveLine progress = LiveLine.onErr(terminal)) {
            while (!isOver()) {
                LineReader.Line line = lines.next();
                if (line == null) {
                    break;
                }
                store(line, progress);
                report(progress);
                if (progress.isDue()) {
                    progress.show(progressText(lines.bytesRead()));
                }
            }
            pipeline.drain();
            report(progress);
        }
        checkAllStored();
        return pipeline.stored();
    }

    private void checkAllStored() {
        String stored = "stored " + Figures.counted(pipeline.stored(), "message");
        pipeline.lostConnection().ifPresent(lost -> {
            throw new CommandFailedException(stored + ", then the connection was lost at line " + lost.firstLine()
                    + ": " + lost.reason() + ". Run the command again later; storing a message twice is harmless");
        });
        if (failed > 0) {
            throw new CommandFailedException(stored + ", but " + Figures.counted(failed, "line")
                    + " could not be stored" + (failFast ? "; stopped there, as --fail-fast asks" : ""));
        }
    }

    private void store(LineReader.Line line, LiveLine progress) throws InterruptedException {
        if (line.isBlank()) {
            return;
        }
        if (line.isTooLong()) {
            fail(
                    progress,
                    line.number(),
                    "longer than " + backend.maxMessageBytes() + " bytes, the limit of the backend");
            return;
        }
        try {
            pipeline.add(line.number(), Message.fromJson(line.bytes()));
        } catch (InvalidMessageException e) {
            fail(progress, line.number(), e.getMessage());
        }
    }

    private void report(LiveLine progress) {
        Map<Long, Throwable> refused = pipeline.refused();
        if (refused.isEmpty()) {
            return;
        }
        new TreeMap<>(refused).forEach((line, failure) -> {
            refused.remove(line);
            fail(progress, line, failure.getMessage());
        });
    }

    private void fail(LiveLine progress, long line, String reason) {
        failed++;
        if (failed <= MAX_REPORTS) {
            progress.erase();
            terminal.note("line " + line + ": " + DisplayText.printable(reason));
        } else if (failed == MAX_REPORTS + 1) {
            terminal.note("further failures are only counted");
        }
    }

    private boolean isOver() {
        return failed > 0 && failFast || pipeline.lostConnection().isPresent();
    }

    private String progressText(long bytes) {
        String count = Figures.counted(pipeline.stored(), "message") + " stored, " + Figures.bytes(bytes);
        if (totalBytes == 0) {
            return count;
        }
        double fraction = (double) bytes / totalBytes;
        return Figures.bar(fraction, BAR_CELLS) + " " + Math.round(fraction * 100) + "%  " + count;
    }
}
