package io.messaging.benchmarks.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {
    private static final Latencies ONE_TO_THOUSAND =
            Latencies.of(LongStream.rangeClosed(1, 1_000).map(n -> 1_001 - n).toArray());

    @Test
    void percentileIsTheTimeThatSoManyDidNotExceed() {
        assertEquals(500, ONE_TO_THOUSAND.percentileNanos(50));
        assertEquals(990, ONE_TO_THOUSAND.percentileNanos(99));
        assertEquals(999, ONE_TO_THOUSAND.percentileNanos(99.9));
        assertEquals(1_000, ONE_TO_THOUSAND.percentileNanos(100));
        assertEquals(1, ONE_TO_THOUSAND.percentileNanos(0.01));
    }

    @Test
    void mergedIsOneDistribution() {
        Latencies merged = Latencies.merged(List.of(Latencies.of(new long[] {1, 9}), Latencies.of(new long[] {5})));
        assertEquals(3, merged.count());
        assertEquals(5, merged.percentileNanos(50));
    }

    @Test
    void medianIsShownInMicroseconds() {
        assertEquals(0.5, ONE_TO_THOUSAND.medianMicros());
    }

    @Test
    void percentOutOfRangeIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> ONE_TO_THOUSAND.percentileNanos(0));
        assertThrows(IllegalArgumentException.class, () -> ONE_TO_THOUSAND.percentileNanos(100.1));
        assertThrows(IllegalArgumentException.class, () -> ONE_TO_THOUSAND.percentileNanos(Double.NaN));
    }

    @Test
    void nothingTimedIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Latencies.of(new long[0]));
    }
}
