package io.messaging.cli.demo;

import java.util.Arrays;

/** Durations and their percentiles. Owned by one thread. */
final class Latencies {
    private long[] nanos = new long[256];
    private int count;
    private boolean sorted;

    void add(long value) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, count * 2);
        }
        nanos[count++] = value;
        sorted = false;
    }

    int count() {
        return count;
    }

    /**
     * Returns the percentile by the nearest-rank method.
     *
     * @param percent above 0, up to 100
     */
    long percentile(double percent) {
        if (count == 0) {
            throw new IllegalStateException("no time was added; ask count() first");
        }
        if (!sorted) {
            Arrays.sort(nanos, 0, count);
            sorted = true;
        }
        int rank = (int) Math.ceil(percent / 100 * count);
        return nanos[Math.max(1, Math.min(count, rank)) - 1];
    }
}
