package io.messaging.embedded.protocol;

import io.messaging.json.ByteScan;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;

/**
 * The words of one line, decoded when asked for. Reads from the line's own bytes, so it is valid as long as they are;
 * one object serves line after line. Used by one thread.
 */
public final class Words {
    /** No command has as many words; those beyond are ignored like all extra words. */
    private static final int MAX_WORDS = 12;

    private static final int SHOWN_BYTES = 600;

    /** Every number of as many digits fits. */
    private static final int MAX_DIGITS = 18;

    private static final byte[] ENCODED = "JSON:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] RAW = RawJson.SUFFIX.getBytes(StandardCharsets.US_ASCII);

    private final int[] starts = new int[MAX_WORDS];
    private final int[] ends = new int[MAX_WORDS];
    private final boolean[] quoted = new boolean[MAX_WORDS];
    private byte[] line;
    private int lineEnd;
    private int count;

    public Words split(byte[] bytes, int start, int end) {
        line = bytes;
        count = 0;
        int from = start;
        int to = end;
        while (from < to && isWhiteSpace(bytes[from])) {
            from++;
        }
        while (to > from && isWhiteSpace(bytes[to - 1])) {
            to--;
        }
        lineEnd = to;
        while (from < to && count < MAX_WORDS) {
            from = bytes[from] == ' ' ? from + 1 : word(from, to);
            if (count == 1 && isRaw()) {
                rawWords(from, to);
                break;
            }
        }
        return this;
    }

    /** Whether the command is one of those with which JSON may come as it is. */
    private boolean isRaw() {
        int from = ends[0] - RAW.length;
        return from > starts[0] && Arrays.equals(line, from, ends[0], RAW, 0, RAW.length);
    }

    private void rawWords(int start, int to) {
        int from = start;
        while (from < to && count < MAX_WORDS) {
            if (line[from] == '{') {
                starts[count] = from;
                ends[count] = to;
                quoted[count++] = false;
                return;
            }
            from = line[from] == ' ' ? from + 1 : word(from, to);
        }
    }

    private int word(int from, int to) {
        int end = ByteScan.indexOf(line, (byte) ' ', from, to);
        boolean anyQuote = ByteScan.indexOf(line, (byte) '"', from, end) < end;
        if (anyQuote) {
            end = endOfQuoted(from, to);
        }
        starts[count] = from;
        ends[count] = end;
        quoted[count++] = anyQuote;
        return end;
    }

    private int endOfQuoted(int from, int to) {
        boolean inQuotes = false;
        int i = from;
        for (; i < to && (inQuotes || line[i] != ' '); i++) {
            inQuotes ^= line[i] == '"';
        }
        return i;
    }

    private static boolean isWhiteSpace(byte b) {
        return b == ' ' || (b >= '\t' && b <= '\r') || (b >= 0x1c && b <= 0x1f);
    }

    public int count() {
        return count;
    }

    /** Returns the first word in upper case. */
    public String command() throws ProtocolException {
        return text(0).toUpperCase(Locale.ROOT);
    }

    public String text(int index) throws ProtocolException {
        ByteBuffer word = decoded(index);
        byte[] bytes = word.array();
        int from = word.arrayOffset() + word.position();
        int length = word.remaining();
        for (int i = from; i < from + length; i++) {
            if (bytes[i] < 0) {
                return strictText(index, word);
            }
        }
        return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
    }

    private static String strictText(int index, ByteBuffer word) throws ProtocolException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(word).toString();
        } catch (CharacterCodingException e) {
            throw new ProtocolException(ErrorCode.INVALID, "word " + (index + 1) + " is not valid UTF-8", e);
        }
    }

    /** A word's bytes, perhaps those of the line itself: read them before the next line. */
    public ByteBuffer decoded(int index) throws ProtocolException {
        ByteBuffer raw = quoted[index]
                ? withoutQuotes(starts[index], ends[index])
                : ByteBuffer.wrap(line, starts[index], ends[index] - starts[index]);
        if (!isEncoded(raw)) {
            return raw;
        }
        raw.position(raw.position() + ENCODED.length);
        try {
            return Base64.getDecoder().decode(raw);
        } catch (IllegalArgumentException e) {
            throw new ProtocolException(
                    ErrorCode.INVALID, "word " + (index + 1) + " is not valid base64 after JSON:", e);
        }
    }

    private ByteBuffer withoutQuotes(int start, int end) {
        byte[] word = new byte[end - start];
        int length = 0;
        for (int i = start; i < end; i++) {
            if (line[i] != '"') {
                word[length++] = line[i];
            }
        }
        return ByteBuffer.wrap(word, 0, length);
    }

    private static boolean isEncoded(ByteBuffer word) {
        int from = word.arrayOffset() + word.position();
        return word.remaining() >= ENCODED.length
                && Arrays.equals(word.array(), from, from + ENCODED.length, ENCODED, 0, ENCODED.length);
    }

    /** A word as a number without a sign. */
    public long unsignedNumber(int index, String what) throws ProtocolException {
        long number = digits(starts[index], ends[index]);
        if (number >= 0) {
            return number;
        }
        String text = text(index);
        try {
            return Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            throw new ProtocolException(
                    ErrorCode.INVALID, what + " is '" + text + "', not a whole number from 0 to 2^64-1", e);
        }
    }

    /** Reads a number as it usually comes; -1 where it may be another, or none. */
    private long digits(int start, int end) {
        if (start == end || end - start > MAX_DIGITS) {
            return -1;
        }
        long number = 0;
        for (int i = start; i < end; i++) {
            int digit = line[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = 10 * number + digit;
        }
        return number;
    }

    /** The beginning of the line, for people to look at. */
    public String shown() {
        return shownFrom(0);
    }

    /** The line from a word on, for people to look at. */
    public String shownFrom(int index) {
        int start = index < count ? starts[index] : lineEnd;
        int end = Math.min(lineEnd, start + SHOWN_BYTES);
        StringBuilder shown = new StringBuilder();
        for (int i = start; i < end; i++) {
            shown.append(line[i] >= ' ' && line[i] < 0x7f ? (char) line[i] : '?');
        }
        return shown.toString();
    }
}
