package io.messaging.embedded.protocol;

import io.messaging.message.Message;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Writes lines into a buffer that grows. Words that are harmless go as they are, all others as {@code JSON:} and
 * base64; quotes are never used. Used by one thread.
 */
public final class LineWriter {
    private static final byte[] ENCODED = "JSON:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LINE_END = {'\r', '\n'};
    private static final int MAX_UNENCODED = 1_000;

    private ByteBuffer buffer;
    private boolean lineStarted;

    public LineWriter(int firstBytes) {
        buffer = ByteBuffer.allocate(firstBytes);
    }

    /** Adds a word that is known to be harmless. */
    public LineWriter word(String word) {
        separate(word.length());
        putAscii(word);
        return this;
    }

    public LineWriter text(String text) {
        return isHarmless(text) ? word(text) : encoded(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds any text, or nothing for null. */
    public LineWriter optionalText(String text) {
        return text == null ? this : text(text);
    }

    public LineWriter number(long number) {
        return word(Long.toString(number));
    }

    /** Adds bytes in base64. */
    public LineWriter encoded(byte[] bytes) {
        separate(ENCODED.length + encodedLength(bytes.length));
        buffer.put(ENCODED).put(Base64.getEncoder().encode(bytes));
        return this;
    }

    static int encodedLength(int length) {
        return (length + 2) / 3 * 4;
    }

    /** Adds a message as it is, see {@link RawJson}. */
    LineWriter raw(Message message) {
        separate(message.jsonLength());
        message.writeJson(buffer);
        return this;
    }

    /** Adds a word that was encoded before. */
    public LineWriter raw(byte[] word) {
        separate(word.length);
        buffer.put(word);
        return this;
    }

    public LineWriter end() {
        buffer = grown(LINE_END.length);
        buffer.put(LINE_END);
        lineStarted = false;
        return this;
    }

    private void separate(int bytes) {
        buffer = grown(bytes + 1);
        if (lineStarted) {
            buffer.put((byte) ' ');
        }
        lineStarted = true;
    }

    private ByteBuffer grown(int bytes) {
        if (buffer.remaining() >= bytes) {
            return buffer;
        }
        int needed = Math.addExact(buffer.position(), bytes);
        int size = (int) Math.max(needed, Math.min(buffer.capacity() * 2L, Integer.MAX_VALUE - 8));
        return ByteBuffer.allocate(size).put(buffer.flip());
    }

    private void putAscii(String word) {
        int at = buffer.arrayOffset() + buffer.position();
        byte[] bytes = buffer.array();
        for (int i = 0; i < word.length(); i++) {
            bytes[at + i] = (byte) word.charAt(i);
        }
        buffer.position(buffer.position() + word.length());
    }

    /** What every reader takes as it stands: visible ASCII without quotes, and no beginning that means something. */
    static boolean isHarmless(String text) {
        if (text.isEmpty() || text.length() > MAX_UNENCODED || text.startsWith("JSON:")) {
            return false;
        }
        char first = text.charAt(0);
        if (first == '{' || first == '[') {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '"') {
                return false;
            }
        }
        return true;
    }

    public int capacity() {
        return buffer.capacity();
    }

    public int length() {
        return buffer.position();
    }

    /** The array they are in, from 0 to {@link #length}; valid until the next word. */
    public byte[] array() {
        return buffer.array();
    }

    /** A copy of what is written. */
    public byte[] toBytes() {
        byte[] bytes = new byte[buffer.position()];
        System.arraycopy(buffer.array(), 0, bytes, 0, bytes.length);
        return bytes;
    }

    /** Removes the first bytes. */
    public void discard(int count) {
        buffer.flip().position(count);
        buffer.compact();
    }

    /** Starts again. A buffer above the given size is given back. */
    public LineWriter clear(int keepBytes) {
        if (buffer.capacity() > keepBytes) {
            buffer = ByteBuffer.allocate(keepBytes);
        }
        buffer.clear();
        lineStarted = false;
        return this;
    }
}
