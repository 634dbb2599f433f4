package io.messaging.bus;

import io.messaging.message.Message;
import java.util.Optional;

/** The trace of the message that the calling thread is handling. */
final class Trace {
    private static final ThreadLocal<String> CURRENT = new ThreadLocal<>();

    private Trace() {}

    /** Enters the trace of a message, and returns what to give to {@link #leave}. */
    static String enter(Message message) {
        String before = CURRENT.get();
        set(message.traceparent().orElse(null));
        return before;
    }

    static void leave(String before) {
        set(before);
    }

    private static void set(String traceparent) {
        if (traceparent == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(traceparent);
        }
    }

    static Optional<String> current() {
        return Optional.ofNullable(CURRENT.get());
    }
}
