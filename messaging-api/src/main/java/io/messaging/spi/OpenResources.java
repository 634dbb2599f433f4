package io.messaging.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * The backends and servers that this JVM has open, and the code that opened them: for tests that look for what was left
 * open. Nothing is recorded until {@link #track} was called, so a program pays nothing for it. Thread-safe.
 */
public final class OpenResources {
    private static final List<Opened> OPEN = new ArrayList<>();
    private static volatile boolean tracking;

    /**
     * A backend or a server.
     *
     * @param resource what was opened
     * @param isOpen whether it still is
     * @param by the thread that opened it
     * @param where the stack of that thread then
     */
    public record Opened(Object resource, BooleanSupplier isOpen, Thread by, List<StackTraceElement> where) {}

    private OpenResources() {}

    /** Records what is opened from now on, until the JVM ends, and holds it until it is closed. */
    public static void track() {
        tracking = true;
    }

    /**
     * Records that something was opened, on the thread and from the code that opened it.
     *
     * @param resource a backend or a server
     * @param isOpen whether it still is
     */
    public static void opened(Object resource, BooleanSupplier isOpen) {
        if (!tracking) {
            return;
        }
        List<StackTraceElement> where = StackWalker.getInstance()
                .walk(frames -> frames.skip(1)
                        .map(StackWalker.StackFrame::toStackTraceElement)
                        .toList());
        synchronized (OPEN) {
            OPEN.removeIf(opened -> !opened.isOpen().getAsBoolean());
            OPEN.add(new Opened(resource, isOpen, Thread.currentThread(), where));
        }
    }

    /** {@return what was opened since {@link #track} and is still open, in the order of the openings; a copy} */
    public static List<Opened> list() {
        synchronized (OPEN) {
            OPEN.removeIf(opened -> !opened.isOpen().getAsBoolean());
            return List.copyOf(OPEN);
        }
    }
}
