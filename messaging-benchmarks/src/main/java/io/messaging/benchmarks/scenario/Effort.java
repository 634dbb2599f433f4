package io.messaging.benchmarks.scenario;

import io.messaging.benchmarks.measure.Contender;
import io.messaging.benchmarks.measure.Contender.Measurement;
import io.messaging.benchmarks.measure.Interleaving;
import io.messaging.benchmarks.measure.OperationTimer;
import io.messaging.benchmarks.measure.Series;
import io.messaging.benchmarks.measure.Unit;
import io.messaging.benchmarks.payload.PayloadSource;
import io.messaging.benchmarks.peer.StoreClient;
import java.time.Duration;
import java.util.List;

/**
 * How much is done to find a figure. Immutable.
 *
 * @param rounds measured rounds of each contender
 * @param warmUpRounds rounds before, which do not count
 * @param warmUpTime how long these last at least where the speed of compiled code is measured
 * @param divisor by how much the operations of a full run are divided
 */
public record Effort(int rounds, int warmUpRounds, Duration warmUpTime, int divisor) {
    /** Bounds a run on a slow machine: a full run makes some twenty comparisons. */
    private static final Duration COMPARISON_LIMIT = Duration.ofSeconds(25);

    /** For reliable figures. */
    public static final Effort FULL = new Effort(11, 6, Duration.ofSeconds(5), 1);

    /** To see that everything works: the figures are rough. */
    public static final Effort QUICK = new Effort(3, 1, Duration.ZERO, 20);

    /** Returns the same with another number of rounds. */
    public Effort withRounds(int otherRounds) {
        return new Effort(otherRounds, warmUpRounds, warmUpTime, divisor);
    }

    /** Returns how many operations to do where a full run does this many. */
    public int scaled(int operations) {
        return Math.max(10, operations / divisor);
    }

    /** Returns a contender that is warmed up for some rounds. */
    public Contender contender(String name, Measurement measurement) {
        return Contender.of(name, warmUpRounds, measurement);
    }

    /** Returns a contender that times single stores. */
    public Contender storing(String name, StoreClient client, PayloadSource payloads, int operations) {
        return contender(name, storing(client, payloads, operations));
    }

    /** Returns a round that times single stores. */
    public static Measurement storing(StoreClient client, PayloadSource payloads, int operations) {
        return () -> OperationTimer.each(payloads.take(operations), client::store);
    }

    /** Measures contenders in turn. */
    public List<Series> compare(Unit unit, List<Contender> contenders) throws Exception {
        return new Interleaving(rounds, COMPARISON_LIMIT).run(unit, contenders);
    }
}
