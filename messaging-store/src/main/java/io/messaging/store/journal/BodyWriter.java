package io.messaging.store.journal;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes the body of a record: its version, then one field after the other, for {@link BodyReader}. A later version may add
 * fields at the end. Not thread-safe.
 */
public final class BodyWriter {
    static final int UTF_16 = 1;
    static final int SEVEN_BITS = 7;
    static final int MORE = 0x80;

    private byte[] bytes = new byte[64];
    private int length;

    /** Starts a body. */
    public BodyWriter(int version) {
        number(version);
    }

    /** Writes a number: in one byte from 0 to 127, in ten where it is negative. */
    public BodyWriter number(long value) {
        long rest = value;
        while ((rest & -MORE) != 0) {
            put((byte) (rest | MORE));
            rest >>>= SEVEN_BITS;
        }
        put((byte) rest);
        return this;
    }

    /** Writes a text, or null. It comes back the same even where it is no valid Unicode. */
    public BodyWriter text(String text) {
        if (text == null) {
            return number(0);
        }
        byte[] utf8 = utf8(text);
        byte[] encoded = utf8 == null ? utf16(text) : utf8;
        number((encoded.length + 1L) << 1 | (utf8 == null ? UTF_16 : 0));
        reserve(encoded.length);
        System.arraycopy(encoded, 0, bytes, length, encoded.length);
        length += encoded.length;
        return this;
    }

    /** Returns null where a surrogate stands alone, which UTF-8 cannot express. */
    private static byte[] utf8(String text) {
        CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
        try {
            ByteBuffer encoded = encoder.encode(CharBuffer.wrap(text));
            return Arrays.copyOf(encoded.array(), encoded.limit());
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static byte[] utf16(String text) {
        ByteBuffer encoded = ByteBuffer.allocate(2 * text.length());
        encoded.asCharBuffer().put(text);
        return encoded.array();
    }

    private void put(byte value) {
        reserve(1);
        bytes[length++] = value;
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }

    /** Returns what was written, the caller's own. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }
}
