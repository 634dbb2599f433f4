package io.messaging.testing.observed;

/** Describes exceptions of user code, even if their own description fails. */
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
