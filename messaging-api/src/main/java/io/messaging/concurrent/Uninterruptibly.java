package io.messaging.concurrent;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Bounded waits that an interrupt does not cut short, because others depend on what follows them. The interrupt status
 * is set again afterwards. Thread-safe.
 */
public final class Uninterruptibly {
    private Uninterruptibly() {}

    /** A wait that can be resumed. */
    @FunctionalInterface
    public interface Wait {
        /**
         * Waits.
         *
         * @param nanos at most how long; 0 or less for not at all
         * @return whether what it waits for has happened
         * @throws InterruptedException when the thread is interrupted; it is called again for the time that is left
         */
        boolean await(long nanos) throws InterruptedException;
    }

    /**
     * Waits.
     *
     * @param nanos at most how long
     * @param wait called again after each interrupt
     * @return whether what it waits for has happened in time
     */
    public static boolean await(long nanos, Wait wait) {
        long deadline = System.nanoTime() + nanos;
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return wait.await(deadline - System.nanoTime());
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Waits for a result.
     *
     * @param <T> the result
     * @param future has or gets it
     * @param nanos at most how long
     * @return the result
     * @throws ExecutionException when the future failed
     * @throws TimeoutException when it has neither result nor failure in time
     */
    public static <T> T get(Future<T> future, long nanos) throws ExecutionException, TimeoutException {
        long deadline = System.nanoTime() + nanos;
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Waits for a thread to end.
     *
     * @param thread not the calling one
     * @param nanos at most how long
     * @return whether it has ended
     */
    public static boolean join(Thread thread, long nanos) {
        return await(nanos, left -> {
            if (left > 0) {
                TimeUnit.NANOSECONDS.timedJoin(thread, left);
            }
            return !thread.isAlive();
        });
    }

    /**
     * Waits for some time.
     *
     * @param nanos how long
     */
    public static void sleep(long nanos) {
        await(nanos, left -> {
            TimeUnit.NANOSECONDS.sleep(left);
            return true;
        });
    }
}
