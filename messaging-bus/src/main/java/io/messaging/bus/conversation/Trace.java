package io.messaging.bus.conversation;

import io.messaging.message.Message;
import java.util.Optional;

/** The trace of the message that the calling thread is handling. */
public final class Trace {
    private static final ThreadLocal<String> CURRENT = new ThreadLocal<>();

    private Trace() {}

    /** Enters the trace of a message, and returns what to give to {@link #leave}. */
    public static String enter(Message message) {
        String before = CURRENT.get();
        set(message.traceparent().orElse(null));
        return before;
    }

    public static void leave(String before) {
        set(before);
    }

    private static void set(String traceparent) {
        if (traceparent == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(traceparent);
        }
    }

    public static Optional<String> current() {
        return Optional.ofNullable(CURRENT.get());
    }
}
