package io.messaging.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The answers are those of looking at each byte, wherever it is and whatever is around it. */
class ByteScanTest {
    private static final byte[] BYTES = {
        0, 1, '\n', '\r', 0x1f, ' ', '!', '"', '#', '\\', 'a', 0x7f, -128, -1, '0', '9', '/', ':'
    };

    @Test
    void findsEveryByteAtEveryPlace() {
        Random random = new Random(20261126);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            Arrays.fill(bytes, BYTES[random.nextInt(BYTES.length)]);
            for (int changes = random.nextInt(4); changes > 0 && bytes.length > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = BYTES[random.nextInt(BYTES.length)];
            }
            int from = random.nextInt(bytes.length + 1);
            int to = from + random.nextInt(bytes.length - from + 1);
            String shown = Arrays.toString(bytes) + " from " + from + " to " + to;
            for (byte wanted : BYTES) {
                assertEquals(indexOf(bytes, wanted, from, to), ByteScan.indexOf(bytes, wanted, from, to), shown);
            }
            assertEquals(endOfPlain(bytes, from, to), ByteScan.endOfPlain(bytes, from, to), shown);
            assertEquals(endOfDigits(bytes, from, to), ByteScan.endOfDigits(bytes, from, to), shown);
            assertEquals(isAscii(bytes, from, to), ByteScan.isAscii(bytes, from, to), shown);
        }
    }

    private static int indexOf(byte[] bytes, byte wanted, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return to;
    }

    private static int endOfPlain(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            int b = bytes[i] & 0xff;
            if (b < ' ' || b > 0x7f || b == '"' || b == '\\') {
                return i;
            }
        }
        return to;
    }

    private static int endOfDigits(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return i;
            }
        }
        return to;
    }

    private static boolean isAscii(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] < 0) {
                return false;
            }
        }
        return true;
    }
}
