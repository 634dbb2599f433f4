package io.messaging.message;

import java.time.Clock;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes ids that never repeat as long as no two generators share a machine number.
 *
 * <p>Thread-safe and lock-free. When the 4,096 numbers of a millisecond are used up, it waits for the next one.
 */
public final class GemstoneGenerator {
    private static final int SEQUENCE_BITS = 12;

    private final int machineId;
    private final InstantSource clock;

    /** The last id handed out: milliseconds since 1970, then 12 bits of sequence. */
    private final AtomicLong last = new AtomicLong(GemstoneId.EPOCH_MILLIS << SEQUENCE_BITS);

    /**
     * Makes a generator on the system's clock.
     *
     * @param machineId 0 to 255, different for each generator whose ids may meet
     * @throws IllegalArgumentException when the number is out of range
     */
    public GemstoneGenerator(int machineId) {
        this(machineId, Clock.systemUTC());
    }

    /**
     * Makes a generator on a given clock.
     *
     * @param machineId 0 to 255, different for each generator whose ids may meet
     * @param clock where the time comes from, a test's own for instance
     * @throws IllegalArgumentException when the number is out of range
     */
    public GemstoneGenerator(int machineId, InstantSource clock) {
        if (machineId < 0 || machineId > GemstoneId.MAX_MACHINE) {
            throw new IllegalArgumentException(
                    "machineId is " + machineId + "; it goes from 0 to " + GemstoneId.MAX_MACHINE);
        }
        this.machineId = machineId;
        this.clock = Objects.requireNonNull(clock, "clock is null");
    }

    /**
     * Makes a generator with a random machine number, for programs that do not number their processes. Two such
     * processes share a number once in 256 times; then ids repeat only if both draw the same millisecond and sequence.
     *
     * @return a new generator
     */
    public static GemstoneGenerator withRandomMachineId() {
        return new GemstoneGenerator(ThreadLocalRandom.current().nextInt(GemstoneId.MAX_MACHINE + 1));
    }

    /**
     * Gives the machine number in this generator's ids.
     *
     * @return 0 to 255
     */
    public int machineId() {
        return machineId;
    }

    /**
     * Makes the next id of {@link Priority#NORMAL}.
     *
     * @return an id that this generator never gave before
     * @throws ClockMovedBackwardsException when the clock stands before an id already given, or before 2023
     */
    public GemstoneId next() {
        return next(Priority.NORMAL);
    }

    /**
     * Makes the next id.
     *
     * @param priority its priority
     * @return an id that this generator never gave before; its chronological key is above all earlier ones
     * @throws ClockMovedBackwardsException when the clock stands before an id already given, or before 2023
     */
    public GemstoneId next(Priority priority) {
        while (true) {
            // Read before the clock: then a clock that stands behind it has really moved, whatever other threads do.
            long previous = last.get();
            long previousMillis = previous >>> SEQUENCE_BITS;
            long now = clock.millis();
            if (now < previousMillis) {
                throw new ClockMovedBackwardsException(previousMillis, now);
            }
            long candidate = now > previousMillis ? now << SEQUENCE_BITS : previous + 1;
            if (candidate >>> SEQUENCE_BITS != now) {
                Thread.onSpinWait();
            } else if (last.compareAndSet(previous, candidate)) {
                return GemstoneId.of(priority, now, machineId, (int) candidate & GemstoneId.MAX_SEQUENCE);
            }
        }
    }
}
