package io.messaging.embedded.client.wire;

import io.messaging.concurrent.Uninterruptibly;
import java.util.concurrent.TimeUnit;

/**
 * The moment by which a call must have ended. Immutable.
 *
 * @param nanos on {@link System#nanoTime}'s clock
 * @param again whether the call was tried before and may have been carried out, its answer lost
 */
public record Deadline(long nanos, boolean again) {
    /** Returns the deadline so many milliseconds from now. */
    public static Deadline afterMillis(long millis) {
        return new Deadline(System.nanoTime() + millis * 1_000_000, false);
    }

    /** Returns the same moment, for another try. */
    public Deadline forAnotherTry() {
        return again ? this : new Deadline(nanos, true);
    }

    public boolean isPassed() {
        return nanosLeft() <= 0;
    }

    /** Returns the time left, at least 1, since 0 means "no limit" to sockets. */
    public int millisLeft() {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, nanosLeft() / 1_000_000));
    }

    /** Returns the time left, which may be negative. */
    public long nanosLeft() {
        return nanos - System.nanoTime();
    }

    /** Returns this deadline, or a later one that leaves at least this time. */
    public Deadline atLeastMillis(long millis) {
        Deadline other = afterMillis(millis);
        return other.nanos - nanos > 0 ? other : this;
    }

    /** Waits for a thread to end; does nothing for null or the calling thread. */
    public void join(Thread thread) {
        if (thread != null && thread != Thread.currentThread()) {
            Uninterruptibly.join(thread, TimeUnit.MILLISECONDS.toNanos(millisLeft()));
        }
    }
}
