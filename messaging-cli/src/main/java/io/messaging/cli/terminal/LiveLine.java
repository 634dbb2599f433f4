package io.messaging.cli.terminal;

import java.io.PrintStream;

/**
 * A progress line, rewritten in place on a terminal and not shown elsewhere. Thread-safe, so that a shutdown hook can
 * remove it.
 */
public final class LiveLine implements AutoCloseable {
    /** At most 20 updates per second. */
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

    /** Returns a live line on standard output. */
    public static LiveLine onOut(Terminal terminal) {
        return new LiveLine(terminal.out(), terminal.outIsTerminal() && canRewrite(), terminal.width());
    }

    /** Returns a live line on standard error, for commands whose output is data. */
    public static LiveLine onErr(Terminal terminal) {
        return new LiveLine(terminal.err(), terminal.errIsTerminal() && canRewrite(), terminal.width());
    }

    /** Returns whether terminals here take escape sequences. */
    static boolean canRewrite() {
        return !"dumb".equals(System.getenv("TERM"));
    }

    /** Returns whether the line is shown at all. */
    public boolean isShown() {
        return shown;
    }

    /** Returns whether an update is due; ask before composing a text. */
    public synchronized boolean isDue() {
        return shown && !closed && System.nanoTime() - lastNanos >= REWRITE_NANOS;
    }

    /** Replaces the text if an update is due. */
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
