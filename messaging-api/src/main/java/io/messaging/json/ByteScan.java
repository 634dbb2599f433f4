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
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';

    private ByteScan() {}

    /**
     * {@return the first place of a byte, or {@code to} when it is not there}
     *
     * @param bytes where to look
     * @param wanted what to look for
     * @param from where to start
     * @param to where to end
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
     * {@return the first byte that needs a look in a JSON string: a quote, a backslash, a control character, or one
     * that is not ASCII; or {@code to}}
     *
     * @param bytes where to look
     * @param from where to start
     * @param to where to end
     */
    static int endOfPlain(byte[] bytes, int from, int to) {
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long word = (long) WORDS.get(bytes, at);
            // A byte's high bit is set where it was, or where the byte is less than what is subtracted.
            long found = (word | word - ONES * ' ' | (word ^ QUOTES) - ONES | (word ^ BACKSLASHES) - ONES) & HIGH_BITS;
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
        return b >= ' ' && b != '"' && b != '\\';
    }

    /**
     * {@return the first byte that is no decimal digit, or {@code to}}
     *
     * @param bytes where to look
     * @param from where to start
     * @param to where to end
     */
    static int endOfDigits(byte[] bytes, int from, int to) {
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long values = (long) WORDS.get(bytes, at) ^ ONES * '0';
            long found = (values | values + ONES * (0x80 - 10)) & HIGH_BITS;
            if (found != 0) {
                return at + first(found);
            }
        }
        while (at < to && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        return at;
    }

    /**
     * {@return whether all bytes are ASCII}
     *
     * @param bytes where to look
     * @param from where to start
     * @param to where to end
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
