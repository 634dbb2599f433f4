package io.messaging.concurrent;

import java.time.Duration;

/** How long a close may take (LIFE-04, LIFE-06). Longer limits than can be counted in nanoseconds are cut to a year. */
public final class CloseLimit {
    /** Nobody waits longer. */
    public static final Duration LONGEST = Duration.ofDays(365);

    private CloseLimit() {}

    /**
     * Checks a limit.
     *
     * @param limit as the program gave it
     * @return the limit, at most {@link #LONGEST}
     * @throws IllegalArgumentException when it is null or negative
     */
    public static Duration of(Duration limit) {
        if (limit == null || limit.isNegative()) {
            throw new IllegalArgumentException("limit is " + limit + "; it is zero or more");
        }
        return limit.compareTo(LONGEST) < 0 ? limit : LONGEST;
    }
}
