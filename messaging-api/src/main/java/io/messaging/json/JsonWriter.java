package io.messaging.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;

/**
 * Writes a tree as JSON in UTF-8. Half of a surrogate pair, for which UTF-8 has no bytes, becomes a {@code \\u} escape.
 * Written here because the generators of jackson-core differ in that: version 3.0 garbles the text after it.
 *
 * <p>Used by one thread, for one text.
 */
final class JsonWriter {
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
    private static final int CHARS_PER_CHUNK = 1_024;
    private static final int MAX_BYTES_PER_CHAR = 6; // of an escape

    private final boolean indented;
    private byte[] bytes = new byte[512];
    private int count;
    private int levels;

    private JsonWriter(boolean indented) {
        this.indented = indented;
    }

    static byte[] write(Object tree) {
        JsonWriter writer = new JsonWriter(false);
        writer.value(tree);
        return Arrays.copyOf(writer.bytes, writer.count);
    }

    static String text(Object tree, boolean indented) {
        JsonWriter writer = new JsonWriter(indented);
        writer.value(tree);
        return new String(writer.bytes, 0, writer.count, StandardCharsets.UTF_8);
    }

    private void value(Object value) {
        if (value instanceof String text) {
            string(text);
        } else if (value instanceof Map<?, ?> fields) {
            object(fields);
        } else if (value instanceof Collection<?> items) {
            array(items);
        } else if (isWrittenAsItIs(value)) {
            ascii(String.valueOf(value));
        } else {
            value(JsonValues.copyOf("the value", value));
        }
    }

    private static boolean isWrittenAsItIs(Object value) {
        return value == null
                || value instanceof Long
                || value instanceof Integer
                || value instanceof Boolean
                || value.getClass() == BigDecimal.class
                || value.getClass() == BigInteger.class;
    }

    private void object(Map<?, ?> fields) {
        ascii("{");
        levels++;
        String separator = "";
        for (Map.Entry<?, ?> field : fields.entrySet()) {
            ascii(separator);
            newLine();
            string((String) field.getKey());
            ascii(indented ? " : " : ":");
            value(field.getValue());
            separator = ",";
        }
        levels--;
        if (!fields.isEmpty()) {
            newLine();
        } else if (indented) {
            ascii(" ");
        }
        ascii("}");
    }

    private void array(Collection<?> items) {
        ascii(indented ? "[ " : "[");
        String separator = "";
        for (Object item : items) {
            ascii(separator);
            value(item);
            separator = indented ? ", " : ",";
        }
        ascii(indented && !items.isEmpty() ? " ]" : "]");
    }

    private void newLine() {
        if (indented) {
            ascii("\n" + "  ".repeat(levels));
        }
    }

    private void ascii(String text) {
        int length = text.length();
        ensureRoom(length);
        for (int i = 0; i < length; i++) {
            bytes[count++] = (byte) text.charAt(i);
        }
    }

    private void string(String text) {
        ascii("\"");
        int length = text.length();
        int at = 0;
        while (at < length) {
            at = chunk(text, at, Math.min(length, at + CHARS_PER_CHUNK));
        }
        ascii("\"");
    }

    private int chunk(String text, int from, int to) {
        ensureRoom((to - from) * MAX_BYTES_PER_CHAR);
        byte[] out = bytes;
        int end = count;
        int at = from;
        while (at < to) {
            char c = text.charAt(at);
            if (c < ' ' || c >= 0x80 || c == '"' || c == '\\') {
                count = end;
                at = unusual(text, at);
                end = count;
            } else {
                out[end++] = (byte) c;
                at++;
            }
        }
        count = end;
        return at;
    }

    /** Writes a character that is no plain ASCII, or a pair, and returns the index behind it. */
    private int unusual(String text, int at) {
        char c = text.charAt(at);
        if (c < 0x80) {
            escape(c);
        } else if (c < 0x800) {
            put(0xc0 | c >> 6, 0x80 | c & 0x3f);
        } else if (!Character.isSurrogate(c)) {
            put(0xe0 | c >> 12, 0x80 | c >> 6 & 0x3f, 0x80 | c & 0x3f);
        } else {
            int pair = text.codePointAt(at);
            if (Character.isSupplementaryCodePoint(pair)) {
                put(0xf0 | pair >> 18, 0x80 | pair >> 12 & 0x3f, 0x80 | pair >> 6 & 0x3f, 0x80 | pair & 0x3f);
                return at + 2;
            }
            hex(c);
        }
        return at + 1;
    }

    private void escape(char c) {
        switch (c) {
            case '"', '\\' -> put('\\', c);
            case '\b' -> put('\\', 'b');
            case '\t' -> put('\\', 't');
            case '\n' -> put('\\', 'n');
            case '\f' -> put('\\', 'f');
            case '\r' -> put('\\', 'r');
            default -> hex(c);
        }
    }

    private void hex(char c) {
        put('\\', 'u', HEX[c >> 12], HEX[c >> 8 & 0xf], HEX[c >> 4 & 0xf], HEX[c & 0xf]);
    }

    private void put(int... values) {
        for (int value : values) {
            bytes[count++] = (byte) value;
        }
    }

    private void ensureRoom(int more) {
        if (bytes.length - count < more) {
            bytes = Arrays.copyOf(bytes, Math.max(count + more, growth()));
        }
    }

    private int growth() {
        return (int) Math.min(2L * bytes.length, Integer.MAX_VALUE - 8);
    }
}
