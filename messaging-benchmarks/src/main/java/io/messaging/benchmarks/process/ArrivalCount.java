package io.messaging.benchmarks.process;

import java.util.concurrent.atomic.AtomicLong;

/** Counts what arrives, and lets another thread wait for a number of it. Thread-safe; many threads count without a lock. */
public final class ArrivalCount {
    private static final long WAIT_MILLIS = 120_000;

    private final AtomicLong arrived = new AtomicLong();
    private volatile long awaited = Long.MAX_VALUE;

    /** Notes arrivals. */
    public void add(long count) {
        if (arrived.addAndGet(count) >= awaited) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    /** How many have arrived. */
    public long get() {
        return arrived.get();
    }

    /** Waits until as many have arrived, and tells how many there are then. */
    public synchronized long await(long count) throws InterruptedException {
        awaited = count; // before the first look at what has arrived
        long deadline = System.nanoTime() + WAIT_MILLIS * 1_000_000;
        while (arrived.get() < count) {
            long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
            if (leftMillis <= 0) {
                throw new IllegalStateException(
                        "only " + arrived.get() + " of " + count + " messages arrived within " + WAIT_MILLIS + " ms");
            }
            wait(leftMillis);
        }
        awaited = Long.MAX_VALUE;
        return arrived.get();
    }

    /** Answers {@code await COUNT} and {@code count}, the requests of subscribers' processes. */
    public String answer(String request) throws InterruptedException {
        String[] words = request.split(" ");
        return switch (words[0]) {
            case "await" -> Long.toString(await(Long.parseLong(words[1])));
            case "count" -> Long.toString(get());
            default -> throw new IllegalArgumentException("a subscriber does not know the request '" + request + "'");
        };
    }
}
