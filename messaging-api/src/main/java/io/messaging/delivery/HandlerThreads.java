package io.messaging.delivery;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that run one backend's handlers: as many as there are handlers running at once, gone when idle. A
 * blocked handler holds its own thread and nobody else's. Thread-safe.
 */
public final class HandlerThreads implements Executor {
    private static final long IDLE_SECONDS = 5;

    private final ThreadPoolExecutor pool;

    private static final class HandlerThread extends Thread {
        final HandlerThreads owner;

        HandlerThread(HandlerThreads owner, Runnable task, String name) {
            super(task, name);
            this.owner = owner;
            setDaemon(true);
        }
    }

    /**
     * Makes an executor without threads yet.
     *
     * @param name what the threads are called
     */
    public HandlerThreads(String name) {
        AtomicInteger number = new AtomicInteger();
        pool = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                task -> new HandlerThread(this, task, name + "-" + number.incrementAndGet()));
    }

    @Override
    public void execute(Runnable task) {
        pool.execute(task);
    }

    /**
     * Ends the threads: idle ones now, busy ones when their handler returns. A handler that has not returned in time is
     * interrupted, unless it is the caller.
     *
     * @param nanos at most how long to wait
     */
    public void close(long nanos) {
        pool.shutdown();
        boolean onHandlerThread = Thread.currentThread() instanceof HandlerThread caller && caller.owner == this;
        boolean ended = false;
        try {
            ended = onHandlerThread || pool.awaitTermination(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!ended) {
            pool.shutdownNow();
        }
    }
}
