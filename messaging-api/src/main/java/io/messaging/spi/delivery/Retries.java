package io.messaging.spi.delivery;

import io.messaging.backend.RejectedDeliveryException;
import io.messaging.backend.RetryLaterException;
import io.messaging.concurrent.Uninterruptibly;
import io.messaging.log.SafeLog;
import io.messaging.message.PayloadMismatchException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Whether and when a handler is called again with a message on which it failed (DUR-05, DUR-12), and a step that has to
 * follow is taken again. Thread-safe.
 */
public final class Retries {
    private static final System.Logger LOGGER = SafeLog.of(Retries.class);
    private static final Duration LONGEST_BACKOFF = Duration.ofHours(1);
    private static final long STEP_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

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
                ? askedNanos(later.pause())
                : backoffNanos(backoff, failures);
    }

    /**
     * Returns a pause that a handler asked for.
     *
     * @param asked the pause
     * @return nanoseconds, zero or more, at most a year
     */
    public static long askedNanos(Duration asked) {
        return asked.isNegative() ? 0 : nanos(asked, LONGEST_ASKED);
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

    /**
     * Takes the step that follows an attempt, again and again until it succeeds or the subscription has ended.
     *
     * @param step notes that the message is handled, or what is to become of it
     * @param halted whether the subscription has ended
     * @param what the step and its message, for the log
     * @return false where the subscription has ended first
     */
    static boolean settle(Runnable step, BooleanSupplier halted, Supplier<String> what) {
        while (true) {
            try {
                step.run();
                return true;
            } catch (RuntimeException | Error failure) {
                LOGGER.log(
                        Level.WARNING,
                        () -> "could not " + what.get() + "; "
                                + (halted.getAsBoolean() ? "it comes again" : "trying again"),
                        failure);
            }
            if (halted.getAsBoolean()) {
                return false;
            }
            pause(STEP_PAUSE_NANOS, halted);
        }
    }

    /**
     * Waits before the next attempt, and looks meanwhile whether the subscription has ended: a backend that begins to close
     * refuses calls, and so halts the attempts, before it ends its subscriptions.
     */
    static void pause(long nanos, BooleanSupplier halted) {
        long deadline = System.nanoTime() + nanos;
        for (long left = nanos; left > 0 && !halted.getAsBoolean(); left = deadline - System.nanoTime()) {
            Uninterruptibly.sleep(Math.min(left, LOOK_NANOS));
        }
    }

    private static long nanos(Duration pause, Duration longest) {
        return pause.compareTo(longest) < 0 ? pause.toNanos() : longest.toNanos();
    }
}
