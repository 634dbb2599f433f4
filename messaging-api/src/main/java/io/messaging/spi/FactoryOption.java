package io.messaging.spi;

import io.messaging.backend.MessagingConfigurationException;
import io.messaging.json.InputText;
import io.messaging.json.Utf8;
import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One option of a backend: its name, type, default and meaning. The one description serves validation, error messages,
 * listings and documentation. Immutable.
 *
 * @param name in snake_case, as it stands in {@code backend_config}
 * @param type what values it takes
 * @param defaultValue what holds when it is not given; null for none
 * @param meaning a sentence, with the unit
 * @param min the least number, for {@link Type#INTEGER}
 * @param max the greatest number, for {@link Type#INTEGER}
 * @param choices the values allowed, for {@link Type#CHOICE}
 */
public record FactoryOption(
        String name, Type type, Object defaultValue, String meaning, long min, long max, List<String> choices) {

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

    /**
     * Copies the choices.
     *
     * @param name in snake_case
     * @param type what values it takes
     * @param defaultValue null for none
     * @param meaning a sentence
     * @param min the least number
     * @param max the greatest number
     * @param choices the values allowed
     */
    public FactoryOption {
        choices = List.copyOf(choices);
    }

    /**
     * Describes an option that takes text.
     *
     * @param name its name
     * @param defaultValue its default, or null
     * @param meaning a sentence
     * @return the option
     */
    public static FactoryOption text(String name, String defaultValue, String meaning) {
        return new FactoryOption(name, Type.TEXT, defaultValue, meaning, 0, 0, List.of());
    }

    /**
     * Describes an option that takes text which is kept out of messages, logs and listings. It has no default.
     *
     * @param name its name
     * @param meaning a sentence
     * @return the option
     */
    public static FactoryOption secret(String name, String meaning) {
        return new FactoryOption(name, Type.SECRET, null, meaning, 0, 0, List.of());
    }

    /**
     * Describes an option that takes a whole number.
     *
     * @param name its name
     * @param defaultValue its default, or null
     * @param min the least value
     * @param max the greatest value
     * @param meaning a sentence, with the unit
     * @return the option
     */
    public static FactoryOption integer(String name, Long defaultValue, long min, long max, String meaning) {
        return new FactoryOption(name, Type.INTEGER, defaultValue, meaning, min, max, List.of());
    }

    /**
     * Describes an option that takes true or false.
     *
     * @param name its name
     * @param defaultValue its default
     * @param meaning a sentence
     * @return the option
     */
    public static FactoryOption flag(String name, boolean defaultValue, String meaning) {
        return new FactoryOption(name, Type.BOOLEAN, defaultValue, meaning, 0, 0, List.of());
    }

    /**
     * Describes an option that takes one of several texts.
     *
     * @param name its name
     * @param defaultValue its default
     * @param choices the texts
     * @param meaning a sentence
     * @return the option
     */
    public static FactoryOption choice(String name, String defaultValue, List<String> choices, String meaning) {
        return new FactoryOption(name, Type.CHOICE, defaultValue, meaning, 0, 0, choices);
    }

    /**
     * Describes an option that takes a map of further settings.
     *
     * @param name its name
     * @param meaning a sentence
     * @return the option
     */
    public static FactoryOption map(String name, String meaning) {
        return new FactoryOption(name, Type.MAP, null, meaning, 0, 0, List.of());
    }

    /**
     * Describes the same option in other words.
     *
     * @param otherMeaning a sentence
     * @return a changed copy
     */
    public FactoryOption withMeaning(String otherMeaning) {
        return new FactoryOption(name, type, defaultValue, otherMeaning, min, max, choices);
    }

    /**
     * Says what values are allowed.
     *
     * @return such as {@code a whole number from 1 to 65535}
     */
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
            String given = type == Type.SECRET ? "something else" : shown(value);
            throw new MessagingConfigurationException("option '" + name + "' is " + given + "; it takes " + allowed()
                    + (defaultValue == null ? "" : ", and is " + shown(defaultValue) + " if left out"));
        }
        return checked;
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
        return text.startsWith("{");
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
