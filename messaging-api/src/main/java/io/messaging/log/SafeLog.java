package io.messaging.log;

import java.lang.System.Logger;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.ResourceBundle;
import java.util.Set;

/**
 * A logger that never throws. What is logged is often a user's exception, whose methods are code of its author, and goes
 * to a log handler of the user's; either may fail, and whoever reports a failure has better things to do than to fail
 * as well. An exception that cannot be printed is named by its class; where the log itself fails, nothing is logged.
 *
 * <p>It is a {@link Logger} so that the platform finds the class and method that called it. Thread-safe.
 */
public final class SafeLog implements Logger {
    /** How many exceptions, causes and suppressed ones included, are printed at most. */
    private static final int MAX_CHAIN = 200;

    /** An exception that says more than so many characters is named by its class. */
    private static final int MAX_TEXT = 100_000;

    private final String name;

    /** Null until the platform has given one. */
    private volatile Logger target;

    private SafeLog(String name, Logger target) {
        this.name = name;
        this.target = target;
    }

    /**
     * {@return the log of a class, even where the platform cannot give one now}
     *
     * @param type the class
     */
    public static Logger of(Class<?> type) {
        return new SafeLog(type.getName(), null);
    }

    /**
     * {@return a program's log that throws nothing}
     *
     * @param target the log
     */
    public static Logger around(Logger target) {
        return new SafeLog("a program's log", target);
    }

    /**
     * {@return what a failure says of itself; where it fails in that, its class}
     *
     * @param failure what was thrown
     */
    public static String describe(Throwable failure) {
        try {
            return String.valueOf(failure);
        } catch (Throwable second) {
            return failure.getClass().getName() + " (its message cannot be read: "
                    + second.getClass().getName() + ")";
        }
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public boolean isLoggable(Level level) {
        try {
            return target().isLoggable(level);
        } catch (Throwable brokenLog) {
            return false;
        }
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String text, Throwable failure) {
        try {
            if (failure == null || isPrintable(failure)) {
                target().log(level, bundle, text, failure);
                return;
            }
        } catch (Throwable brokenFailureOrLog) {
            // The second try does without what may have broken the first.
        }
        try {
            target().log(
                            level,
                            bundle,
                            text + " (" + failure.getClass().getName()
                                    + ", whose message or stack trace cannot be printed)",
                            (Throwable) null);
        } catch (Throwable brokenLog) {
            // There is no place left to say so.
        }
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String format, Object... values) {
        try {
            target().log(level, bundle, format, values);
        } catch (Throwable brokenLog) {
            // There is no place left to say so.
        }
    }

    private Logger target() {
        Logger known = target;
        if (known == null) {
            known = System.getLogger(name);
            target = known;
        }
        return known;
    }

    /** Whether a failure's methods return something that a log can be expected to print. */
    private static boolean isPrintable(Throwable failure) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Throwable> left = new ArrayDeque<>();
        left.add(failure);
        long characters = 0;
        for (Throwable next = left.poll(); next != null; next = left.poll()) {
            if (!seen.add(next)) {
                continue;
            }
            characters += String.valueOf(next).length();
            if (seen.size() > MAX_CHAIN || characters > MAX_TEXT || next.getStackTrace() == null) {
                return false;
            }
            if (next.getCause() != null) {
                left.add(next.getCause());
            }
            Collections.addAll(left, next.getSuppressed());
        }
        return true;
    }
}
