package io.messaging.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PrimesTest {
    @Test
    void knownCounts() {
        assertEquals(4, Primes.countBetween(0, 10));
        assertEquals(78_498, Primes.countBelow(1_000_000));
        assertEquals(216_816, Primes.countBelow(3_000_000));
    }

    @Test
    void startOfARangeBelongsToItAndTheEndDoesNot() {
        assertEquals(1, Primes.countBetween(7, 11));
        assertEquals(2, Primes.countBetween(7, 12));
    }

    @Test
    void bothWaysOfCountingAgree() {
        for (int end = 0; end < 2_000; end++) {
            assertEquals(Primes.countBetween(0, end), Primes.countBelow(end), "primes below " + end);
        }
    }
}
