package io.messaging.benchmarks.process;

/** Counts what arrives, and lets another thread wait for a number of it. Thread-safe. */
public final class ArrivalCount {
    private static final long WAIT_MILLIS = 120_000;

    private long arrived;
    private long awaited = Long.MAX_VALUE;

    /** Notes arrivals. */
    public synchronized void add(long count) {
        arrived += count;
        if (arrived >= awaited) {
            notifyAll();
        }
    }

    /** How many have arrived. */
    public synchronized long get() {
        return arrived;
    }

    /** Waits until as many have arrived, and tells how many there are then. */
    public synchronized long await(long count) throws InterruptedException {
        awaited = count;
        long deadline = System.nanoTime() + WAIT_MILLIS * 1_000_000;
        while (arrived < count) {
            long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
            if (leftMillis <= 0) {
                throw new IllegalStateException(
                        "only " + arrived + " of " + count + " messages arrived within " + WAIT_MILLIS + " ms");
            }
            wait(leftMillis);
        }
        awaited = Long.MAX_VALUE;
        return arrived;
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
