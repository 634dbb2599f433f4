package io.messaging.bus;

import java.time.Duration;

/** Checks of arguments. */
final class Checks {
    private static final Duration LONGEST = Duration.ofDays(365);

    private Checks() {}

    static <T> T notNull(String what, T value) {
        if (value == null) {
            throw new IllegalArgumentException(what + " is null; it is required");
        }
        return value;
    }

    /** Returns the nanoseconds of a time that is more than zero; a longer one than a year is a year. */
    static long nanos(String what, Duration time) {
        if (notNull(what, time).isZero() || time.isNegative()) {
            throw new IllegalArgumentException(what + " is " + time + "; it is more than zero");
        }
        return (time.compareTo(LONGEST) > 0 ? LONGEST : time).toNanos();
    }

    static int positive(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " is " + value + "; it is 1 or more");
        }
        return value;
    }
}
