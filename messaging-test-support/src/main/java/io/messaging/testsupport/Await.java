package io.messaging.testsupport;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Condition-based waits, on the calling thread. */
public final class Await {
    /** Far above what a wait should take. */
    public static final Duration LIMIT = Duration.ofSeconds(60);

    private static final Duration POLL_INTERVAL = Duration.ofMillis(2);

    private Await() {}

    /** Waits for a condition; the text is part of the failure's message. */
    public static void until(String text, BooleanSupplier condition) {
        until(LIMIT, () -> text, condition);
    }

    /** Waits for a condition; the text is asked for when the wait fails, so it can describe the state then. */
    public static void until(Supplier<String> text, BooleanSupplier condition) {
        until(LIMIT, text, condition);
    }

    public static void until(Duration limit, Supplier<String> text, BooleanSupplier condition) {
        try {
            Awaitility.await()
                    .dontCatchUncaughtExceptions() // of other threads, whose handlers fail on purpose
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(POLL_INTERVAL)
                    .atMost(limit)
                    .until(condition::getAsBoolean);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("timed out after " + limit.toSeconds() + " s: " + text.get(), e);
        }
    }

    /** Waits for the next item of a queue. */
    public static <T> T next(BlockingQueue<T> queue, String what) throws InterruptedException {
        T item = queue.poll(LIMIT.toNanos(), TimeUnit.NANOSECONDS);
        if (item == null) {
            throw new AssertionError("timed out waiting for " + what);
        }
        return item;
    }
}
