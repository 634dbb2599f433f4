package io.messaging.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
class GemstoneGeneratorTest {
    private static final long NOW = 1_790_000_000_000L;
    private static final int THREADS = 8;
    private static final int IDS_OF_A_THREAD = 50_000;

    /** A clock that stands still until the test moves it, and tells that somebody looked. */
    private static final class HandTurnedClock implements InstantSource {
        final AtomicLong millis = new AtomicLong(NOW);
        final AtomicLong looks = new AtomicLong();

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(millis());
        }

        @Override
        public long millis() {
            looks.incrementAndGet();
            return millis.get();
        }
    }

    @Test
    void eightThreadsNeverGetTheSameIdAndEachSeesItsKeysGrow() throws Exception {
        GemstoneGenerator generator = new GemstoneGenerator(7);

        List<long[]> keysByThread = onThreads(THREADS, () -> keys(generator, IDS_OF_A_THREAD));

        for (long[] keys : keysByThread) {
            assertRising(keys);
        }
        assertEquals(THREADS * IDS_OF_A_THREAD, distinct(keysByThread), "distinct chronological keys");
    }

    @Test
    void twoGeneratorsOfDifferentMachinesNeverMeet() throws Exception {
        // The same standing millisecond for both: only the machine number can keep them apart.
        GemstoneGenerator one = new GemstoneGenerator(1, () -> Instant.ofEpochMilli(NOW));
        GemstoneGenerator other = new GemstoneGenerator(2, () -> Instant.ofEpochMilli(NOW));

        long distinct = distinct(List.of(keys(one, 4_096), keys(other, 4_096)));

        assertEquals(2 * 4_096, distinct);
    }

    @Test
    void idsCarryPriorityTimeAndMachine() {
        HandTurnedClock clock = new HandTurnedClock();
        GemstoneGenerator generator = new GemstoneGenerator(255, clock);

        assertEquals(GemstoneId.of(Priority.NORMAL, NOW, 255, 0), generator.next());
        assertEquals(GemstoneId.of(Priority.URGENT, NOW, 255, 1), generator.next(Priority.URGENT));
        clock.millis.incrementAndGet();
        assertEquals(GemstoneId.of(Priority.LOWEST, NOW + 1, 255, 0), generator.next(Priority.LOWEST));
        assertEquals(255, generator.machineId());
    }

    @Test
    void monotonicGeneratorCountsOnWhateverTheClockDoes() {
        HandTurnedClock clock = new HandTurnedClock();
        GemstoneGenerator generator = GemstoneGenerator.monotonic(3, clock);
        long year = 365L * 24 * 3_600_000;
        long[] readings = {
            NOW, NOW - 60_000, NOW - year, NOW, NOW + year, NOW, 0, -1, GemstoneId.MAX_MILLIS + 1, Long.MAX_VALUE, NOW
        };
        long[] keys = new long[readings.length * 5_000];
        for (int i = 0; i < keys.length; i++) {
            clock.millis.set(readings[i / 5_000]); // more than a millisecond's 4,096 at each reading
            keys[i] = generator.next().chronologicalKey();
        }

        assertRising(keys);
    }

    @Test
    void monotonicGeneratorsWithoutAUsableClockStartAtDifferentTimes() {
        InstantSource unset = () -> Instant.EPOCH;

        assertFalse(
                GemstoneGenerator.monotonic(3, unset)
                        .next()
                        .equals(GemstoneGenerator.monotonic(3, unset).next()),
                "a restarted program would repeat the ids of the run before");
    }

    @Test
    void monotonicGeneratorGoesOnBehindTheLastMillisecondThatAnIdCanHold() {
        GemstoneGenerator generator = GemstoneGenerator.monotonic(3, () -> Instant.ofEpochMilli(GemstoneId.MAX_MILLIS));

        long distinct = distinct(List.of(keys(generator, 3 * 4_096)));

        assertEquals(3 * 4_096, distinct);
    }

    @Test
    void priorityDoesNotDisturbTheChronologicalOrder() {
        GemstoneGenerator generator = new GemstoneGenerator(0);
        long[] keys = new long[1_000];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = generator.next(Priority.of(i % 8)).chronologicalKey();
        }

        assertRising(keys);
    }

    /** Of processes on one machine that start at random, two that share a machine number are nothing unusual. */
    @Test
    void thoseWithRandomMachineNumbersHardlyEverBeginAMillisecondWithTheSameId() {
        InstantSource clock = new HandTurnedClock();
        long distinct = Stream.generate(() -> GemstoneGenerator.monotonic(clock).next())
                .limit(1_000)
                .distinct()
                .count();

        assertTrue(
                distinct > 900, () -> distinct + " different ids of 1,000 generators"); // there are 256 machine numbers
    }

    @Test
    void thoseWithRandomMachineNumbersHaveTwoThousandIdsInAMillisecond() {
        for (int i = 0; i < 100; i++) {
            GemstoneGenerator generator = GemstoneGenerator.monotonic(new HandTurnedClock());
            long[] keys = keys(generator, 2_064);
            assertRising(keys);
            assertEquals(NOW, new GemstoneId(keys[2_063]).instant().toEpochMilli());
        }
    }

    @Test
    void waitsForTheNextMillisecondWhen4096NumbersAreUsed() throws Exception {
        HandTurnedClock clock = new HandTurnedClock();
        GemstoneGenerator generator = new GemstoneGenerator(1, clock);
        for (int i = 0; i < 4_096; i++) {
            assertEquals(i, generator.next().sequence());
        }
        CountDownLatch answered = new CountDownLatch(1);
        List<GemstoneId> answer = new ArrayList<>();
        Thread waiter = new Thread(() -> {
            answer.add(generator.next());
            answered.countDown();
        });

        long looksBefore = clock.looks.get();
        waiter.start();
        while (clock.looks.get() < looksBefore + 1_000) {
            Thread.onSpinWait(); // until the waiter has looked at the standing clock again and again
        }
        assertEquals(1, answered.getCount(), "an id was given though the millisecond is used up: " + answer);
        clock.millis.incrementAndGet();

        assertTrue(answered.await(60, TimeUnit.SECONDS), "no id though the clock went on");
        assertEquals(List.of(GemstoneId.of(Priority.NORMAL, NOW + 1, 1, 0)), answer);
    }

    @Test
    void aMillisecondHandsOutEveryNumberOnceUnderContention() throws Exception {
        GemstoneGenerator generator = new GemstoneGenerator(1, () -> Instant.ofEpochMilli(NOW));

        List<long[]> keys = onThreads(THREADS, () -> keys(generator, 4_096 / THREADS));

        assertEquals(4_096, distinct(keys));
    }

    @Test
    void aClockThatMovedBackwardsIsReportedUntilItHasCaughtUp() {
        HandTurnedClock clock = new HandTurnedClock();
        GemstoneGenerator generator = new GemstoneGenerator(1, clock);
        GemstoneId last = generator.next();
        clock.millis.set(NOW - 5);

        ClockMovedBackwardsException report = assertThrows(ClockMovedBackwardsException.class, generator::next);

        assertEquals(
                "the clock moved backwards by 5 ms, from 1790000000000 to 1789999999995 (milliseconds since 1970); "
                        + "no id is made until it has caught up, so wait or mend the clock",
                report.getMessage());
        clock.millis.set(NOW);
        GemstoneId next = generator.next();
        assertTrue(next.compareTo(last) > 0, () -> next + " after " + last);
    }

    @Test
    void aClockBeforeTheFirstMillisecondIsReported() {
        GemstoneGenerator generator = new GemstoneGenerator(1, () -> Instant.ofEpochMilli(GemstoneId.EPOCH_MILLIS - 1));

        assertThrows(ClockMovedBackwardsException.class, generator::next);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 256})
    void machineNumbersOutOfRangeAreRefused(int machineId) {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> new GemstoneGenerator(machineId));

        assertEquals("machineId is " + machineId + "; it goes from 0 to 255", refusal.getMessage());
    }

    @Test
    void aRandomMachineNumberIsInRange() {
        for (int i = 0; i < 1_000; i++) {
            int machineId = GemstoneGenerator.withRandomMachineId().machineId();
            assertFalse(machineId < 0 || machineId > 255, () -> "machine number " + machineId);
        }
    }

    private static long[] keys(GemstoneGenerator generator, int count) {
        long[] keys = new long[count];
        for (int i = 0; i < count; i++) {
            keys[i] = generator.next().chronologicalKey();
        }
        return keys;
    }

    private static List<long[]> onThreads(int threads, Callable<long[]> work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CyclicBarrier start = new CyclicBarrier(threads);
            List<Future<long[]>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                running.add(pool.submit(() -> {
                    start.await();
                    return work.call();
                }));
            }
            List<long[]> results = new ArrayList<>();
            for (Future<long[]> one : running) {
                results.add(one.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }

    private static long distinct(List<long[]> keys) {
        return keys.stream().flatMapToLong(Arrays::stream).distinct().count();
    }

    private static void assertRising(long[] keys) {
        for (int i = 1; i < keys.length; i++) {
            int at = i;
            assertTrue(keys[i] > keys[i - 1], () -> "key " + keys[at] + " after " + keys[at - 1] + " at " + at);
        }
    }
}
