package io.messaging.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;

/**
 * Builds trees from the tokens of jackson-core, whichever 3.x version of it a program has. Texts are parsed as
 * characters: between 3.0 and 3.2 the parsers of bytes differ in what they do with escaped surrogates in names.
 * Thread-safe.
 */
final class JsonReader {
    private static final int MAX_SHOWN_CHARS = 100;

    /** Has the bounds that hold for every JSON text that comes from outside. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(JsonText.MAX_NESTING + 1) // the array in which messages travel
                    .maxNumberLength(JsonText.MAX_NUMBER_LENGTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(JsonText.MAX_NAME_BYTES)
                    .build())
            .build();

    private JsonReader() {}

    static JsonParser open(String text) {
        return FACTORY.createParser(ObjectReadContext.empty(), text);
    }

    /** Returns the text's value in the normal form of {@link JsonValues#copyOf}, unmodifiable. */
    static Object read(String text) {
        try (JsonParser parser = open(text)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new InvalidJsonException("it is empty");
            }
            Object tree = value(parser, first);
            if (parser.nextToken() != null) {
                throw new InvalidJsonException(
                        "the value is followed by more JSON" + at(parser.currentTokenLocation()));
            }
            return tree;
        } catch (JacksonException e) {
            throw new InvalidJsonException(reason(e));
        }
    }

    private static Object value(JsonParser parser, JsonToken token) {
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> integer(parser);
            case VALUE_NUMBER_FLOAT -> decimal(parser);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new IllegalStateException("the parser returned " + token + " where a value stands");
        };
    }

    private static Map<String, Object> object(JsonParser parser) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            fields.put(requireName(parser, name), value(parser, parser.nextToken()));
        }
        return Collections.unmodifiableMap(fields);
    }

    private static List<Object> array(JsonParser parser) {
        List<Object> items = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            items.add(value(parser, token));
        }
        return Collections.unmodifiableList(items);
    }

    private static Object integer(JsonParser parser) {
        return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                ? JsonValues.ofInteger(parser.getBigIntegerValue())
                : (Object) parser.getLongValue();
    }

    private static BigDecimal decimal(JsonParser parser) {
        try {
            return parser.getDecimalValue();
        } catch (NumberFormatException e) {
            throw new InvalidJsonException("the number " + shortened(parser.getString()) + " is out of range"
                    + at(parser.currentTokenLocation()));
        }
    }

    /** Some versions of the parser let half surrogates in names pass, and all count characters, not bytes. */
    private static String requireName(JsonParser parser, String name) {
        try {
            return JsonValues.requireKey("an object", name);
        } catch (IllegalArgumentException e) {
            throw new InvalidJsonException(e.getMessage() + at(parser.currentTokenLocation()));
        }
    }

    static String shortened(String text) {
        return text.length() <= MAX_SHOWN_CHARS ? text : text.substring(0, MAX_SHOWN_CHARS) + "...";
    }

    /** Returns what is wrong with a text, in words that do not speak of the parser's own settings. */
    static String reason(JacksonException e) {
        if (e instanceof UnexpectedEndOfInputException) {
            return "it ends before the value is complete";
        }
        String text = e.getOriginalMessage();
        String token = between(text, "Non-standard token '", "'");
        if (token != null) {
            text = token + " is no JSON number; write null or a text instead";
        } else if (text.contains("code 65279")) {
            text = "there is a byte order mark; save the text without one";
        } else {
            text = withoutSettings(text);
        }
        return text + at(e.getLocation());
    }

    private static String between(String text, String before, String after) {
        int start = text.indexOf(before);
        int end = start < 0 ? -1 : text.indexOf(after, start + before.length());
        return end < 0 ? null : text.substring(start + before.length(), end);
    }

    private static String withoutSettings(String text) {
        String plain = text.replaceFirst(", from `[^`]*`\\)", ")");
        for (String setting : new String[] {
            ": enable `", " (consider enabling", " (not recognized as", ": hexadecimal", " (start marker", " (for "
        }) {
            int at = plain.indexOf(setting);
            if (at >= 0) {
                plain = plain.substring(0, at);
            }
        }
        return plain;
    }

    static String at(TokenStreamLocation location) {
        return location == null || location.getLineNr() < 1
                ? ""
                : ", at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }
}
