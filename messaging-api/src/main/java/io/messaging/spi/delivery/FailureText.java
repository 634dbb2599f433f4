package io.messaging.spi.delivery;

import io.messaging.json.Utf8;

/**
 * What a handler threw, in words that can travel: never null, of bounded length, and with UTF-8 for every character,
 * whatever the exception's author did. Immutable.
 *
 * @param type the class that was thrown, at most {@value #MAX_TYPE_LENGTH} characters of its name
 * @param message its message, at most {@value #MAX_LENGTH} characters of it; the class again where it has none
 */
public record FailureText(String type, String message) {
    /** Longer messages are cut. */
    public static final int MAX_LENGTH = 4_000;

    /** Longer names of classes are cut. */
    public static final int MAX_TYPE_LENGTH = 1_000;

    /** Longer names of topics and the like are cut. */
    private static final int MAX_NAME_LENGTH = 100;

    private static final String CUT = "...";

    /**
     * {@return the words of a failure} Never throws.
     *
     * @param failure what was thrown
     */
    public static FailureText of(Throwable failure) {
        String type = clean(failure.getClass().getName(), MAX_TYPE_LENGTH);
        String message = message(failure);
        return new FailureText(type, message == null ? type : message);
    }

    /**
     * {@return a user's name of something as an error shows it: its first {@value #MAX_NAME_LENGTH} characters}
     *
     * @param name of a topic, a client or a command
     */
    public static String name(String name) {
        return name.length() <= MAX_NAME_LENGTH ? name : name.substring(0, MAX_NAME_LENGTH) + CUT;
    }

    /** An exception's message is code of its author, and may fail as well. */
    private static String message(Throwable failure) {
        try {
            String message = failure.getMessage();
            return message == null ? null : clean(message, MAX_LENGTH);
        } catch (Throwable second) {
            return clean("(its message cannot be read: " + second.getClass().getName() + ")", MAX_LENGTH);
        }
    }

    private static String clean(String text, int maxLength) {
        return encodable(text.length() <= maxLength ? text : text.substring(0, maxLength - CUT.length()) + CUT);
    }

    private static String encodable(String text) {
        if (Utf8.isEncodable(text)) {
            return text;
        }
        int[] whole = text.codePoints()
                .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? '?' : c)
                .toArray();
        return new String(whole, 0, whole.length);
    }
}
