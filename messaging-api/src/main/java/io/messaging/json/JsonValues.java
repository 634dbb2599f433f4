package io.messaging.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Copies and compares JSON trees. Thread-safe. */
public final class JsonValues {
    private static final BigInteger LONG_MIN = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);

    private JsonValues() {}

    /**
     * Makes a deep, unmodifiable copy in the normal form of {@link JsonText}.
     *
     * @param path what to call the value in an error, such as {@code payload}
     * @param value maps with text keys, collections, arrays of objects, text, booleans, numbers, null
     * @return the copy
     * @throws IllegalArgumentException when JSON has no form for the value; the message names the path to it
     */
    public static Object copyOf(String path, Object value) {
        return copyOf(path, value, 0);
    }

    private static Object copyOf(String path, Object value, int depth) {
        if (depth > JsonText.MAX_NESTING - 2) {
            throw new IllegalArgumentException(path + " is nested more than " + (JsonText.MAX_NESTING - 2)
                    + " levels deep (or contains itself); flatten it");
        }
        if (value == null || value instanceof String || value instanceof Boolean || value instanceof Long) {
            return value;
        }
        if (value instanceof Map<?, ?> map) {
            return copyOfMap(path, map, depth);
        }
        if (value instanceof Iterable<?> items) {
            List<Object> copy = new ArrayList<>();
            for (Object item : items) {
                copy.add(copyOf(path + "[" + copy.size() + "]", item, depth + 1));
            }
            return Collections.unmodifiableList(copy);
        }
        if (value instanceof Object[] items) {
            return copyOf(path, Arrays.asList(items), depth);
        }
        if (value instanceof Number number) {
            return copyOfNumber(path, number);
        }
        if (value instanceof Character || value instanceof CharSequence || value instanceof Enum<?>) {
            return value.toString();
        }
        throw new IllegalArgumentException(path + " is a " + value.getClass().getName()
                + ", which JSON has no form for; use maps, lists, text, numbers, booleans and null");
    }

    private static Map<String, Object> copyOfMap(String path, Map<?, ?> map, int depth) {
        Map<String, Object> copy = new LinkedHashMap<>(map.size() * 2);
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getKey() instanceof String key)) {
                throw new IllegalArgumentException(path + " has the key " + entry.getKey() + ", which is not text; "
                        + "JSON object keys are text");
            }
            copy.put(key, copyOf(path + "." + key, entry.getValue(), depth + 1));
        }
        return Collections.unmodifiableMap(copy);
    }

    private static Object copyOfNumber(String path, Number number) {
        if (number instanceof Integer || number instanceof Short || number instanceof Byte) {
            return number.longValue();
        }
        if (number instanceof BigInteger integer) {
            return ofInteger(integer);
        }
        if (number instanceof BigDecimal) {
            return number;
        }
        try {
            String text = number.toString();
            return number instanceof Double || number instanceof Float || text.contains(".")
                    ? new BigDecimal(text)
                    : ofInteger(new BigInteger(text));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(path + " is " + number + ", which JSON has no number for", e);
        }
    }

    /**
     * Gives an integer its normal form.
     *
     * @param integer any integer
     * @return a {@code Long} where it fits, else the argument
     */
    public static Number ofInteger(BigInteger integer) {
        boolean fits = integer.compareTo(LONG_MIN) >= 0 && integer.compareTo(LONG_MAX) <= 0;
        return fits ? (Number) integer.longValue() : integer;
    }

    /**
     * Compares two trees as JSON: the order of object keys does not matter, numbers compare by value.
     *
     * @param a a tree
     * @param b a tree
     * @return whether they are the same JSON value
     */
    public static boolean equal(Object a, Object b) {
        if (a == b) {
            return true;
        }
        if (a instanceof Map<?, ?> x && b instanceof Map<?, ?> y) {
            return x.size() == y.size()
                    && x.entrySet().stream()
                            .allMatch(e -> y.containsKey(e.getKey()) && equal(e.getValue(), y.get(e.getKey())));
        }
        if (a instanceof List<?> x && b instanceof List<?> y) {
            return equalItems(x, y);
        }
        if (a instanceof Number x && b instanceof Number y) {
            return x.equals(y) || decimal(x).compareTo(decimal(y)) == 0;
        }
        return a != null && a.equals(b);
    }

    private static boolean equalItems(List<?> x, List<?> y) {
        if (x.size() != y.size()) {
            return false;
        }
        Iterator<?> other = y.iterator();
        for (Object item : x) {
            if (!equal(item, other.next())) {
                return false;
            }
        }
        return true;
    }

    private static BigDecimal decimal(Number number) {
        return number instanceof BigDecimal decimal ? decimal : new BigDecimal(number.toString());
    }
}
