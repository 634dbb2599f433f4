package io.messaging.benchmarks.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InterleavingTest {
    private final List<String> runs = new ArrayList<>();

    private Contender contender(String name, double value) {
        return Contender.of(name, 2, () -> {
            runs.add(name);
            return Sample.ofValue(value);
        });
    }

    @Test
    void contendersAreWarmedUpAndThenMeasuredInTurn() throws Exception {
        List<Series> series =
                new Interleaving(3, Duration.ofHours(1)).run(Unit.TIMES, List.of(contender("A", 1), contender("B", 2)));
        assertEquals(List.of("A", "A", "B", "B", "A", "B", "A", "B", "A", "B"), runs);
        assertEquals(List.of("A", "B"), series.stream().map(Series::contender).toList());
        assertEquals(List.of(2.0, 2.0, 2.0), series.get(1).values(), "rounds to warm up do not count");
    }

    @Test
    void noMoreRoundsBeginBehindTheLimitOnceThereWereFive() throws Exception {
        List<Series> series = new Interleaving(11, Duration.ZERO).run(Unit.TIMES, List.of(contender("A", 1)));
        assertEquals(5, series.get(0).values().size());
    }

    @Test
    void everyOperationIsTimed() throws Exception {
        List<Integer> done = new ArrayList<>();
        Sample sample = OperationTimer.each(List.of(1, 2, 3), done::add);
        assertEquals(List.of(1, 2, 3), done);
        assertEquals(3, sample.latencies().count());
        assertEquals(sample.latencies().medianMicros(), sample.value());
    }

    @Test
    void rateIsOperationsPerSecond() {
        assertEquals(4_000, Sample.ofRate(2_000, 500_000_000).value());
    }
}
