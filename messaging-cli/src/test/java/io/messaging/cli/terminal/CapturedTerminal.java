package io.messaging.cli.terminal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

/** A terminal for tests: keeps what is printed. */
public final class CapturedTerminal {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Terminal terminal;

    private CapturedTerminal(boolean isTerminal, int width, int height, Predicate<String> enough) {
        terminal = new Terminal(
                new PrintStream(new Reader(enough), true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                isTerminal,
                isTerminal,
                width,
                height,
                Style.PLAIN,
                Style.PLAIN);
    }

    /** Whoever reads the output goes away when it is enough, as {@code head} does. */
    private final class Reader extends OutputStream {
        private final Predicate<String> enough;

        Reader(Predicate<String> enough) {
            this.enough = enough;
        }

        @Override
        public void write(int b) {
            out.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            out.write(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            if (enough.test(out.toString(StandardCharsets.UTF_8))) {
                throw new IOException("broken pipe");
            }
        }
    }

    /** Output that goes to a file. */
    public static CapturedTerminal ofFile() {
        return ofPipe(text -> false);
    }

    /** Output to a program that ends when it has read enough. */
    public static CapturedTerminal ofPipe(Predicate<String> enough) {
        return new CapturedTerminal(false, Terminal.UNLIMITED, Terminal.UNLIMITED, enough);
    }

    /** Output that a person looks at, without colours. */
    public static CapturedTerminal ofColumns(int width) {
        return ofScreen(width, Terminal.UNLIMITED, text -> false);
    }

    /** The same on a screen that is closed when enough was shown. */
    public static CapturedTerminal ofScreen(int width, int height, Predicate<String> enough) {
        return new CapturedTerminal(true, width, height, enough);
    }

    public Terminal terminal() {
        return terminal;
    }

    public String out() {
        terminal.out().flush();
        return out.toString(StandardCharsets.UTF_8);
    }

    public String err() {
        terminal.err().flush();
        return err.toString(StandardCharsets.UTF_8);
    }
}
