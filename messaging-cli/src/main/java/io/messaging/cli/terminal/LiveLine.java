package io.messaging.cli.terminal;

import java.io.PrintStream;

/**
 * A line that shows how far something is. On a terminal it is rewritten in place; elsewhere nothing is shown.
 * Thread-safe, so that whoever ends the program can take it away.
 */
public final class LiveLine implements AutoCloseable {
    /** Quicker than the eye, slower than a cost. */
    private static final long REWRITE_NANOS = 50_000_000;

    private static final String TO_START_AND_ERASE = "\r\u001b[K";

    private final PrintStream stream;
    private final boolean shown;
    private final int width;
    private long lastNanos;
    private boolean dirty;
    private boolean closed;

    private LiveLine(PrintStream stream, boolean shown, int width) {
        this.stream = stream;
        this.shown = shown;
        this.width = width;
        this.lastNanos = System.nanoTime() - REWRITE_NANOS;
    }

    /** A live line on standard output. */
    public static LiveLine onOut(Terminal terminal) {
        return new LiveLine(terminal.out(), terminal.outIsTerminal() && canRewrite(), terminal.width());
    }

    /** A live line on standard error, for commands whose output is data. */
    public static LiveLine onErr(Terminal terminal) {
        return new LiveLine(terminal.err(), terminal.errIsTerminal() && canRewrite(), terminal.width());
    }

    private static boolean canRewrite() {
        return !"dumb".equals(System.getenv("TERM"));
    }

    /** Returns whether the line is shown at all. */
    public boolean isShown() {
        return shown;
    }

    /** Returns whether the text is due for an update; ask before composing one. */
    public synchronized boolean isDue() {
        return shown && !closed && System.nanoTime() - lastNanos >= REWRITE_NANOS;
    }

    /** Shows a text in place of the one before, if enough time has passed for anybody to see it. */
    public synchronized void show(String text) {
        if (!isDue()) {
            return;
        }
        lastNanos = System.nanoTime();
        dirty = true;
        stream.print(TO_START_AND_ERASE + DisplayText.cut(text, width - 1));
        stream.flush();
    }

    /** Removes the line, so that ordinary output can follow. */
    public synchronized void erase() {
        if (dirty) {
            dirty = false;
            stream.print(TO_START_AND_ERASE);
            stream.flush();
        }
    }

    /** Removes the line for good. */
    @Override
    public synchronized void close() {
        erase();
        closed = true;
    }
}
