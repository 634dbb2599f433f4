package io.messaging.concurrent;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;

/**
 * Has another thread do something while the calling thread waits for its end, however often it is interrupted meanwhile.
 * Thread-safe.
 *
 * @param <T> the result
 * @param <E> what the action throws besides unchecked exceptions
 */
public final class Handover<T, E extends Exception> implements Runnable {
    private final Action<T, E> action;
    private final boolean passesOnInterrupts;
    private final CountDownLatch done = new CountDownLatch(1);

    /** Written by the other thread before the latch opens. */
    private T result;

    private Throwable failure;

    /** Guarded by the monitor. */
    private Thread runner;

    private boolean interrupted;

    private Handover(Action<T, E> action, boolean passesOnInterrupts) {
        this.action = action;
        this.passesOnInterrupts = passesOnInterrupts;
    }

    /**
     * What is to be done.
     *
     * @param <T> the result
     * @param <E> what it throws besides unchecked exceptions
     */
    @FunctionalInterface
    public interface Action<T, E extends Exception> {
        /**
         * Does it, in bounded time.
         *
         * @return the result
         * @throws E for the caller
         */
        T run() throws E;
    }

    /**
     * Hands an action to another thread.
     *
     * @param <T> the result
     * @param <E> what the action throws besides unchecked exceptions
     * @param executor runs it on another thread
     * @param passesOnInterrupts whether an interrupt of the waiting thread interrupts the other
     * @param action what to do
     * @return the action's result
     * @throws E when the action throws it
     * @throws java.util.concurrent.RejectedExecutionException when the executor takes no more
     */
    public static <T, E extends Exception> T run(Executor executor, boolean passesOnInterrupts, Action<T, E> action)
            throws E {
        Handover<T, E> handover = new Handover<>(action, passesOnInterrupts);
        executor.execute(handover);
        return handover.await();
    }

    /** Called by the other thread. */
    @Override
    public void run() {
        begin();
        try {
            result = action.run();
        } catch (Throwable thrown) {
            failure = thrown;
        } finally {
            end();
            done.countDown();
        }
    }

    private synchronized void begin() {
        runner = Thread.currentThread();
        if (interrupted) {
            runner.interrupt();
        }
    }

    private synchronized void end() {
        runner = null;
        if (interrupted) {
            Thread.interrupted(); // the caller's, not this thread's
        }
    }

    private synchronized void passOnInterrupt() {
        if (passesOnInterrupts) {
            interrupted = true;
            if (runner != null) {
                runner.interrupt();
            }
        }
    }

    @SuppressWarnings("unchecked")
    private T await() throws E {
        boolean callerInterrupted = false;
        while (done.getCount() > 0) {
            try {
                done.await();
            } catch (InterruptedException e) {
                callerInterrupted = true;
                passOnInterrupt();
            }
        }
        if (callerInterrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure != null) {
            throw (E) failure; // nothing else is declared
        }
        return result;
    }
}
