package io.messaging.tck.engine;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * The warnings that are logged while it is open, as far as they reach java.util.logging: what {@link System.Logger} does unless
 * the program under test has another log. Thread-safe.
 */
public final class Warnings extends Handler implements AutoCloseable {
    private static final String PROBE = "the kit looks whether it sees the log";

    private final Logger root = Logger.getLogger("");
    private final List<String> texts = new CopyOnWriteArrayList<>();

    public Warnings() {
        setLevel(Level.WARNING);
        root.addHandler(this);
    }

    /** Returns whether warnings of {@link System.Logger} can be seen. */
    public boolean areSeen() {
        System.getLogger(Warnings.class.getName()).log(System.Logger.Level.WARNING, PROBE);
        return texts.remove(PROBE);
    }

    /** Returns whether a warning has these words. */
    public boolean name(String words) {
        return texts.stream().anyMatch(text -> text.contains(words));
    }

    @Override
    public void publish(LogRecord logged) {
        if (isLoggable(logged)) {
            texts.add(String.valueOf(logged.getMessage()));
        }
    }

    @Override
    public void flush() {
        // nothing is kept back
    }

    @Override
    public void close() {
        root.removeHandler(this);
    }
}
