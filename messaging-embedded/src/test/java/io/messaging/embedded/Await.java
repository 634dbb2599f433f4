package io.messaging.embedded;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for a condition, with a limit far above what it should take. */
final class Await {
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private Await() {}

    static void until(Supplier<String> otherwise, BooleanSupplier condition) {
        long deadline = System.nanoTime() + LIMIT_NANOS;
        boolean met = condition.getAsBoolean();
        while (!met && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(POLL_NANOS);
            met = condition.getAsBoolean();
        }
        assertTrue(met, otherwise);
    }

    static <T> T next(BlockingQueue<T> queue, String what) throws InterruptedException {
        T item = queue.poll(LIMIT_NANOS, TimeUnit.NANOSECONDS);
        assertTrue(item != null, () -> "timed out waiting for " + what);
        return item;
    }
}
