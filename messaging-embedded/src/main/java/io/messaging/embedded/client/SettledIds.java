package io.messaging.embedded.client;

import io.messaging.message.GemstoneId;

/**
 * The messages that a durable subscription dealt with last, and how. Word of it that was on its way when a connection
 * died may not have arrived; the same messages then come again first of all, and are recognised here. Used by the
 * delivering thread only.
 */
final class SettledIds {
    /** What became of a message. */
    enum Outcome {
        HANDLED,
        FAILED,
        UNKNOWN
    }

    /** At least as many as can be on the way. */
    private static final int REMEMBERED = 2 * DurableWindowSource.WINDOW;

    // Rings, since something is added for each message, and looked up only after a connection was lost.
    private final long[] ids = new long[REMEMBERED];
    private final boolean[] handled = new boolean[REMEMBERED];
    private long count;

    void add(GemstoneId id, boolean wasHandled) {
        int place = (int) (count++ % REMEMBERED);
        ids[place] = id.bits();
        handled[place] = wasHandled;
    }

    /** What became of it the last time. */
    Outcome outcome(GemstoneId id) {
        for (long i = count - 1; i >= Math.max(0, count - REMEMBERED); i--) {
            int place = (int) (i % REMEMBERED);
            if (ids[place] == id.bits()) {
                return handled[place] ? Outcome.HANDLED : Outcome.FAILED;
            }
        }
        return Outcome.UNKNOWN;
    }
}
