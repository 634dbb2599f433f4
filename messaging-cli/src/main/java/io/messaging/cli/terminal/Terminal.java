package io.messaging.cli.terminal;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * The program's standard output and error: always UTF-8, as messages are, with colours and rewritten lines only on
 * terminals.
 *
 * <p>Immutable; the streams are thread-safe.
 *
 * @param out standard output, buffered: needs a flush where a line must appear
 * @param err standard error
 * @param outIsTerminal whether standard output is a terminal
 * @param errIsTerminal whether standard error is a terminal
 * @param width the columns of the terminal; {@link #UNLIMITED} where there is none
 * @param height the rows of the terminal; {@link #UNLIMITED} where there is none
 * @param outStyle colours for standard output
 * @param errStyle colours for standard error
 */
public record Terminal(
        PrintStream out,
        PrintStream err,
        boolean outIsTerminal,
        boolean errIsTerminal,
        int width,
        int height,
        Style outStyle,
        Style errStyle) {
    /** The width and the height of files and pipes. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    /** With fewer columns, tables leave something out. */
    private static final int NARROW_BELOW = 110;

    private static final int OUT_BUFFER_BYTES = 1 << 16;
    private static final int ERR_BUFFER_BYTES = 1 << 10;

    /** Returns the terminal of this process. */
    public static Terminal ofProcess() {
        Map<String, String> env = System.getenv();
        boolean outIsTerminal = TerminalProbe.isTerminal(1);
        boolean errIsTerminal = TerminalProbe.isTerminal(2);
        TerminalProbe.Size size = TerminalProbe.size(env, outIsTerminal || errIsTerminal);
        return new Terminal(
                stream(FileDescriptor.out, OUT_BUFFER_BYTES, false),
                stream(FileDescriptor.err, ERR_BUFFER_BYTES, true),
                outIsTerminal,
                errIsTerminal,
                size.columns(),
                size.rows(),
                Style.choose(env, outIsTerminal),
                Style.choose(env, errIsTerminal));
    }

    /** Returns a terminal of the same size and style that prints to other streams. */
    public Terminal printingTo(PrintStream newOut, PrintStream newErr) {
        return new Terminal(newOut, newErr, outIsTerminal, errIsTerminal, width, height, outStyle, errStyle);
    }

    private static PrintStream stream(FileDescriptor descriptor, int bufferBytes, boolean flushEachLine) {
        return new PrintStream(
                new BufferedOutputStream(new FileOutputStream(descriptor), bufferBytes),
                flushEachLine,
                StandardCharsets.UTF_8);
    }

    /** Returns whether tables leave something out. */
    public boolean isNarrow() {
        return width < NARROW_BELOW;
    }

    /** Prints a line on standard output and flushes it. */
    public void say(String line) {
        out.println(line);
        out.flush();
    }

    /** Prints a line on standard error: it is not part of the command's result. */
    public void note(String line) {
        out.flush();
        err.println(line);
    }

    /** Returns a paragraph as lines that fit the terminal. */
    public List<String> wrapped(String paragraph) {
        return DisplayText.wrap(paragraph, width);
    }

    /** Prints a table on standard output. */
    public void print(Table table) {
        table.lines(width, outStyle).forEach(out::println);
    }
}
