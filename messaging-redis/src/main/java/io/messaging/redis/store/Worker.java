package io.messaging.redis.store;

import io.messaging.log.SafeLog;
import io.messaging.spi.delivery.BackendThreads;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Two threads of a backend, each started only while needed: one for periodic tasks that may wait for Redis, one for
 * retries, which must not wait. Neither runs callers' code. Thread-safe.
 */
public final class Worker {
    private static final System.Logger LOGGER = SafeLog.of(Worker.class);
    private static final long IDLE_SECONDS = 5;

    private final ScheduledThreadPoolExecutor timer;
    private final ScheduledThreadPoolExecutor retrier;
    private final Set<Runnable> retries = ConcurrentHashMap.newKeySet();

    /** Creates a worker without threads. */
    public Worker(String name) {
        timer = executor(name + "-timer");
        retrier = executor(name + "-retrier");
    }

    private static ScheduledThreadPoolExecutor executor(String name) {
        ScheduledThreadPoolExecutor executor =
                new ScheduledThreadPoolExecutor(1, task -> BackendThreads.create(name, task));
        executor.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        executor.setRemoveOnCancelPolicy(true);
        return executor;
    }

    /** Runs a quick task once, in any case: at the latest in {@link #close}. */
    public void later(long millis, Runnable retry) {
        retries.add(retry);
        try {
            retrier.schedule(() -> runOnce(retry), millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            runOnce(retry);
        }
    }

    private void runOnce(Runnable retry) {
        if (retries.remove(retry)) {
            retry.run();
        }
    }

    /** Runs a task periodically; it may wait for Redis and for other such tasks. A failure is logged. */
    public void every(long millis, Runnable task) {
        every(timer, millis, task);
    }

    /** Runs a quick task periodically that must not wait for others, such as renewing a lease. */
    public void punctually(long millis, Runnable task) {
        every(retrier, millis, task);
    }

    private static void every(ScheduledThreadPoolExecutor thread, long millis, Runnable task) {
        Runnable guarded = () -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                LOGGER.log(Level.DEBUG, "a periodic task failed; retrying", e);
            }
        };
        try {
            thread.scheduleWithFixedDelay(guarded, millis, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            LOGGER.log(Level.DEBUG, "closed before a periodic task started", closed);
        }
    }

    /** Ends the threads. Pending retries run now. */
    public void close() {
        timer.shutdownNow();
        retrier.shutdownNow();
        retries.forEach(this::runOnce);
    }
}
