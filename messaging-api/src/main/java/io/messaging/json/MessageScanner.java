package io.messaging.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * One pass over a message's JSON: proves that it is well-formed and picks out what a store needs, building nothing.
 *
 * @param id the message's id as 64 unsigned bits
 * @param ttlSeconds its time to live, 0 for ever
 */
public record MessageScanner(long id, int ttlSeconds) {
    private static final BigInteger MAX_ID = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    /**
     * {@return what a store needs of a message}
     *
     * @param utf8 the array that holds the JSON text
     * @param offset where the text starts
     * @param length how many bytes it has
     * @throws IllegalArgumentException with a sentence for the sender, when the text is no message
     */
    public static MessageScanner scan(byte[] utf8, int offset, int length) {
        MessageScanner usual = QuickScan.scan(utf8, offset, length);
        return usual != null ? usual : scanThoroughly(utf8, offset, length);
    }

    /** Scans without the short cut of {@link QuickScan}; what that finds has to be what this finds. */
    static MessageScanner scanThoroughly(byte[] utf8, int offset, int length) {
        String text = Utf8.decode(utf8, offset, length);
        if (text == null) {
            throw new IllegalArgumentException("the message is not valid UTF-8");
        }
        try (JsonParser parser = JsonReader.open(text)) {
            return scan(parser);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("the message is not valid JSON: " + JsonReader.reason(e));
        }
    }

    private static MessageScanner scan(JsonParser parser) {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new IllegalArgumentException("the message is not a JSON object");
        }
        Long id = null;
        int ttlSeconds = 0;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            JsonToken value = parser.nextToken();
            JsonValues.requireKey("the message", name);
            if (name.equals("id")) {
                id = id(parser, value);
            } else if (name.equals("ttl")) {
                ttlSeconds = ttl(parser, value);
            } else {
                skip(parser, value);
            }
        }
        if (parser.nextToken() != null) {
            throw new IllegalArgumentException("the message is followed by more JSON; send one object");
        }
        if (id == null) {
            throw new IllegalArgumentException("the message has no id; give it one from a GemstoneGenerator");
        }
        return new MessageScanner(id, ttlSeconds);
    }

    private static void skip(JsonParser parser, JsonToken first) {
        int depth = 0;
        JsonToken token = first;
        while (true) {
            if (token.isStructStart()) {
                depth++;
                checkNesting(depth + 1);
            } else if (token.isStructEnd()) {
                depth--;
            } else if (token == JsonToken.PROPERTY_NAME) {
                JsonValues.requireKey("an object in the message", parser.currentName());
            } else if (token == JsonToken.VALUE_NUMBER_FLOAT) {
                checkExponent(parser);
            }
            if (depth == 0) {
                return;
            }
            token = parser.nextToken();
        }
    }

    private static void checkNesting(int levels) {
        if (levels > JsonText.MAX_NESTING) {
            throw new IllegalArgumentException(
                    "the message has more than " + JsonText.MAX_NESTING + " levels of arrays and objects; flatten it");
        }
    }

    /** A number such as 1e99999999999 is well-formed and yet has no value in any language's decimals. */
    private static void checkExponent(JsonParser parser) {
        String text = parser.getString();
        if ((text.indexOf('e') >= 0 || text.indexOf('E') >= 0) && !isReadable(text)) {
            throw new IllegalArgumentException("the number " + JsonReader.shortened(text) + " is out of range");
        }
    }

    private static boolean isReadable(String decimal) {
        try {
            return JsonValues.isReadable(new BigDecimal(decimal));
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static long id(JsonParser parser, JsonToken value) {
        if (value == JsonToken.VALUE_NUMBER_INT) {
            if (parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
                long id = parser.getLongValue();
                if (id >= 0) {
                    return id;
                }
            } else {
                BigInteger id = parser.getBigIntegerValue();
                if (id.signum() >= 0 && id.compareTo(MAX_ID) <= 0) {
                    return id.longValue();
                }
            }
        }
        throw new IllegalArgumentException(
                "the message's id is " + shown(parser, value) + ", not a whole number from 0 to 18446744073709551615");
    }

    private static int ttl(JsonParser parser, JsonToken value) {
        if (value == JsonToken.VALUE_NULL) {
            return 0;
        }
        if (value == JsonToken.VALUE_NUMBER_INT && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            long seconds = parser.getLongValue();
            if (seconds >= 0) {
                return (int) Math.min(seconds, Integer.MAX_VALUE);
            }
        }
        throw new IllegalArgumentException("the message's ttl is " + shown(parser, value)
                + ", not whole seconds from 0 to 9223372036854775807, or null to keep it for ever");
    }

    private static String shown(JsonParser parser, JsonToken value) {
        return value.isScalarValue() ? JsonReader.shortened(parser.getString()) : "an object or array";
    }
}
