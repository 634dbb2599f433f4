package io.messaging.bus;

import io.messaging.log.SafeLog;

/** What a failure says of itself, for an error answer. */
final class FailureMessage {
    private static final int MAX_CHARS = 4_000;

    private FailureMessage() {}

    /** Returns its message, cut; its class where it has none, or fails in saying so. */
    static String of(Throwable failure) {
        String text;
        try {
            text = failure.getMessage() == null ? failure.getClass().getName() : failure.getMessage();
        } catch (RuntimeException | Error unreadable) {
            text = SafeLog.describe(failure);
        }
        return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS) + "...";
    }
}
