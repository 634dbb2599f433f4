package io.messaging.cli.message;

import io.messaging.backend.MessagingBackend;
import io.messaging.cli.support.CommandFailedException;
import io.messaging.cli.support.InterruptHook;
import io.messaging.cli.terminal.DisplayText;
import io.messaging.cli.terminal.Figures;
import io.messaging.cli.terminal.LiveLine;
import io.messaging.cli.terminal.Terminal;
import io.messaging.message.Message;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Stores one message per line, and reports invalid lines by number. Used by one thread. */
final class LineImport {
    private static final int MAX_REPORTS = 20;
    private static final long LONGEST_LINE_BYTES = 512 << 20;
    private static final int BAR_CELLS = 30;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private final Terminal terminal;
    private final StorePipeline pipeline;
    private final LineFormat format;
    private final boolean failFast;
    private final long maxLineBytes;
    private final long totalBytes;
    private final long startNanos = System.nanoTime();
    private long lastRead;
    private long failed;

    /** Imports into a topic; {@code totalBytes} is the length of the input, 0 if unknown. */
    LineImport(
            Terminal terminal,
            MessagingBackend backend,
            StorePipeline pipeline,
            LineFormat format,
            boolean failFast,
            long totalBytes) {
        this.terminal = terminal;
        this.pipeline = pipeline;
        this.format = format;
        this.failFast = failFast;
        this.maxLineBytes = Math.min(LONGEST_LINE_BYTES, backend.maxMessageBytes());
        this.totalBytes = totalBytes;
    }

    /** Reads to the end, or to the first failure with fail-fast; returns the number of messages stored. */
    long run(InputStream input) throws IOException, InterruptedException {
        try (LiveLine progress = LiveLine.onErr(terminal)) {
            InterruptHook hook = new InterruptHook("store-interrupted", () -> interrupted(progress));
            try {
                storeAll(new LineReader(input, maxLineBytes), progress);
            } finally {
                hook.remove();
            }
        }
        checkAllStored();
        return pipeline.stored();
    }

    private void storeAll(LineReader lines, LiveLine progress) throws IOException, InterruptedException {
        while (!isOver()) {
            LineReader.Line line = lines.next();
            if (line == null) {
                break;
            }
            lastRead = line.number();
            store(line, progress);
            report(progress);
            if (progress.isDue()) {
                progress.show(progressText(lines.bytesRead()));
            }
        }
        pipeline.drain();
        report(progress);
    }

    private void checkAllStored() {
        String stored = "stored " + Figures.counted(pipeline.stored(), "message");
        pipeline.lostConnection().ifPresent(lost -> {
            throw new CommandFailedException(stored + ", then the connection was lost at line " + lost.firstLine()
                    + ": " + lost.reason() + ". " + format.afterLoss(lost.firstLine(), lastRead));
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
            fail(progress, line.number(), "longer than " + maxLineBytes + " bytes, the limit");
            return;
        }
        if (line.isUtf16()) {
            throw new CommandFailedException("the input is UTF-16, and messages are UTF-8; convert it, for example with"
                    + " iconv -f UTF-16 -t UTF-8");
        }
        Message message;
        try {
            message = format.message(line.bytes());
        } catch (IllegalArgumentException e) {
            // A line of an input is its only one to the JSON parser.
            fail(progress, line.number(), e.getMessage().replace("at line 1, column ", "at column "));
            return;
        }
        pipeline.add(line.number(), message);
    }

    /** On a thread of its own; the process ends afterwards. */
    private void interrupted(LiveLine progress) {
        try {
            boolean known = pipeline.stop(LONGEST_WAIT);
            progress.close();
            terminal.note("interrupted after line " + Figures.count(pipeline.lastLine()) + ": stored "
                    + Figures.counted(pipeline.stored(), "message")
                    + (known ? "" : ", and perhaps more that were in flight"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
        String count = Figures.counted(pipeline.stored(), "message") + " stored, "
                + Figures.rate(pipeline.stored(), System.nanoTime() - startNanos) + "/s, " + Figures.bytes(bytes);
        if (totalBytes == 0) {
            return count;
        }
        double fraction = (double) bytes / totalBytes;
        return Figures.bar(fraction, BAR_CELLS) + " " + Math.round(fraction * 100) + "%  " + count;
    }
}
