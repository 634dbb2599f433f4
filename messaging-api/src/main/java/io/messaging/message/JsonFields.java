package io.messaging.message;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Typed reading of one JSON object. A field that is missing reads as null; one of the wrong type is an
 * {@link InvalidMessageException} that names it. Immutable.
 */
record JsonFields(String path, Map<?, ?> tree) {
    private static final int MAX_SHOWN_CHARS = 200;
    private static final BigInteger MAX_ID = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    static JsonFields of(String path, Object tree) {
        if (!(tree instanceof Map<?, ?> map)) {
            throw wrongType(path, tree, "an object");
        }
        return new JsonFields(path, map);
    }

    /** The form of an id in JSON: a number, without sign. */
    static Object toTree(GemstoneId id) {
        if (id == null) {
            return null;
        }
        return id.bits() >= 0 ? (Object) id.bits() : id.toBigInteger();
    }

    /** The object as it was read, unknown fields and nulls included. */
    @SuppressWarnings("unchecked")
    Map<String, Object> unchanged() {
        return (Map<String, Object>) tree;
    }

    String text(String name) {
        return typed(name, String.class, "text");
    }

    Boolean bool(String name) {
        return typed(name, Boolean.class, "true or false");
    }

    Long integer(String name) {
        return typed(name, Long.class, "a whole number");
    }

    Number number(String name) {
        return typed(name, Number.class, "a number");
    }

    GemstoneId id(String name) {
        return tree.get(name) == null ? null : toId(at(name), tree.get(name));
    }

    List<GemstoneId> ids(String name) {
        return list(name, JsonFields::toId);
    }

    List<String> texts(String name) {
        return list(name, JsonFields::toText);
    }

    <T> T mapped(String name, BiFunction<String, Object, T> reader) {
        return tree.get(name) == null ? null : reader.apply(at(name), tree.get(name));
    }

    <T> List<T> list(String name, BiFunction<String, Object, T> reader) {
        List<?> items = typed(name, List.class, "an array");
        if (items == null || items.isEmpty()) {
            return List.of();
        }
        List<T> result = new ArrayList<>(items.size());
        for (Object item : items) {
            result.add(reader.apply(at(name) + "[" + result.size() + "]", item));
        }
        return Collections.unmodifiableList(result);
    }

    @SuppressWarnings("unchecked")
    Map<String, Object> object(String name) {
        return typed(name, Map.class, "an object");
    }

    private <T> T typed(String name, Class<T> type, String expected) {
        Object value = tree.get(name);
        if (value != null && !type.isInstance(value)) {
            throw wrongType(at(name), value, expected);
        }
        return type.cast(value);
    }

    private String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static String toText(String path, Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw wrongType(path, value, "text");
    }

    private static GemstoneId toId(String path, Object value) {
        if (value instanceof Long bits && bits >= 0) {
            return GemstoneId.of(bits);
        }
        if (value instanceof BigInteger big && big.signum() >= 0 && big.compareTo(MAX_ID) <= 0) {
            return GemstoneId.of(big.longValue());
        }
        throw wrongType(path, value, "a whole number from 0 to 2^64-1");
    }

    private static InvalidMessageException wrongType(String path, Object value, String expected) {
        String text = String.valueOf(value);
        String shown = text.length() <= MAX_SHOWN_CHARS ? text : text.substring(0, MAX_SHOWN_CHARS) + "...";
        return new InvalidMessageException("the message's field " + path + " is " + shown + ", not " + expected);
    }
}
