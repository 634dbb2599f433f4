package io.messaging.testing.support;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Waits for changes that nothing announces: threads and processes that end, sockets that close, a port that becomes
 * free. The only place in this module that pauses for a time. Interrupts do not end a wait.
 */
public final class Polling {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private Polling() {}

    /**
     * Polls a condition until it holds or a deadline of {@link System#nanoTime} has passed; returns whether it held.
     */
    public static boolean until(long deadline, BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline >= 0) {
                return false;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return true;
    }
}
