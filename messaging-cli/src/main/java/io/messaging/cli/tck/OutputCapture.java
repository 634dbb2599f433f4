package io.messaging.cli.tck;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * Keeps what a backend prints and logs during a run off the terminal: the kit makes backends complain on purpose. The
 * command's own output is not affected, as {@link io.messaging.cli.terminal.Terminal} has streams of its own.
 */
final class OutputCapture {
    private OutputCapture() {}

    /** Leaves the target open: whoever logs has taken hold of the stream by then, and goes on writing to it. */
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
