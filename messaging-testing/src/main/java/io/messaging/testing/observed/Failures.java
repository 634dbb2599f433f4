package io.messaging.testing.observed;

/** Describes what user code has thrown, even when its own description fails. */
final class Failures {
    private Failures() {}

    static String text(Throwable failure) {
        try {
            return String.valueOf(failure);
        } catch (Throwable second) {
            return failure.getClass().getName() + " (its message cannot be read: "
                    + second.getClass().getName() + ")";
        }
    }
}
