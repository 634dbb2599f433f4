package io.messaging.message;

import java.math.BigInteger;
import java.time.Instant;

/**
 * The id of a message: an unsigned 64-bit number made of priority (3 bits), milliseconds since
 * 2023-01-01T00:00:00Z (39 bits), machine (10 bits, of which generators use 8) and sequence (12 bits).
 *
 * <p>Ids of {@link Priority#NORMAL} and lower are negative as a {@code long}, so this type compares and prints
 * unsigned. Immutable and thread-safe.
 *
 * @param bits the 64 bits; compare them with {@link Long#compareUnsigned} only
 */
public record GemstoneId(long bits) implements Comparable<GemstoneId> {
    /** Where the 39 bits of time start to count, in milliseconds since 1970. */
    public static final long EPOCH_MILLIS = 1_672_531_200_000L;

    /** The highest machine number a generator may use. */
    public static final int MAX_MACHINE = 255;

    /** The highest sequence number in one millisecond. */
    public static final int MAX_SEQUENCE = 4_095;

    /** The latest time an id can hold, in milliseconds since 1970. */
    public static final long MAX_MILLIS = EPOCH_MILLIS + (1L << 39) - 1;

    /** The id 0: as an argument of the reads it means "from the start". */
    public static final GemstoneId ZERO = new GemstoneId(0);

    private static final int PRIORITY_SHIFT = 61;
    private static final int TIME_SHIFT = 22;
    private static final int MACHINE_SHIFT = 12;
    private static final long CHRONOLOGICAL_MASK = (1L << PRIORITY_SHIFT) - 1;

    /**
     * {@return an id of 64 bits}
     *
     * @param bits the id, negative for the upper half of the unsigned range
     */
    public static GemstoneId of(long bits) {
        return new GemstoneId(bits);
    }

    /**
     * {@return the id of its parts}
     *
     * @param priority the priority
     * @param epochMillis milliseconds since 1970
     * @param machine 0 to {@value #MAX_MACHINE}
     * @param sequence 0 to {@value #MAX_SEQUENCE}
     * @throws IllegalArgumentException when a part is out of its range
     */
    public static GemstoneId of(Priority priority, long epochMillis, int machine, int sequence) {
        requireRange("epochMillis", epochMillis, EPOCH_MILLIS, MAX_MILLIS);
        requireRange("machine", machine, 0, MAX_MACHINE);
        requireRange("sequence", sequence, 0, MAX_SEQUENCE);
        return new GemstoneId(((long) priority.number() << PRIORITY_SHIFT)
                | (epochMillis - EPOCH_MILLIS) << TIME_SHIFT
                | (long) machine << MACHINE_SHIFT
                | sequence);
    }

    /**
     * {@return the id of a text as {@link #toString} writes it}
     *
     * @param text a decimal number from 0 to 2^64-1
     * @throws IllegalArgumentException when the text is anything else
     */
    public static GemstoneId parse(String text) {
        try {
            if (text != null && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return new GemstoneId(Long.parseUnsignedLong(text));
            }
        } catch (NumberFormatException tooLargeOrEmpty) {
            // told below
        }
        throw new IllegalArgumentException(
                "'" + text + "' is no message id; ids are whole numbers from 0 to 18446744073709551615");
    }

    /** {@return the priority, bits 61 to 63} */
    public Priority priority() {
        return Priority.of((int) (bits >>> PRIORITY_SHIFT));
    }

    /** {@return the time part, in milliseconds since 1970} */
    public long epochMillis() {
        return EPOCH_MILLIS + (chronologicalKey() >>> TIME_SHIFT);
    }

    /** {@return the time part, to the millisecond} */
    public Instant instant() {
        return Instant.ofEpochMilli(epochMillis());
    }

    /** {@return the machine part, bits 12 to 21; a generator's own are at most {@value #MAX_MACHINE}} */
    public int machine() {
        return (int) (bits >>> MACHINE_SHIFT) & 0x3FF;
    }

    /** {@return the sequence part, bits 0 to 11} */
    public int sequence() {
        return (int) bits & MAX_SEQUENCE;
    }

    /**
     * {@return the id without its priority bits, from 0 to 2^61-1: the order in which messages were created, whatever
     * their priority}
     */
    public long chronologicalKey() {
        return bits & CHRONOLOGICAL_MASK;
    }

    /** {@return the id as a number without sign, 0 to 2^64-1} */
    public BigInteger toBigInteger() {
        BigInteger lower = BigInteger.valueOf(bits & Long.MAX_VALUE);
        return bits < 0 ? lower.setBit(Long.SIZE - 1) : lower;
    }

    /** Compares as unsigned numbers: priority first, then time, machine and sequence (rules RD-03, RD-05). */
    @Override
    public int compareTo(GemstoneId other) {
        return Long.compareUnsigned(bits, other.bits);
    }

    /** Prints the unsigned decimal number. */
    @Override
    public String toString() {
        return Long.toUnsignedString(bits);
    }

    private static void requireRange(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " is " + value + "; it goes from " + min + " to " + max);
        }
    }
}
