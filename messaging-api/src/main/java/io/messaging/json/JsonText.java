package io.messaging.json;

import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Text to tree and back. Trees are made of {@code Map<String, Object>}, {@code List<Object>}, {@code String},
 * {@code Boolean}, {@code Integer}, {@code Long}, {@link java.math.BigInteger}, {@link java.math.BigDecimal} and null,
 * so a number of any size survives; {@link JsonValues#copyOf} makes the integers alike. Thread-safe.
 */
public final class JsonText {
    /** Messages of more levels of arrays and objects are refused, so that no input can exhaust a stack. */
    public static final int MAX_NESTING = 500;

    /** Longer numbers are refused, so that no input can buy quadratic conversion time. */
    public static final int MAX_NUMBER_LENGTH = 1_000;

    /** Longer names of fields are refused, since the parser keeps names in a table. */
    public static final int MAX_NAME_BYTES = 1 << 16;

    /**
     * The one factory, with the bounds that hold for every JSON text that comes from outside. Bytes are UTF-8 and
     * nothing else: a text in UTF-16 or behind a byte order mark would spoil the array that it is sent in.
     */
    public static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_NESTING + 1) // the array in which messages travel
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(MAX_NAME_BYTES)
                    .build())
            .build();

    private static final JsonMapper MAPPER = JsonMapper.builder(FACTORY)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** Writes a half surrogate as an escape, where UTF-8 has no bytes for it. */
    private static final ObjectWriter ASCII_WRITER = MAPPER.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII);

    private JsonText() {}

    /**
     * Parses any JSON value.
     *
     * @param text the JSON text
     * @return the tree
     * @throws JacksonException when the text is not one JSON value within the bounds of this class
     */
    public static Object parse(String text) {
        return MAPPER.readValue(text, Object.class);
    }

    /**
     * Parses a JSON object.
     *
     * @param utf8 the JSON text
     * @return the tree, mutable and owned by the caller
     * @throws JacksonException when the text is not one JSON object within the bounds of this class
     */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> parseObject(byte[] utf8) {
        return notNull(MAPPER.readValue(utf8, Map.class), "object");
    }

    /**
     * Parses a JSON array.
     *
     * @param text the JSON text
     * @return the tree, mutable and owned by the caller
     * @throws JacksonException when the text is not one JSON array within the bounds of this class
     */
    @SuppressWarnings("unchecked")
    public static List<Object> parseArray(String text) {
        return notNull(MAPPER.readValue(text, List.class), "array");
    }

    private static <T> T notNull(T tree, String kind) {
        if (tree == null) {
            throw new StreamReadException(null, "null is no " + kind);
        }
        return tree;
    }

    /**
     * Writes a tree without white space.
     *
     * @param tree a tree as {@link JsonValues#copyOf} makes it
     * @return the UTF-8 text
     */
    public static byte[] writeBytes(Object tree) {
        try {
            return MAPPER.writeValueAsBytes(tree);
        } catch (JacksonException halfSurrogate) {
            return ASCII_WRITER.writeValueAsBytes(tree);
        }
    }

    /**
     * Writes a tree without white space.
     *
     * @param tree a tree as {@link JsonValues#copyOf} makes it
     * @return the text
     */
    public static String write(Object tree) {
        return MAPPER.writeValueAsString(tree);
    }

    /**
     * Writes a tree for people, indented.
     *
     * @param tree a tree as {@link JsonValues#copyOf} makes it
     * @return the text
     */
    public static String writePretty(Object tree) {
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(tree);
    }
}
