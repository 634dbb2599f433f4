package io.messaging.json;

import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Text to tree and back. Trees are made of {@code Map<String, Object>}, {@code List<Object>}, {@code String},
 * {@code Boolean}, {@code Long}, {@link java.math.BigInteger}, {@link java.math.BigDecimal} and null, so a number of
 * any size survives. Thread-safe.
 */
public final class JsonText {
    /** Deeper arrays and objects are refused, so that no input can exhaust a stack. */
    public static final int MAX_NESTING = 500;

    /** Longer numbers are refused, so that no input can buy quadratic conversion time. */
    public static final int MAX_NUMBER_LENGTH = 1_000;

    /** The one factory, with the bounds that hold for every JSON text that comes from outside. */
    public static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_NESTING)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(1 << 16)
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
        return MAPPER.readValue(utf8, Map.class);
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
        return MAPPER.readValue(text, List.class);
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
