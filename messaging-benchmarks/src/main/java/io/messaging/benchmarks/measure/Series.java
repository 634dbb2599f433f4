package io.messaging.benchmarks.measure;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** All rounds of one contender. Immutable. */
public final class Series {
    private final String contender;
    private final Unit unit;
    private final List<Sample> rounds;

    /** Names the contender and takes its rounds, in the order in which they were run. */
    public Series(String contender, Unit unit, List<Sample> rounds) {
        this.contender = contender;
        this.unit = unit;
        this.rounds = List.copyOf(rounds);
    }

    /** What reports call the contender. */
    public String contender() {
        return contender;
    }

    /** What the figures mean. */
    public Unit unit() {
        return unit;
    }

    /** The figure of each round. */
    public List<Double> values() {
        return rounds.stream().map(Sample::value).toList();
    }

    /** The figures condensed. */
    public Spread spread() {
        return Spread.of(values());
    }

    /** The single operations of all rounds, empty where they were not timed. */
    public Optional<Latencies> latencies() {
        List<Latencies> timed =
                rounds.stream().map(Sample::latencies).filter(Objects::nonNull).toList();
        return timed.isEmpty() ? Optional.empty() : Optional.of(Latencies.merged(timed));
    }

    /** Figures of this divided by the other's, round by round: what disturbs the machine disturbs both. */
    public Spread dividedBy(Series other) {
        List<Double> mine = values();
        List<Double> theirs = other.values();
        int paired = Math.min(mine.size(), theirs.size());
        return Spread.of(java.util.stream.IntStream.range(0, paired)
                .mapToObj(round -> mine.get(round) / theirs.get(round))
                .toList());
    }

    /** The median with its unit, for a table. */
    public String shown() {
        return unit.show(spread().median());
    }
}
