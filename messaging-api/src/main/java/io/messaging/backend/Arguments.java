package io.messaging.backend;

import io.messaging.json.Utf8;

/** The checks of arguments that every backend makes alike (rule LIFE-04). */
final class Arguments {
    private Arguments() {}

    static <T> T requireNonNull(String name, T value) {
        if (value == null) {
            throw new IllegalArgumentException(name + " is null; it is required");
        }
        return value;
    }

    /** A name of a topic, namespace or client: any text that is not blank and that UTF-8 can carry. */
    static String requireName(String name, String value) {
        requireNonNull(name, value);
        if (value.isBlank()) {
            throw new IllegalArgumentException(name + " is blank; give at least one character that is no white space");
        }
        if (!Utf8.isEncodable(value)) {
            throw new IllegalArgumentException(
                    name + " holds half of a surrogate pair, which UTF-8 cannot carry; remove or complete it");
        }
        return value;
    }
}
