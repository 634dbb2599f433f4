package io.messaging.benchmarks.measure;

import java.util.Arrays;
import java.util.List;

/** The times of single operations, sorted. Immutable. */
public final class Latencies {
    /** The points at which reports show a distribution. */
    public static final List<Double> SHOWN_PERCENTILES = List.of(50.0, 90.0, 99.0, 99.9);

    private final long[] sortedNanos;

    private Latencies(long[] sortedNanos) {
        this.sortedNanos = sortedNanos;
    }

    /** Takes a copy of times in any order. */
    public static Latencies of(long[] nanos) {
        if (nanos.length == 0) {
            throw new IllegalArgumentException("no operation was timed; time at least one");
        }
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return new Latencies(sorted);
    }

    /** The times of several rounds as one distribution. */
    public static Latencies merged(List<Latencies> parts) {
        return of(parts.stream()
                .flatMapToLong(part -> Arrays.stream(part.sortedNanos))
                .toArray());
    }

    /** How many operations were timed. */
    public int count() {
        return sortedNanos.length;
    }

    /** The time that this many percent of the operations did not exceed (nearest rank). */
    public long percentileNanos(double percent) {
        if (!(percent > 0 && percent <= 100)) {
            throw new IllegalArgumentException("percent is " + percent + "; it lies above 0 and goes up to 100");
        }
        // 99.9 has no exact form as a double: what exceeds a whole number by that little is the number.
        int rank = Math.max(1, (int) Math.ceil(percent / 100 * sortedNanos.length - 1e-6));
        return sortedNanos[rank - 1];
    }

    /** The median in microseconds. */
    public double medianMicros() {
        return percentileNanos(50) / 1_000.0;
    }
}
