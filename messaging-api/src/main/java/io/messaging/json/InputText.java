package io.messaging.json;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;

/**
 * Text that people write or editors save: UTF-8, perhaps behind a byte order mark, and JSON in which a key given twice is
 * a mistake. Thread-safe.
 */
public final class InputText {
    private static final String BYTE_ORDER_MARK = "\ufeff";
    private static final char REPLACEMENT = '\ufffd';

    private InputText() {}

    /**
     * {@return the text of a file, without a byte order mark}
     *
     * @param file a UTF-8 file
     * @throws IOException when it cannot be read or is not UTF-8
     */
    public static String read(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        try {
            return withoutByteOrderMark(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            throw new IOException("it is not UTF-8; save it as UTF-8", e);
        }
    }

    /**
     * {@return a text without a byte order mark}
     *
     * @param text any text
     */
    public static String withoutByteOrderMark(String text) {
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    }

    /**
     * {@return whether a text came through a decoder that did not know all its characters, as an environment variable
     * does in a locale that is not installed}
     *
     * @param text any text
     */
    public static boolean hasLostCharacters(String text) {
        return text.indexOf(REPLACEMENT) >= 0;
    }

    /**
     * {@return an equal JSON text with all but ASCII as escapes, so that it survives an environment variable in every
     * locale}
     *
     * @param json a JSON text
     */
    public static String inAscii(String json) {
        StringBuilder ascii = new StringBuilder(json.length());
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c < 0x80) {
                ascii.append(c);
            } else {
                ascii.append(String.format("\\u%04x", (int) c));
            }
        }
        return ascii.toString();
    }

    /**
     * {@return the tree of a JSON value that people write}
     *
     * @param text the JSON text, perhaps behind a byte order mark
     * @throws IllegalArgumentException when it is not JSON, or an object has a key twice; the message goes on after the
     *     name of what was parsed
     */
    public static Object parse(String text) {
        String json = withoutByteOrderMark(text);
        try {
            Object tree = JsonText.parse(json);
            refuseDuplicateKeys(json);
            return tree;
        } catch (InvalidJsonException e) {
            throw new IllegalArgumentException("is not valid JSON: " + e.getMessage(), e);
        }
    }

    private static void refuseDuplicateKeys(String json) {
        Deque<Level> levels = new ArrayDeque<>();
        try (JsonParser parser = JsonReader.open(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                switch (token) {
                    case START_OBJECT, START_ARRAY -> levels.push(new Level(path(levels)));
                    case END_OBJECT, END_ARRAY -> levels.pop();
                    case PROPERTY_NAME -> levels.element().enter(parser.currentName(), parser.currentTokenLocation());
                    default -> {}
                }
            }
        }
    }

    private static String path(Deque<Level> levels) {
        return levels.isEmpty() ? "" : levels.element().pathOfValue();
    }

    /** An object or array that is being read. */
    private static final class Level {
        private final String path;
        private final Set<String> keys = new HashSet<>();
        private String key = "";

        Level(String path) {
            this.path = path;
        }

        void enter(String name, TokenStreamLocation location) {
            key = name;
            if (!keys.add(name)) {
                throw new IllegalArgumentException("has the key '" + name + "' twice"
                        + (path.isEmpty() ? "" : " in " + path) + JsonReader.at(location) + "; remove one of them");
            }
        }

        String pathOfValue() {
            return path.isEmpty() || key.isEmpty() ? path + key : path + "." + key;
        }
    }

    /**
     * Says what a value is. One that may hold secrets is named by its type.
     *
     * @param value any value of a configuration
     * @return such as {@code 5} or {@code a map}
     */
    public static String describe(Object value) {
        if (value == null || value instanceof Number || value instanceof Boolean) {
            return String.valueOf(value);
        }
        if (value instanceof Map<?, ?>) {
            return "a map";
        }
        return value instanceof String
                ? "text"
                : value instanceof List<?> ? "a list" : "a " + value.getClass().getName();
    }
}
