package io.messaging.spi;

/** The checks of arguments that every backend makes alike (rule LIFE-04). */
final class Arguments {
    private Arguments() {}

    static <T> T requireNonNull(String name, T value) {
        if (value == null) {
            throw new IllegalArgumentException(name + " is null; it is required");
        }
        return value;
    }

    static int requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + "; it takes 1 or more");
        }
        return value;
    }
}
