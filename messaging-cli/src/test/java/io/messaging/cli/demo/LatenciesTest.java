package io.messaging.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {
    @Test
    void percentilesOfOneToAThousand() {
        List<Long> values = LongStream.rangeClosed(1, 1_000).boxed().collect(Collectors.toList());
        Collections.shuffle(values, new Random(7));
        Latencies latencies = new Latencies();
        values.forEach(latencies::add);
        assertEquals(500, latencies.percentile(50));
        assertEquals(900, latencies.percentile(90));
        assertEquals(990, latencies.percentile(99));
        assertEquals(1_000, latencies.percentile(100));
    }

    @Test
    void oneTimeIsEveryPercentile() {
        Latencies latencies = new Latencies();
        latencies.add(42);
        assertEquals(42, latencies.percentile(0.1));
        assertEquals(42, latencies.percentile(99));
        assertEquals(42, latencies.percentile(100));
    }

    @Test
    void timesAddedAfterAQuestionCount() {
        Latencies latencies = new Latencies();
        latencies.add(5);
        assertEquals(5, latencies.percentile(100));
        latencies.add(3);
        latencies.add(9);
        assertEquals(5, latencies.percentile(50));
        assertEquals(9, latencies.percentile(100));
    }

    @Test
    void nothingHasNoPercentile() {
        assertThrows(IllegalStateException.class, () -> new Latencies().percentile(50));
    }
}
