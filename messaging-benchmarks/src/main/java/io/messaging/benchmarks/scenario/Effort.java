package io.messaging.benchmarks.scenario;

import io.messaging.benchmarks.measure.Interleaving;
import java.time.Duration;

/**
 * How much is done to find a figure. Immutable.
 *
 * @param rounds rounds that count, for each contender
 * @param warmUpRounds rounds before, which do not count
 * @param warmUpTime how long these go on at least where the speed of compiled code is what is measured
 * @param divisor by how much the operations of a full run are divided
 */
public record Effort(int rounds, int warmUpRounds, Duration warmUpTime, int divisor) {
    /** What bounds a run on a slow machine: a full run makes some twenty comparisons. */
    private static final Duration COMPARISON_LIMIT = Duration.ofSeconds(25);

    /** For figures to be believed. */
    public static final Effort FULL = new Effort(11, 6, Duration.ofSeconds(5), 1);

    /** To see that everything works: the figures are rough. */
    public static final Effort QUICK = new Effort(3, 1, Duration.ZERO, 20);

    /** Refuses what measures nothing. */
    public Effort {
        if (rounds < 1 || warmUpRounds < 0 || divisor < 1) {
            throw new IllegalArgumentException("rounds " + rounds + ", warmUpRounds " + warmUpRounds + ", divisor "
                    + divisor + "; there is at least 1 round, 0 rounds to warm up, and a divisor of 1");
        }
    }

    /** The same with another number of rounds. */
    public Effort withRounds(int otherRounds) {
        return new Effort(otherRounds, warmUpRounds, warmUpTime, divisor);
    }

    /** How many operations to do where a full run does this many. */
    int scaled(int operations) {
        return Math.max(10, operations / divisor);
    }

    Interleaving interleaving() {
        return new Interleaving(rounds, COMPARISON_LIMIT);
    }
}
