package io.messaging.spi;

import io.messaging.backend.MessagingConfigurationException;
import io.messaging.json.InputText;
import io.messaging.json.Utf8;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * One option of a backend: name, type, default, range and meaning, declared once. The declaration serves validation, error
 * messages, listings and documentation, and {@link OptionValues#get} reads the value with it. Immutable.
 *
 * @param <T> the Java type of its values
 */
public final class FactoryOption<T> {
    /** The types of options. */
    public enum Type {
        /** Any text. */
        TEXT,
        /** Text that no message, log or listing may show, such as a password. */
        SECRET,
        /** A whole number between two bounds. */
        INTEGER,
        /** True or false. */
        BOOLEAN,
        /** One of several texts. */
        CHOICE,
        /** A map of further settings, whose keys are text. */
        MAP
    }

    private final String name;
    private final Type type;
    private final Object defaultValue;
    private final String meaning;
    private final long min;
    private final long max;
    private final List<String> choices;
    private final Function<Object, T> conversion;

    private FactoryOption(
            String name,
            Type type,
            Object defaultValue,
            String meaning,
            long min,
            long max,
            List<String> choices,
            Function<Object, T> conversion) {
        this.name = name;
        this.type = type;
        this.defaultValue = defaultValue;
        this.meaning = meaning;
        this.min = min;
        this.max = max;
        this.choices = choices;
        this.conversion = conversion;
    }

    private static <T> FactoryOption<T> of(
            String name, Type type, Object defaultValue, String meaning, Class<T> javaType) {
        return new FactoryOption<>(name, type, defaultValue, meaning, 0, 0, List.of(), javaType::cast);
    }

    /**
     * {@return an option that takes text}
     *
     * @param name in snake_case, as it stands in {@code backend_config}
     * @param defaultValue what holds when it is not given; null for none
     * @param meaning a sentence
     */
    public static FactoryOption<String> text(String name, String defaultValue, String meaning) {
        return of(name, Type.TEXT, defaultValue, meaning, String.class);
    }

    /**
     * {@return an option that takes text which is kept out of messages, logs and listings} It has no default.
     *
     * @param name in snake_case
     * @param meaning a sentence
     */
    public static FactoryOption<String> secret(String name, String meaning) {
        return of(name, Type.SECRET, null, meaning, String.class);
    }

    /**
     * {@return an option that takes a whole number}
     *
     * @param name in snake_case
     * @param defaultValue null for none
     * @param min the least value
     * @param max the greatest value
     * @param meaning a sentence, with the unit
     */
    public static FactoryOption<Integer> integer(String name, Integer defaultValue, int min, int max, String meaning) {
        Long number = defaultValue == null ? null : (Long) defaultValue.longValue();
        return new FactoryOption<>(
                name, Type.INTEGER, number, meaning, min, max, List.of(), value -> ((Long) value).intValue());
    }

    /**
     * {@return an option that takes a whole number which an {@code int} may not hold}
     *
     * @param name in snake_case
     * @param defaultValue null for none
     * @param min the least value
     * @param max the greatest value; {@link Long#MAX_VALUE} for no limit
     * @param meaning a sentence, with the unit
     */
    public static FactoryOption<Long> longInteger(String name, Long defaultValue, long min, long max, String meaning) {
        return new FactoryOption<>(name, Type.INTEGER, defaultValue, meaning, min, max, List.of(), Long.class::cast);
    }

    /**
     * {@return an option that takes true or false}
     *
     * @param name in snake_case
     * @param defaultValue its default
     * @param meaning a sentence
     */
    public static FactoryOption<Boolean> flag(String name, boolean defaultValue, String meaning) {
        return of(name, Type.BOOLEAN, defaultValue, meaning, Boolean.class);
    }

    /**
     * {@return an option that takes the name of a constant, in lower case}
     *
     * @param <E> the constants
     * @param name in snake_case
     * @param defaultValue its default
     * @param meaning a sentence
     */
    public static <E extends Enum<E>> FactoryOption<E> choice(String name, E defaultValue, String meaning) {
        Class<E> constants = defaultValue.getDeclaringClass();
        List<String> choices = Arrays.stream(constants.getEnumConstants())
                .map(FactoryOption::choice)
                .toList();
        return new FactoryOption<>(
                name,
                Type.CHOICE,
                choice(defaultValue),
                meaning,
                0,
                0,
                choices,
                value -> Enum.valueOf(constants, ((String) value).toUpperCase(Locale.ROOT)));
    }

    private static String choice(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /**
     * {@return an option that takes a map of further settings} It has no default.
     *
     * @param name in snake_case
     * @param meaning a sentence
     */
    @SuppressWarnings("unchecked") // checkMap
    public static FactoryOption<Map<String, Object>> map(String name, String meaning) {
        return new FactoryOption<>(
                name, Type.MAP, null, meaning, 0, 0, List.of(), value -> (Map<String, Object>) value);
    }

    /**
     * {@return the same option, described in other words}
     *
     * @param otherMeaning a sentence
     */
    public FactoryOption<T> withMeaning(String otherMeaning) {
        return new FactoryOption<>(name, type, defaultValue, otherMeaning, min, max, choices, conversion);
    }

    /**
     * {@return the same option with another default}
     *
     * @param value the default
     */
    public FactoryOption<T> withDefault(T value) {
        return new FactoryOption<>(name, type, plain(value), meaning, min, max, choices, conversion);
    }

    /**
     * {@return a value as it stands in {@code backend_config}}
     *
     * @param value of the option's Java type
     * @throws MessagingConfigurationException when the value is not allowed
     */
    public Object toConfig(T value) {
        return check(plain(value));
    }

    private static Object plain(Object value) {
        return value instanceof Enum<?> constant
                ? choice(constant)
                : value instanceof Integer number ? (Object) number.longValue() : value;
    }

    /** {@return the name in snake_case, as it stands in {@code backend_config}} */
    public String name() {
        return name;
    }

    /** {@return what values it takes} */
    public Type type() {
        return type;
    }

    /**
     * {@return what holds when the option is not given: a {@code String}, {@code Long} or {@code Boolean}; null for
     * none}
     */
    public Object defaultValue() {
        return defaultValue;
    }

    /** {@return the meaning, a sentence with the unit} */
    public String meaning() {
        return meaning;
    }

    /** Returns a value that was checked, in its Java type. */
    T convert(Object checked) {
        return conversion.apply(checked);
    }

    /** {@return what values are allowed, such as {@code a whole number from 1 to 65535}} */
    public String allowed() {
        return switch (type) {
            case TEXT -> "text";
            case SECRET -> "text, which is kept secret";
            case INTEGER -> "a whole number from " + min + (max == Long.MAX_VALUE ? " up" : " to " + max);
            case BOOLEAN -> "true or false";
            case CHOICE -> "one of " + String.join(", ", choices);
            case MAP -> "a map";
        };
    }

    /**
     * Checks a value and converts it to the type's Java form. Text, as from an environment variable or a system
     * property, counts as what it says in JSON: {@code "31999"} is a number and {@code "true"} a flag, but
     * {@code "+5"}, {@code "0x10"}, {@code "1e3"}, {@code " 5 "} and {@code "TRUE"} are not.
     *
     * @param value from a configuration
     * @return a {@code String}, {@code Long}, {@code Boolean} or unmodifiable {@code Map<String, Object>}
     * @throws MessagingConfigurationException when the value is not allowed
     */
    public Object check(Object value) {
        Object checked = switch (type) {
            case TEXT, SECRET ->
                value instanceof String text && !text.isBlank() && Utf8.isEncodable(text) ? text : null;
            case CHOICE -> value instanceof String text && choices.contains(text) ? text : null;
            case BOOLEAN -> fromText(value) instanceof Boolean flag ? flag : null;
            case INTEGER -> checkInteger(fromText(value));
            case MAP -> checkMap(value instanceof String text && isObject(text) ? parsed(text) : value);
        };
        if (checked == null) {
            String given = switch (type) {
                case SECRET -> "something else";
                case MAP -> notAMap(value);
                default -> shown(value);
            };
            throw new MessagingConfigurationException("option '" + name + "' is " + given + "; it takes " + allowed()
                    + (defaultValue == null ? "" : ", and is " + shown(defaultValue) + " if left out"));
        }
        return checked;
    }

    /** Says why a value is no map of options, without what it holds: that may be secrets. */
    private static String notAMap(Object value) {
        if (value instanceof Map<?, ?>) {
            return "a map with keys that are not text";
        }
        return value instanceof String ? "text that is not a JSON object" : InputText.describe(value);
    }

    private static Object fromText(Object value) {
        if (!(value instanceof String text) || !text.strip().equals(text)) {
            return value;
        }
        try {
            return InputText.parse(text);
        } catch (IllegalArgumentException e) {
            return value;
        }
    }

    private static boolean isObject(String text) {
        return text.strip().startsWith("{") || text.startsWith("\uFEFF");
    }

    /** Names the fault and not the text: a map may hold secrets. */
    private Object parsed(String text) {
        try {
            return InputText.parse(text);
        } catch (IllegalArgumentException e) {
            throw new MessagingConfigurationException("option '" + name + "' " + e.getMessage(), e);
        }
    }

    private Object checkInteger(Object value) {
        boolean integral = value instanceof Long
                || value instanceof Integer
                || value instanceof Short
                || value instanceof Byte
                || value instanceof BigInteger big && big.bitLength() < Long.SIZE;
        if (!integral) {
            return null;
        }
        long number = ((Number) value).longValue();
        return number < min || number > max ? null : (Object) number;
    }

    private static Object checkMap(Object value) {
        if (!(value instanceof Map<?, ?> map) || !map.keySet().stream().allMatch(String.class::isInstance)) {
            return null;
        }
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((key, entry) -> copy.put((String) key, entry));
        return Collections.unmodifiableMap(copy);
    }

    private static String shown(Object value) {
        return value == null
                ? "null"
                : value instanceof String text ? "\"" + text + "\"" : value + " (" + jsonType(value) + ")";
    }

    private static String jsonType(Object value) {
        return value instanceof Number
                ? "a number"
                : value instanceof Boolean ? "a boolean" : value instanceof Map<?, ?> ? "a map" : "of another type";
    }
}
