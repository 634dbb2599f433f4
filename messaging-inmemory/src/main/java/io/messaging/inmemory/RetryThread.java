package io.messaging.inmemory;

import io.messaging.spi.delivery.BackendThreads;
import io.messaging.store.group.RetryTimer;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Wakes groups whose messages wait for their next attempt. Its thread starts with the first of them and ends a while after
 * the last. Thread-safe.
 */
final class RetryThread implements RetryTimer {
    private static final long IDLE_SECONDS = 5;

    private final ScheduledThreadPoolExecutor executor;

    RetryThread(String broker) {
        executor = new ScheduledThreadPoolExecutor(
                1,
                BackendThreads.named("messaging-inmemory-retries-" + broker),
                new ThreadPoolExecutor.DiscardPolicy());
        executor.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
    }

    @Override
    public void after(long nanos, Runnable action) {
        executor.schedule(action, nanos, TimeUnit.NANOSECONDS);
    }

    void close() {
        executor.shutdownNow();
    }
}
