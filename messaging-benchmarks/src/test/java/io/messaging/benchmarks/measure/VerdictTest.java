package io.messaging.benchmarks.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static Series series(Unit unit, double... rounds) {
        List<Sample> samples = Arrays.stream(rounds).mapToObj(Sample::ofValue).toList();
        return new Series("contender", unit, samples);
    }

    @Test
    void ratioIsTakenRoundByRound() {
        // In the second round the machine was ten times slower for both; medians alone would say 10 / 1.
        Series ours = series(Unit.MICROSECONDS, 2, 20, 10);
        Series other = series(Unit.MICROSECONDS, 1, 10, 1);
        Verdict verdict = Verdict.ofRatio("ratio", ours, other, Bar.atMost(2));
        assertEquals(new Spread(2, 2, 10), verdict.measured());
        assertTrue(verdict.isMet());
        assertEquals("10.0 us", verdict.ours());
        assertEquals("1.00 us", verdict.other());
    }

    @Test
    void inverseRatioSaysHowManyTimesLessWeNeed() {
        Verdict verdict = Verdict.ofInverseRatio(
                "inverse", series(Unit.MICROSECONDS, 2), series(Unit.MICROSECONDS, 80), Bar.atLeast(50));
        assertEquals(40, verdict.measured().median());
        assertFalse(verdict.isMet());
    }

    @Test
    void valueIsHeldAgainstTheBarItself() {
        Verdict verdict = Verdict.ofValue("value", series(Unit.MILLISECONDS, 9, 10, 11), Bar.lessThan(10));
        assertFalse(verdict.isMet());
        assertEquals("< 10.0 ms", verdict.bar().show(verdict.unit()));
    }

    @Test
    void aLimitBelongsToAtMostAndAtLeastButNotToLessThan() {
        assertTrue(Bar.atMost(2).isMetBy(2));
        assertTrue(Bar.atLeast(2).isMetBy(2));
        assertFalse(Bar.lessThan(2).isMetBy(2));
        assertFalse(Bar.atMost(2).isMetBy(2.01));
        assertFalse(Bar.atLeast(2).isMetBy(1.99));
        assertTrue(Bar.lessThan(2).isMetBy(1.99));
    }
}
