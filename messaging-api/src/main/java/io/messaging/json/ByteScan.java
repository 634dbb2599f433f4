package io.messaging.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks for bytes, eight at a time: a word of eight is compared in a few operations, and only the last few bytes one by
 * one. Thread-safe.
 */
public final class ByteScan {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = ONES << 7;

    private ByteScan() {}

    /**
     * Finds a byte.
     *
     * @param bytes where to look
     * @param wanted what to look for
     * @param from where to start
     * @param to where to end
     * @return the first place, or {@code to} when it is not there
     */
    public static int indexOf(byte[] bytes, byte wanted, int from, int to) {
        long pattern = ONES * (wanted & 0xff);
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long found = zeros((long) WORDS.get(bytes, at) ^ pattern);
            if (found != 0) {
                return at + first(found);
            }
        }
        while (at < to && bytes[at] != wanted) {
            at++;
        }
        return at;
    }

    /**
     * Finds the first byte that a JSON string cannot hold as it stands: a quote, a backslash, a control character.
     *
     * @param bytes where to look
     * @param from where to start
     * @param to where to end
     * @return the first place, or {@code to} when there is none
     */
    static int endOfPlain(byte[] bytes, int from, int to) {
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long word = (long) WORDS.get(bytes, at);
            long controls = (word - ONES * ' ') & ~word & HIGH_BITS;
            long found = controls | zeros(word ^ ONES * '"') | zeros(word ^ ONES * '\\');
            if (found != 0) {
                return at + first(found);
            }
        }
        while (at < to && isPlain(bytes[at])) {
            at++;
        }
        return at;
    }

    private static boolean isPlain(byte b) {
        return (b < 0 || b >= ' ') && b != '"' && b != '\\';
    }

    /**
     * Tells whether all bytes are ASCII.
     *
     * @param bytes where to look
     * @param from where to start
     * @param to where to end
     * @return false when there is one above 127
     */
    static boolean isAscii(byte[] bytes, int from, int to) {
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            if (((long) WORDS.get(bytes, at) & HIGH_BITS) != 0) {
                return false;
            }
        }
        for (; at < to; at++) {
            if (bytes[at] < 0) {
                return false;
            }
        }
        return true;
    }

    /** The high bit of each zero byte; those of bytes behind the first may be wrong, as a subtraction borrows. */
    private static long zeros(long word) {
        return (word - ONES) & ~word & HIGH_BITS;
    }

    private static int first(long highBits) {
        return Long.numberOfTrailingZeros(highBits) / Byte.SIZE;
    }
}
