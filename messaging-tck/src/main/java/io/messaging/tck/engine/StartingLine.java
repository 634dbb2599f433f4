package io.messaging.tck.engine;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Starts two threads in the same instant, race after race: who comes first keeps its processor until the other is there.
 * A barrier would put it to sleep, and by the time it is awake again the other has mostly done what they were to do at
 * once. Thread-safe.
 */
public final class StartingLine {
    private static final int RACERS = 2;
    private static final long KEEPS_PROCESSOR_NANOS = TimeUnit.MILLISECONDS.toNanos(3);

    private final Awaiter awaiter;
    private final AtomicInteger arrived = new AtomicInteger();

    public StartingLine(Awaiter awaiter) {
        this.awaiter = awaiter;
    }

    /** Returns when both have come to the race. */
    public void await() {
        int all = (arrived.getAndIncrement() / RACERS + 1) * RACERS;
        long start = System.nanoTime();
        while (arrived.get() < all && System.nanoTime() - start < KEEPS_PROCESSOR_NANOS) {
            Thread.onSpinWait();
        }
        if (!awaiter.until(() -> arrived.get() >= all)) {
            throw new IllegalStateException("the other thread did not come to the race");
        }
    }
}
