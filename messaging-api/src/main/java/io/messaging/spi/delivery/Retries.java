package io.messaging.spi.delivery;

import io.messaging.backend.RejectedDeliveryException;
import io.messaging.backend.RetryLaterException;
import io.messaging.message.PayloadMismatchException;
import java.time.Duration;

/** Whether and when a handler is called again with a message on which it failed (DUR-05, DUR-12). */
public final class Retries {
    private static final Duration LONGEST_BACKOFF = Duration.ofHours(1);

    /** The longest that a handler may ask for. */
    private static final Duration LONGEST_ASKED = Duration.ofDays(365);

    private Retries() {}

    /**
     * Returns whether further attempts are useless, since none can change the message.
     *
     * @param failure what the handler threw
     * @return true for a rejection, and for a payload that does not fit its type
     */
    public static boolean isFinal(Throwable failure) {
        return failure instanceof RejectedDeliveryException || failure instanceof PayloadMismatchException;
    }

    /**
     * Returns the pause before the next attempt.
     *
     * @param failure what the handler threw, which may name the pause
     * @param backoff the pause after the first attempt
     * @param failures how many attempts have failed, 1 or more
     * @return nanoseconds: what the handler asked for, up to a year, or else the backoff
     */
    public static long pauseNanos(Throwable failure, Duration backoff, int failures) {
        return failure instanceof RetryLaterException later
                ? nanos(later.pause(), LONGEST_ASKED)
                : backoffNanos(backoff, failures);
    }

    /**
     * Returns the backoff, which doubles with each further attempt.
     *
     * @param backoff the pause after the first attempt
     * @param failures how many attempts have failed, 1 or more
     * @return nanoseconds, at most an hour
     */
    public static long backoffNanos(Duration backoff, int failures) {
        long longest = LONGEST_BACKOFF.toNanos();
        long pause = nanos(backoff, LONGEST_BACKOFF);
        for (int failed = 1; failed < failures && pause > 0 && pause < longest; failed++) {
            pause *= 2;
        }
        return Math.min(pause, longest);
    }

    private static long nanos(Duration pause, Duration longest) {
        return pause.compareTo(longest) < 0 ? pause.toNanos() : longest.toNanos();
    }
}
