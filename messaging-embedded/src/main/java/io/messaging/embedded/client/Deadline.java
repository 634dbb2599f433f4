package io.messaging.embedded.client;

/**
 * The moment by which a call must have ended. Immutable.
 *
 * @param nanos on {@link System#nanoTime}'s clock
 * @param again whether the call was tried before and may have been carried out, its answer lost
 */
record Deadline(long nanos, boolean again) {
    static Deadline afterMillis(long millis) {
        return new Deadline(System.nanoTime() + millis * 1_000_000, false);
    }

    /** The same moment, for another try. */
    Deadline forAnotherTry() {
        return again ? this : new Deadline(nanos, true);
    }

    boolean isPassed() {
        return nanos - System.nanoTime() <= 0;
    }

    /** At least 1, since 0 means "no limit" to sockets. */
    int millisLeft() {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, (nanos - System.nanoTime()) / 1_000_000));
    }

    Deadline atMostMillis(long millis) {
        Deadline other = afterMillis(millis);
        return other.nanos - nanos < 0 ? other : this;
    }

    Deadline atLeastMillis(long millis) {
        Deadline other = afterMillis(millis);
        return other.nanos - nanos > 0 ? other : this;
    }
}
