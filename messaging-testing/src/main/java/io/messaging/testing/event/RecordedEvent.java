package io.messaging.testing.event;

import io.messaging.message.Message;
import java.time.Duration;

/**
 * Something that happened in a test. Immutable.
 *
 * @param number counts from 1 in the order in which events were recorded
 * @param kind what it was
 * @param at since the test's begin
 * @param process the agent or child process that did it; null where the test itself did
 * @param thread the name of the thread, null where it does not matter
 * @param topic the topic, as the test names it; null where there is none
 * @param message the message, null where there is none
 * @param detail further words, empty where there are none
 * @param outcome {@code ok}, or what went wrong; empty while it goes on
 * @param took how long it took; zero for what takes no time or goes on
 */
public record RecordedEvent(
        long number,
        Kind kind,
        Duration at,
        String process,
        String thread,
        String topic,
        Message message,
        String detail,
        String outcome,
        Duration took) {
    /** What can happen. */
    public enum Kind {
        /** A message was stored. */
        STORE,
        /** A handler got a message. */
        DELIVERY,
        /** A rule dropped a message. */
        DROP,
        /** A subscription began. */
        SUBSCRIBE,
        /** A subscription ended. */
        UNSUBSCRIBE,
        /** A process started or ended. */
        PROCESS,
        /** A fault was made or cleared. */
        FAULT,
        /** The test's clock was changed. */
        CLOCK
    }

    /** The outcome of a success. */
    public static final String OK = "ok";

    /**
     * Returns whether it ended with a failure.
     *
     * @return false for what goes on
     */
    public boolean failed() {
        return !outcome.isEmpty() && !outcome.equals(OK);
    }
}
