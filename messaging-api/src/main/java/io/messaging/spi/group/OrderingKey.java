package io.messaging.spi.group;

import io.messaging.message.Message;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Objects;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * Finds by which key a message is ordered. It scans the message's JSON and builds no objects, which the message would keep
 * as long as it is stored. Immutable.
 *
 * @param source where the key is
 * @param field the name of the payload field; null for other sources
 */
public record OrderingKey(Source source, String field) {
    /** Where a key may be. */
    public enum Source {
        /** The conversation's id. */
        CONVERSATION("conversation_id"),
        /** The first id of the thread. */
        THREAD("thread"),
        /** The sender's id, or its name where it has no id. */
        SENDER("sender"),
        /** A text, number or boolean in the payload's top level. */
        PAYLOAD("payload");

        private final String member;

        Source(String member) {
            this.member = member;
        }
    }

    /** Longer keys are replaced by a text of about this length; where two then collide, they are handled in one order. */
    private static final int MAX_LENGTH = 100;

    private static final int MAX_DIGITS = 1_000;

    /** Stored messages were checked when they came in; no bound is left to keep. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /**
     * Checks the field.
     *
     * @param source where the key is
     * @param field null for all sources but the payload
     * @throws IllegalArgumentException when a payload key has a blank field, or another key has one
     */
    public OrderingKey {
        Objects.requireNonNull(source, "source");
        if (source == Source.PAYLOAD ? field == null || field.isBlank() : field != null) {
            throw new IllegalArgumentException(
                    "field is " + (field == null ? "null" : "'" + field + "'") + " for orderedBy " + source
                            + "; a field name is required for payload keys and not allowed for others");
        }
    }

    /**
     * Reads a key's name.
     *
     * @param name {@code conversation}, {@code thread}, {@code sender}, or the name of a field in the payload
     * @return the key
     * @throws IllegalArgumentException when the name is blank
     */
    public static OrderingKey named(String name) {
        return switch (name) {
            case "conversation" -> new OrderingKey(Source.CONVERSATION, null);
            case "thread" -> new OrderingKey(Source.THREAD, null);
            case "sender" -> new OrderingKey(Source.SENDER, null);
            default -> new OrderingKey(Source.PAYLOAD, name);
        };
    }

    /**
     * Finds a message's key. Never throws: what cannot be read is no key.
     *
     * @param message the message
     * @return the key, at most about a hundred characters of it; null where the message has none
     */
    public String of(Message message) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), message.toJson())) {
            parser.nextToken();
            String key = null;
            // To the end, as of fields with the same name the last one counts.
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                JsonToken value = parser.nextToken();
                if (name.equals(source.member)) {
                    key = read(parser, value);
                } else {
                    parser.skipChildren();
                }
            }
            return key == null || key.length() <= MAX_LENGTH ? key : shortened(key);
        } catch (RuntimeException unreadable) {
            return null;
        }
    }

    private static String shortened(String key) {
        return key.substring(0, MAX_LENGTH) + "#" + key.length() + "#" + key.hashCode();
    }

    private String read(JsonParser parser, JsonToken value) {
        return switch (source) {
            case CONVERSATION -> value == JsonToken.VALUE_NUMBER_INT ? parser.getString() : skipped(parser);
            case THREAD -> value == JsonToken.START_ARRAY ? firstId(parser) : skipped(parser);
            case SENDER -> value == JsonToken.START_OBJECT ? sender(parser) : skipped(parser);
            case PAYLOAD -> value == JsonToken.START_OBJECT ? payloadField(parser) : skipped(parser);
        };
    }

    private static String skipped(JsonParser parser) {
        parser.skipChildren();
        return null;
    }

    private static String firstId(JsonParser parser) {
        JsonToken token = parser.nextToken();
        String first = token == JsonToken.VALUE_NUMBER_INT ? parser.getString() : null;
        for (; token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            parser.skipChildren();
        }
        return first;
    }

    private static String sender(JsonParser parser) {
        String id = null;
        String name = null;
        for (String member = parser.nextName(); member != null; member = parser.nextName()) {
            JsonToken value = parser.nextToken();
            String text = value == JsonToken.VALUE_STRING ? parser.getString() : skipped(parser);
            if (member.equals("id")) {
                id = text;
            } else if (member.equals("name")) {
                name = text;
            }
        }
        return id != null ? id : name;
    }

    private String payloadField(JsonParser parser) {
        String key = null;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            JsonToken value = parser.nextToken();
            if (name.equals(field)) {
                key = scalar(parser, value);
            } else {
                parser.skipChildren();
            }
        }
        return key;
    }

    private static String scalar(JsonParser parser, JsonToken value) {
        return switch (value) {
            case VALUE_STRING, VALUE_TRUE, VALUE_FALSE -> parser.getString();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(new BigDecimal(parser.getString()));
            default -> skipped(parser);
        };
    }

    /** Numbers compare by value (RD-12): 5, 5.0 and 50e-1 are one key. */
    private static String number(BigDecimal value) {
        BigDecimal shortest = value.stripTrailingZeros();
        return shortest.scale() <= 0 && shortest.precision() - (long) shortest.scale() <= MAX_DIGITS
                ? shortest.toBigInteger().toString()
                : shortest.toString();
    }

    @Override
    public String toString() {
        return source == Source.PAYLOAD ? field : source.name().toLowerCase(Locale.ROOT);
    }
}
