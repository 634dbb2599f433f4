package io.messaging.cli.demo;

import java.util.BitSet;
import java.util.stream.LongStream;

/** Counts primes in two ways: one for the workers, one to check their sum. */
final class Primes {
    private Primes() {}

    /** Counts by trial division, which keeps a processor busy. */
    static long countBetween(long from, long to) {
        return LongStream.range(from, to).filter(Primes::isPrime).count();
    }

    private static boolean isPrime(long n) {
        if (n < 2 || n % 2 == 0) {
            return n == 2;
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
