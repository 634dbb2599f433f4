package io.messaging.cli.demo;

import java.util.BitSet;

/** Counts primes in two ways: one for the workers, one to check their sum. */
final class Primes {
    private Primes() {}

    /** Counts by trial division, which keeps a processor busy. */
    static long countBetween(long from, long to) {
        long count = 0;
        for (long n = from; n < to; n++) {
            if (isPrime(n)) {
                count++;
            }
        }
        return count;
    }

    private static boolean isPrime(long n) {
        if (n < 4) {
            return n >= 2;
        }
        if (n % 2 == 0) {
            return false;
        }
        for (long divisor = 3; divisor * divisor <= n; divisor += 2) {
            if (n % divisor == 0) {
                return false;
            }
        }
        return true;
    }

    /** Counts with a sieve, which is fast. */
    static long countBelow(int end) {
        BitSet composite = new BitSet(end);
        for (int n = 2; (long) n * n < end; n++) {
            if (!composite.get(n)) {
                for (int multiple = n * n; multiple < end; multiple += n) {
                    composite.set(multiple);
                }
            }
        }
        return Math.max(0, end - 2) - composite.get(Math.min(2, end), end).cardinality();
    }
}
