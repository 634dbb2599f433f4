package io.messaging.benchmarks.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs contenders in turn, A B C A B C, so that whatever else the machine does in the meantime meets all of them.
 *
 * <p>Used by one thread.
 */
public final class Interleaving {
    /** On a slow or busy machine, fewer rounds than these say too little. */
    private static final int LEAST_ROUNDS = 5;

    private final int rounds;
    private final long limitNanos;

    /**
     * Sets how many rounds each contender gets.
     *
     * @param rounds at most so many
     * @param limit when these have taken so long and there were five, no more begin
     */
    public Interleaving(int rounds, Duration limit) {
        this.rounds = rounds;
        this.limitNanos = limit.toNanos();
    }

    /** Warms all up, one after the other, then measures them in turn. */
    public List<Series> run(Unit unit, List<Contender> contenders) throws Exception {
        List<List<Sample>> samples = new ArrayList<>();
        for (Contender contender : contenders) {
            contender.warmUp();
            samples.add(new ArrayList<>());
        }
        long start = System.nanoTime();
        for (int round = 0; round < rounds; round++) {
            if (round >= LEAST_ROUNDS && System.nanoTime() - start > limitNanos) {
                break;
            }
            for (int i = 0; i < contenders.size(); i++) {
                samples.get(i).add(contenders.get(i).round());
            }
        }
        List<Series> series = new ArrayList<>();
        for (int i = 0; i < contenders.size(); i++) {
            series.add(new Series(contenders.get(i).name(), unit, samples.get(i)));
        }
        return series;
    }
}
