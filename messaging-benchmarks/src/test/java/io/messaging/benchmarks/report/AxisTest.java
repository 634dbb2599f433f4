package io.messaging.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AxisTest {
    @Test
    void logarithmicAxisGivesEqualRatiosEqualDistances() {
        Axis axis = Axis.logarithmic(3, 700, 0, 300);
        assertEquals(List.of(1.0, 10.0, 100.0, 1_000.0), axis.ticks());
        assertEquals(100, axis.place(10), 1e-9);
        assertEquals(200, axis.place(100), 1e-9);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.002, 0.19, 1, 7, 99, 4_321, 987_654})
    void linearAxisHasAFewTicksAndRoomForTheHighestValue(double highest) {
        Axis axis = Axis.linear(highest, 0, 100);
        assertTrue(axis.ticks().size() >= 2 && axis.ticks().size() <= 8, () -> "ticks " + axis.ticks());
        assertTrue(axis.place(highest) <= 100);
    }

    @Test
    void axisOfNothingButZeroStillHasALength() {
        assertEquals(0, Axis.linear(0, 0, 100).place(0));
    }
}
