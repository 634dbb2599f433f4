package io.messaging.benchmarks.measure;

import java.util.ArrayList;
import java.util.List;

/**
 * Runs contenders in turn, A B C A B C, so that whatever else the machine does in the meantime meets all of them.
 *
 * <p>Used by one thread.
 */
public final class Interleaving {
    private final int rounds;

    /** Sets how many rounds each contender gets. */
    public Interleaving(int rounds) {
        this.rounds = rounds;
    }

    /** Warms all up, one after the other, then measures them in turn. */
    public List<Series> run(Unit unit, List<Contender> contenders) throws Exception {
        List<List<Sample>> samples = new ArrayList<>();
        for (Contender contender : contenders) {
            contender.warmUp();
            samples.add(new ArrayList<>());
        }
        for (int round = 0; round < rounds; round++) {
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
