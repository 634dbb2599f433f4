package io.messaging.message;

import io.messaging.json.Utf8;
import java.util.Optional;

/**
 * The rule for names of topics, namespaces and durable clients, the same at every entrance: any text that has at least
 * one character that is not white space and that UTF-8 can encode (LIFE-04). Names are never trimmed, folded or
 * normalized. A backend may limit their length.
 *
 * <p>White space is what Java or Python takes for it, the no-break spaces and U+0085 included. Thread-safe.
 */
public final class Names {
    /** The namespace of whatever names none. */
    public static final String DEFAULT_NAMESPACE = "default";

    private static final char NEXT_LINE = '\u0085';

    private Names() {}

    /**
     * {@return the same name, checked}
     *
     * @param what the argument that it was given as, for the error message
     * @param name the name
     * @throws IllegalArgumentException when it is null, blank or not encodable in UTF-8
     */
    public static String require(String what, String name) {
        if (name == null) {
            throw new IllegalArgumentException(what + " is null; it is required");
        }
        if (isBlank(name)) {
            throw new IllegalArgumentException(what + " is blank; give at least one character that is no white space");
        }
        if (!Utf8.isEncodable(name)) {
            throw new IllegalArgumentException(
                    what + " holds an unpaired surrogate, which UTF-8 cannot carry; remove or complete it");
        }
        return name;
    }

    /**
     * {@return whether a text is a name}
     *
     * @param text any text, or null
     */
    public static boolean isName(String text) {
        return text != null && !isBlank(text) && Utf8.isEncodable(text);
    }

    /**
     * {@return the namespace before the first colon of a topic that reads {@code namespace:topic}; empty where that is
     * no name}
     *
     * @param topic a topic
     */
    public static Optional<String> namespaceOf(String topic) {
        int colon = topic.indexOf(':');
        return colon > 0 ? Optional.of(topic.substring(0, colon)).filter(Names::isName) : Optional.empty();
    }

    private static boolean isBlank(String text) {
        // All white space is in the basic plane, so there is no pair to put together.
        for (int i = 0; i < text.length(); i++) {
            if (!isWhiteSpace(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isWhiteSpace(char character) {
        return Character.isWhitespace(character) || Character.isSpaceChar(character) || character == NEXT_LINE;
    }
}
