package io.messaging.store.group;

/** Wakes groups whose messages wait for their next attempt; the store has no threads. Thread-safe. */
@FunctionalInterface
public interface RetryTimer {
    /**
     * Runs an action later. Called outside locks, on any thread: must be quick and never throw. A timer that has ended may
     * drop the action.
     *
     * @param nanos in how many nanoseconds at the earliest, 0 or more
     * @param action quick, and safe to run more than once or too late
     */
    void after(long nanos, Runnable action);

    /**
     * Returns the time by which {@link #after} counts.
     *
     * @return as {@link System#nanoTime}
     */
    default long nanoTime() {
        return System.nanoTime();
    }
}
