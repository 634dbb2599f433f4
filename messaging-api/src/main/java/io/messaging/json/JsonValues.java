package io.messaging.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Copies and compares JSON trees. Thread-safe. */
public final class JsonValues {
    private static final Set<Class<?>> NUMBERS = Set.of(
            Integer.class, Short.class, Byte.class, Double.class, Float.class, BigInteger.class, BigDecimal.class);
    private static final BigInteger LONG_MIN = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger NUMBER_LIMIT = BigInteger.TEN.pow(JsonText.MAX_NUMBER_LENGTH);
    private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);

    private JsonValues() {}

    /**
     * Creates a deep, unmodifiable copy in the normal form: {@code Map}, {@code List}, {@code String}, {@code Boolean},
     * {@code Long}, {@code BigInteger} where a long is too small, {@code BigDecimal} and null.
     *
     * @param path what to call the value in an error, such as {@code payload}
     * @param value maps with text keys, collections, arrays of objects, text, booleans, numbers, null
     * @return the copy
     * @throws IllegalArgumentException when JSON has no form for the value; the message names the path to it
     */
    public static Object copyOf(String path, Object value) {
        return copyOf(path, value, 0);
    }

    /**
     * Creates the copy of a value that is to stand inside others, which count for {@link JsonText#MAX_NESTING}.
     *
     * @param path what to call the value in an error
     * @param value as above
     * @param levelsAround how many objects and arrays there are around the value
     * @return the copy
     * @throws IllegalArgumentException when JSON has no form for the value; the message names the path to it
     */
    public static Object copyOf(String path, Object value, int levelsAround) {
        return copyOf(new Place(null, path, -1), value, JsonText.MAX_NESTING - levelsAround);
    }

    private static Object copyOf(Place place, Object value, int levelsLeft) {
        if (isNormal(value)) {
            return value;
        }
        if (value instanceof Map<?, ?> map) {
            return copyOfMap(place, map, place.oneLevelLess(levelsLeft));
        }
        if (value instanceof Collection<?> items) {
            return copyOfItems(place, items, place.oneLevelLess(levelsLeft));
        }
        if (value instanceof Object[] items) {
            return copyOfItems(place, Arrays.asList(items), place.oneLevelLess(levelsLeft));
        }
        if (value instanceof Number number) {
            return copyOfNumber(place, number);
        }
        if (value instanceof Character || value instanceof CharSequence || value instanceof Enum<?>) {
            return value.toString();
        }
        throw new IllegalArgumentException(place + " is a " + value.getClass().getName()
                + ", which JSON has no form for; use maps, lists, text, numbers, booleans and null");
    }

    /**
     * Returns whether a value is a tree: maps with text keys, collections, text, booleans, numbers and null.
     *
     * @param value any value
     * @return false also where it is nested too deeply
     */
    public static boolean isTree(Object value) {
        return isTree(value, JsonText.MAX_NESTING);
    }

    private static boolean isTree(Object value, int levelsLeft) {
        if (isNormal(value) || value instanceof Number && NUMBERS.contains(value.getClass())) {
            return true;
        }
        if (levelsLeft == 0) {
            return false;
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .allMatch(entry -> entry.getKey() instanceof String && isTree(entry.getValue(), levelsLeft - 1));
        }
        return value instanceof Collection<?> items && items.stream().allMatch(item -> isTree(item, levelsLeft - 1));
    }

    private static boolean isNormal(Object value) {
        return value == null || value instanceof String || value instanceof Long || value instanceof Boolean;
    }

    private static Map<String, Object> copyOfMap(Place place, Map<?, ?> map, int levelsLeft) {
        Map<String, Object> copy = new LinkedHashMap<>(map.size() * 2);
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getKey() instanceof String key)) {
                throw new IllegalArgumentException(place + " has the key " + entry.getKey() + ", which is not text; "
                        + "JSON object keys are text");
            }
            Object value = entry.getValue();
            copy.put(
                    requireKey(place, key),
                    isNormal(value) ? value : copyOf(new Place(place, key, -1), value, levelsLeft));
        }
        return Collections.unmodifiableMap(copy);
    }

    /**
     * Checks the name of a field.
     *
     * @param path what to call the object that the name is in, in an error
     * @param key any text
     * @return the same text
     * @throws IllegalArgumentException when readers would refuse the name
     */
    public static String requireKey(String path, String key) {
        return requireKey(new Place(null, path, -1), key);
    }

    private static String requireKey(Place place, String key) {
        if (key.length() > JsonText.MAX_NAME_BYTES / 3
                && key.getBytes(StandardCharsets.UTF_8).length > JsonText.MAX_NAME_BYTES) {
            throw new IllegalArgumentException(place + " has a key of more than " + JsonText.MAX_NAME_BYTES
                    + " bytes, which readers refuse; shorten it");
        }
        if (!Utf8.isEncodable(key)) {
            throw new IllegalArgumentException(place + " has a key with an unpaired surrogate, which readers refuse "
                    + "in names; remove or complete it");
        }
        return key;
    }

    private static List<Object> copyOfItems(Place place, Collection<?> items, int levelsLeft) {
        List<Object> copy = new ArrayList<>(items.size());
        for (Object item : items) {
            copy.add(isNormal(item) ? item : copyOf(new Place(place, null, copy.size()), item, levelsLeft));
        }
        return Collections.unmodifiableList(copy);
    }

    /** Where in a tree a value stands: a name or an index. Put into words only when there is an error to report. */
    private record Place(Place parent, String name, int index) {
        int oneLevelLess(int levelsLeft) {
            if (levelsLeft == 0) {
                throw new IllegalArgumentException(
                        root() + " is nested too deeply (or contains itself): with it, there " + "are more than "
                                + JsonText.MAX_NESTING + " levels; flatten it");
            }
            return levelsLeft - 1;
        }

        private String root() {
            Place place = this;
            while (place.parent != null) {
                place = place.parent;
            }
            return place.name;
        }

        @Override
        public String toString() {
            if (parent == null) {
                return name;
            }
            return parent + (name == null ? "[" + index + "]" : "." + name);
        }
    }

    private static Object copyOfNumber(Place place, Number number) {
        if (number instanceof Integer || number instanceof Short || number instanceof Byte) {
            return number.longValue();
        }
        Number exact = exact(place, number);
        if (!isReadable(exact)) {
            throw new IllegalArgumentException(place + " is a number of more than " + JsonText.MAX_NUMBER_LENGTH
                    + " digits, or out of range; readers refuse those, so send it as text");
        }
        return exact;
    }

    private static Number exact(Place place, Number number) {
        if (number instanceof BigInteger integer) {
            boolean own = integer.getClass() != BigInteger.class;
            return ofInteger(own ? new BigInteger(integer.toByteArray()) : integer);
        }
        if (number instanceof BigDecimal decimal) {
            boolean own = decimal.getClass() != BigDecimal.class; // a program's class, whose methods may do anything
            return own
                    ? new BigDecimal(new BigInteger(decimal.unscaledValue().toByteArray()), decimal.scale())
                    : decimal;
        }
        String text = number.toString();
        try {
            return number instanceof Double || number instanceof Float || text.contains(".")
                    ? new BigDecimal(text)
                    : ofInteger(new BigInteger(text));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(place + " is " + text + ", which JSON has no number for", e);
        }
    }

    /** Whether {@link JsonText} reads back what it writes for the number. */
    static boolean isReadable(Number number) {
        if (number instanceof BigDecimal decimal) {
            long exponent = (long) decimal.precision() - decimal.scale() - 1;
            return decimal.precision() <= JsonText.MAX_NUMBER_LENGTH && exponent == (int) exponent;
        }
        return !(number instanceof BigInteger integer) || integer.abs().compareTo(NUMBER_LIMIT) < 0;
    }

    /**
     * {@return the normal form of an integer: a {@code Long} where it fits, else the argument}
     *
     * @param integer any integer
     */
    public static Number ofInteger(BigInteger integer) {
        boolean fits = integer.compareTo(LONG_MIN) >= 0 && integer.compareTo(LONG_MAX) <= 0;
        return fits ? (Number) integer.longValue() : integer;
    }

    /**
     * {@return whether two trees are the same JSON value: the order of object keys does not matter, numbers compare by
     * value}
     *
     * @param a a tree
     * @param b a tree
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
