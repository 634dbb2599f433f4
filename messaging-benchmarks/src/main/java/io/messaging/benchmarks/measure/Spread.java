package io.messaging.benchmarks.measure;

import java.util.Arrays;
import java.util.List;

/** The middle of several rounds, and how far they lie apart. Immutable. */
public record Spread(double median, double lowest, double highest) {
    /** Condenses rounds; an even number of them has the mean of the two in the middle as its median. */
    public static Spread of(List<Double> rounds) {
        if (rounds.isEmpty()) {
            throw new IllegalArgumentException("no rounds were measured, so there is no median; measure at least one");
        }
        double[] sorted = rounds.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        int upper = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[upper] : (sorted[upper - 1] + sorted[upper]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }
}
