package io.messaging.benchmarks.measure;

/**
 * What one round of one contender gave. Immutable.
 *
 * @param value the round's figure
 * @param latencies the single operations, null where only the round as a whole was timed
 */
public record Sample(double value, Latencies latencies) {
    /** A round of timed operations; its figure is their median in microseconds. */
    public static Sample ofLatencies(long[] nanos) {
        Latencies latencies = Latencies.of(nanos);
        return new Sample(latencies.medianMicros(), latencies);
    }

    /** A round that was timed as a whole; its figure is operations per second. */
    public static Sample ofRate(long operations, long elapsedNanos) {
        return new Sample(operations * 1e9 / elapsedNanos, null);
    }

    /** A round with a figure of its own. */
    public static Sample ofValue(double value) {
        return new Sample(value, null);
    }
}
