package io.messaging.embedded.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes base64 straight into a buffer, without an array in between. Thread-safe. */
final class Base64Writer {
    private static final byte[] DIGITS =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".getBytes(StandardCharsets.US_ASCII);

    /** The two digits of each 12 bits. */
    private static final char[] PAIRS = new char[1 << 12];

    static {
        for (int i = 0; i < PAIRS.length; i++) {
            PAIRS[i] = (char) (DIGITS[i >>> 6] << 8 | DIGITS[i & 63]);
        }
    }

    private Base64Writer() {}

    static int encodedLength(int length) {
        return (length + 2) / 3 * 4;
    }

    /** Writes whole groups of three bytes; count is a multiple of three. The buffer's order is big-endian. */
    static void groups(byte[] source, int from, int count, ByteBuffer target) {
        int at = target.position();
        for (int i = from; i < from + count; i += 3) {
            int bits = (source[i] & 0xff) << 16 | (source[i + 1] & 0xff) << 8 | source[i + 2] & 0xff;
            target.putInt(at, PAIRS[bits >>> 12] << 16 | PAIRS[bits & 0xfff]);
            at += 4;
        }
        target.position(at);
    }

    /** Writes the last one or two bytes, padded. */
    static void tail(int first, int second, boolean hasSecond, ByteBuffer target) {
        int bits = (first & 0xff) << 16 | (hasSecond ? (second & 0xff) << 8 : 0);
        char left = PAIRS[bits >>> 12];
        target.putChar(left);
        target.put(hasSecond ? DIGITS[bits >>> 6 & 63] : (byte) '=').put((byte) '=');
    }

    static void whole(byte[] source, int from, int length, ByteBuffer target) {
        int rest = length % 3;
        groups(source, from, length - rest, target);
        int last = from + length - rest;
        if (rest > 0) {
            tail(source[last], rest == 2 ? source[last + 1] : 0, rest == 2, target);
        }
    }
}
