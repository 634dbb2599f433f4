package io.messaging.cli.terminal;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** A terminal for tests: keeps what is printed. */
public final class CapturedTerminal {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Terminal terminal;

    private CapturedTerminal(boolean isTerminal, int width) {
        terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                isTerminal,
                isTerminal,
                width,
                Style.PLAIN,
                Style.PLAIN);
    }

    /** Output that goes to a file. */
    public static CapturedTerminal ofFile() {
        return new CapturedTerminal(false, Terminal.UNLIMITED);
    }

    /** Output that a person looks at, without colours. */
    public static CapturedTerminal ofColumns(int width) {
        return new CapturedTerminal(true, width);
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
