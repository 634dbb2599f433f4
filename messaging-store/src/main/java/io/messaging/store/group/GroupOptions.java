package io.messaging.store.group;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * What the members of a group agree on. Immutable.
 *
 * @param namespace where dead letters are stored, null for the default
 * @param maxAttempts how often a message is tried before it becomes a dead letter, 1 or more
 * @param retryBackoff the pause after the first attempt; each further one is twice as long, up to an hour
 * @param orderedBy the key whose messages are handled one at a time and in order; null for none
 */
public record GroupOptions(String namespace, int maxAttempts, Duration retryBackoff, OrderingKey orderedBy) {
    private static final long LONGEST_BACKOFF_NANOS = TimeUnit.HOURS.toNanos(1);

    /** Longer pauses are cut: {@link System#nanoTime} can only be compared over less than 292 years. */
    private static final Duration LONGEST_PAUSE = Duration.ofDays(36_500);

    /**
     * Checks the options.
     *
     * @throws IllegalArgumentException when maxAttempts is less than 1, or retryBackoff negative
     */
    public GroupOptions {
        Objects.requireNonNull(retryBackoff, "retryBackoff");
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("maxAttempts is " + maxAttempts + "; it is 1 or more");
        }
        if (retryBackoff.isNegative()) {
            throw new IllegalArgumentException("retryBackoff is " + retryBackoff + "; it is zero or more");
        }
    }

    /** Returns how long a message waits after an attempt failed, unless the handler asked for another pause. */
    long pauseNanos(int failedAttempt, Duration asked) {
        if (asked != null) {
            return nanos(asked, LONGEST_PAUSE);
        }
        long pause = nanos(retryBackoff, Duration.ofNanos(LONGEST_BACKOFF_NANOS));
        for (int attempt = 1; attempt < failedAttempt && pause > 0 && pause < LONGEST_BACKOFF_NANOS; attempt++) {
            pause *= 2;
        }
        return Math.min(pause, LONGEST_BACKOFF_NANOS);
    }

    private static long nanos(Duration pause, Duration longest) {
        return pause.isNegative() ? 0 : pause.compareTo(longest) < 0 ? pause.toNanos() : longest.toNanos();
    }

    @Override
    public String toString() {
        return "namespace=" + namespace + ", maxAttempts=" + maxAttempts + ", retryBackoff=" + retryBackoff
                + ", orderedBy=" + orderedBy;
    }
}
