package io.messaging.json;

import java.util.List;
import java.util.Map;

/**
 * Text to tree and back. Trees are made of {@code Map<String, Object>}, {@code List<Object>}, {@code String},
 * {@code Boolean}, {@code Long}, {@link java.math.BigInteger}, {@link java.math.BigDecimal} and null, so a number of any
 * size survives. Of fields with the same name the last one counts. Thread-safe.
 */
public final class JsonText {
    /** Messages of more levels of arrays and objects are refused, so that no input can exhaust a stack. */
    public static final int MAX_NESTING = 500;

    /** Longer numbers are refused, so that no input can buy quadratic conversion time. */
    public static final int MAX_NUMBER_LENGTH = 1_000;

    /** Longer names of fields are refused, since the parser keeps names in a table. */
    public static final int MAX_NAME_BYTES = 1 << 16;

    private JsonText() {}

    /**
     * {@return the unmodifiable tree of any JSON value}
     *
     * @param text the JSON text
     * @throws InvalidJsonException when the text is not one JSON value within the bounds of this class
     */
    public static Object parse(String text) {
        return JsonReader.read(text);
    }

    /**
     * {@return the unmodifiable tree of a JSON object}
     *
     * @param utf8 the JSON text
     * @throws InvalidJsonException when the text is not one JSON object within the bounds of this class
     */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> parseObject(byte[] utf8) {
        String text = Utf8.decode(utf8, 0, utf8.length);
        if (text == null) {
            throw new InvalidJsonException("it is not UTF-8");
        }
        if (parse(text) instanceof Map<?, ?> fields) {
            return (Map<String, Object>) fields;
        }
        throw new InvalidJsonException("it is not a JSON object");
    }

    /**
     * {@return the unmodifiable tree of a JSON array}
     *
     * @param text the JSON text
     * @throws InvalidJsonException when the text is not one JSON array within the bounds of this class
     */
    @SuppressWarnings("unchecked")
    public static List<Object> parseArray(String text) {
        if (parse(text) instanceof List<?> items) {
            return (List<Object>) items;
        }
        throw new InvalidJsonException("it is no array");
    }

    /**
     * {@return a tree as UTF-8 without white space}
     *
     * @param tree maps with text keys, and whatever {@link JsonValues#copyOf} takes
     * @throws IllegalArgumentException when JSON has no form for a value
     */
    public static byte[] writeBytes(Object tree) {
        return JsonWriter.write(tree);
    }

    /**
     * {@return a tree as text without white space or half surrogates, so that any encoding that has all characters can
     * carry it}
     *
     * @param tree maps with text keys, and whatever {@link JsonValues#copyOf} takes
     * @throws IllegalArgumentException when JSON has no form for a value
     */
    public static String write(Object tree) {
        return JsonWriter.text(tree, false);
    }

    /**
     * {@return a tree as indented text for people, without half surrogates}
     *
     * @param tree maps with text keys, and whatever {@link JsonValues#copyOf} takes
     * @throws IllegalArgumentException when JSON has no form for a value
     */
    public static String writePretty(Object tree) {
        return JsonWriter.text(tree, true);
    }
}
