package io.messaging.cli.tck;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * Redirects what a backend prints and logs during a run: the kit provokes errors on purpose. The command's own output
 * is not affected, as {@link io.messaging.cli.terminal.Terminal} has its own streams.
 */
final class OutputCapture {
    private OutputCapture() {}

    /** Leaves the target open: log handlers keep the stream and continue to write to it. */
    static <T> T during(OutputStream target, Supplier<T> work) {
        PrintStream formerOut = System.out;
        PrintStream formerErr = System.err;
        PrintStream stream = new PrintStream(target, true, StandardCharsets.UTF_8);
        System.setOut(stream);
        System.setErr(stream);
        try {
            return work.get();
        } finally {
            System.setOut(formerOut);
            System.setErr(formerErr);
        }
    }
}
