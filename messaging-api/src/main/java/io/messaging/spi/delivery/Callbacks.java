package io.messaging.spi.delivery;

import io.messaging.concurrent.Uninterruptibly;
import io.messaging.log.SafeLog;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Runs the callbacks that programs add to futures, on threads that nothing else waits for. As long as callbacks are quick, one thread
 * runs them in the order in which they came. Where they are not, those behind them get further threads after a
 * millisecond, so one that blocks or takes its time delays itself only. The order is not guaranteed.
 *
 * <p>Thread-safe: guarded by its monitor, under which no callback runs.
 */
public final class Callbacks implements Executor {
    private static final System.Logger LOGGER = SafeLog.of(Callbacks.class);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** Where so many are run between two looks, further threads would only be in the way. */
    private static final int QUICK = 50;

    /** How many looks without anything to do until the watch ends. */
    private static final int IDLE_LOOKS = 20;

    private final Executor threads;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private int running;
    private boolean watched;
    private long added;
    private long taken;

    /** The counts at the last look. */
    private long addedBefore;

    private long takenBefore;

    /**
     * Creates a queue without threads yet.
     *
     * @param threads gives a thread of its own to whatever it is given
     */
    public Callbacks(Executor threads) {
        this.threads = threads;
    }

    /**
     * Runs a callback soon, on another thread.
     *
     * @param callback may block, fail, and call the backend
     */
    @Override
    public void execute(Runnable callback) {
        boolean first;
        boolean watch;
        synchronized (this) {
            waiting.add(callback);
            added++;
            first = running == 0;
            watch = !first && !watched;
            running += first ? 1 : 0;
            watched |= watch;
        }
        if (first) {
            start(1);
        } else if (watch && !start(this::watch)) {
            endWatch();
        }
    }

    /** Starts threads that have been counted. */
    private void start(int count) {
        for (int i = 0; i < count; i++) {
            if (!start(this::runAll)) {
                synchronized (this) {
                    running--;
                }
            }
        }
    }

    /** A backend that is closing has no more threads to give; what is due is due all the same. */
    private boolean start(Runnable task) {
        try {
            threads.execute(task);
            return true;
        } catch (RejectedExecutionException closing) {
            BackendThreads.create("messaging-last-callbacks", task).start();
            return true;
        } catch (OutOfMemoryError noThread) {
            LOGGER.log(Level.ERROR, "no thread for the callbacks of futures; the next one tries again", noThread);
            return false;
        }
    }

    private void runAll() {
        String before = HandlerThreads.enter("a callback of a future");
        try {
            for (Runnable callback = take(); callback != null; callback = take()) {
                run(callback);
            }
        } finally {
            HandlerThreads.leave(before);
        }
    }

    private static void run(Runnable callback) {
        try {
            callback.run();
        } catch (Throwable failure) {
            LOGGER.log(Level.WARNING, "a callback failed; later ones are called as well", failure);
        } finally {
            Thread.interrupted(); // what a callback does to the flag is its own affair
        }
    }

    private synchronized Runnable take() {
        Runnable next = waiting.poll();
        if (next == null) {
            running--;
        } else {
            taken++;
        }
        return next;
    }

    private void watch() {
        int idle = 0;
        do {
            Uninterruptibly.sleep(LOOK_NANOS); // nothing signals that a callback takes long
            start(countMissing());
            idle = isIdle() ? idle + 1 : 0;
        } while (idle < IDLE_LOOKS || !endWatch());
    }

    /** Decides how many more threads there have to be, half as many again as there are, and counts them. */
    private synchronized int countMissing() {
        boolean late = taken < addedBefore;
        boolean slow = taken - takenBefore < QUICK;
        addedBefore = added;
        takenBefore = taken;
        int more = late && slow ? Math.min(waiting.size(), 1 + running / 2) : 0;
        running += more;
        return more;
    }

    private synchronized boolean isIdle() {
        return waiting.isEmpty();
    }

    /** Not while something waits. */
    private synchronized boolean endWatch() {
        watched = !waiting.isEmpty();
        return !watched;
    }
}
