package io.messaging.message;

import java.time.Clock;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Creates ids that never repeat as long as no two generators share a machine number.
 *
 * <p>Thread-safe and lock-free. When the numbers of a millisecond are used up, it waits for the next one: 4,096 with a
 * given machine number, at least 2,064 with a random one. When the clock stands before an id already given, it throws;
 * {@link #monotonic(InstantSource)} counts on instead.
 */
public final class GemstoneGenerator {
    private static final int SEQUENCE_BITS = 12;
    private static final long FIRST = GemstoneId.EPOCH_MILLIS << SEQUENCE_BITS;

    /** Where a monotonic generator without a usable clock starts: at random, so that restarts do not repeat ids. */
    private static final long RANDOM_START_MILLIS = 1L << 38;

    /** Where generators with random machine numbers start in each millisecond: so many places, so far apart. */
    private static final int STARTS = 128;

    private static final int BETWEEN_STARTS = 16;

    private final int machineId;
    private final InstantSource clock;
    private final boolean monotonic;

    /** The first sequence number of a millisecond. */
    private final int start;

    /** Whether the last time that an id can hold was reached: from then on the clock, which is there, does not help. */
    private volatile boolean usedUp;

    /** The last id handed out: milliseconds since 1970, then 12 bits of sequence. */
    private final AtomicLong last = new AtomicLong(FIRST);

    /**
     * Creates a generator on the system's clock.
     *
     * @param machineId 0 to 255, different for each generator whose ids may meet
     * @throws IllegalArgumentException when the number is out of range
     */
    public GemstoneGenerator(int machineId) {
        this(machineId, Clock.systemUTC());
    }

    /**
     * Creates a generator on a given clock.
     *
     * @param machineId 0 to 255, different for each generator whose ids may meet
     * @param clock where the time comes from, a test's own for instance
     * @throws IllegalArgumentException when the number is out of range
     */
    public GemstoneGenerator(int machineId, InstantSource clock) {
        this(machineId, clock, false, 0);
    }

    private GemstoneGenerator(int machineId, InstantSource clock, boolean monotonic, int start) {
        if (machineId < 0 || machineId > GemstoneId.MAX_MACHINE) {
            throw new IllegalArgumentException(
                    "machineId is " + machineId + "; it goes from 0 to " + GemstoneId.MAX_MACHINE);
        }
        this.machineId = machineId;
        this.clock = Objects.requireNonNull(clock, "clock is null");
        this.monotonic = monotonic;
        this.start = start;
    }

    /**
     * Creates a generator with a random machine number, for programs that do not number their processes. In each
     * millisecond it starts at a sequence number of its own, also random. Two such processes share both once in 32,768
     * times, as long as each makes no more than 16 ids in a millisecond; then an id repeats when both make one in the same
     * millisecond.
     *
     * @return a new generator
     */
    public static GemstoneGenerator withRandomMachineId() {
        return new GemstoneGenerator(randomMachineId(), Clock.systemUTC(), false, randomStart());
    }

    private static int randomMachineId() {
        return ThreadLocalRandom.current().nextInt(GemstoneId.MAX_MACHINE + 1);
    }

    private static int randomStart() {
        return BETWEEN_STARTS * ThreadLocalRandom.current().nextInt(STARTS);
    }

    /**
     * Creates a generator with a random machine number, as {@link #withRandomMachineId()} does, that does not depend on a
     * correct clock, as {@link #monotonic(int, InstantSource)} does.
     *
     * @param clock where the time comes from, {@link InstantSource#system()} for instance
     * @return a new generator
     */
    public static GemstoneGenerator monotonic(InstantSource clock) {
        return new GemstoneGenerator(randomMachineId(), clock, true, randomStart());
    }

    /**
     * Creates a generator that does not depend on a correct clock: it neither throws nor waits. While the clock stands
     * before the last id, or outside the years that an id can hold (2023 to 2040), ids count on from the last one, so
     * their time may differ from the clock's. Where the very first reading is outside, the ids start at a random time.
     *
     * @param machineId 0 to 255, different for each generator whose ids may meet
     * @param clock where the time comes from
     * @return a new generator
     * @throws IllegalArgumentException when the number is out of range
     */
    public static GemstoneGenerator monotonic(int machineId, InstantSource clock) {
        return new GemstoneGenerator(machineId, clock, true, 0);
    }

    /** {@return the machine number in this generator's ids, 0 to 255} */
    public int machineId() {
        return machineId;
    }

    /**
     * {@return an id of {@link Priority#NORMAL} that this generator never gave before}
     *
     * @throws ClockMovedBackwardsException when the clock stands before an id already given, or before 2023; never from
     *     a monotonic generator
     */
    public GemstoneId next() {
        return next(Priority.NORMAL);
    }

    /**
     * {@return an id that this generator never gave before, whose chronological key is above all earlier ones}
     *
     * @param priority its priority
     * @throws ClockMovedBackwardsException when the clock stands before an id already given, or before 2023; never from
     *     a monotonic generator
     */
    public GemstoneId next(Priority priority) {
        long stamp = monotonic ? nextMonotonic() : nextOnTime();
        return GemstoneId.of(priority, stamp >>> SEQUENCE_BITS, machineId, (int) stamp & GemstoneId.MAX_SEQUENCE);
    }

    private long nextOnTime() {
        while (true) {
            // Read before the clock: then a clock that stands behind it has really moved, whatever other threads do.
            long previous = last.get();
            long previousMillis = previous >>> SEQUENCE_BITS;
            long now = clock.millis();
            if (now < previousMillis) {
                throw new ClockMovedBackwardsException(previousMillis, now);
            }
            long candidate = now > previousMillis ? now << SEQUENCE_BITS | start : previous + 1;
            if (candidate >>> SEQUENCE_BITS != now) {
                Thread.onSpinWait();
            } else if (last.compareAndSet(previous, candidate)) {
                return candidate;
            }
        }
    }

    private long nextMonotonic() {
        long now = clock.millis();
        boolean usable = !usedUp && now >= GemstoneId.EPOCH_MILLIS && now <= GemstoneId.MAX_MILLIS;
        return last.updateAndGet(previous -> {
            if (usable && now > previous >>> SEQUENCE_BITS) {
                return now << SEQUENCE_BITS | start;
            }
            if (previous + 1 >>> SEQUENCE_BITS > GemstoneId.MAX_MILLIS) {
                usedUp = true;
                return randomTime();
            }
            return previous == FIRST ? randomTime() : previous + 1;
        });
    }

    private static long randomTime() {
        long millis = GemstoneId.EPOCH_MILLIS + ThreadLocalRandom.current().nextLong(RANDOM_START_MILLIS);
        return millis << SEQUENCE_BITS;
    }
}
