package io.messaging.embedded.client.subscription;

import io.messaging.message.GemstoneId;

/**
 * A durable subscription's claim at one server, from connection to connection, and the messages that it settled last.
 * Acknowledgements in flight when a connection broke may not have arrived; the same messages are then redelivered first,
 * and recognised here. The delivering thread alone uses what was settled; otherwise thread-safe.
 */
final class DurableClaim {
    /** What became of a message. */
    enum Outcome {
        HANDLED,
        FAILED,
        UNKNOWN
    }

    /** At least as many as can be in flight. */
    private static final int REMEMBERED = 2 * DurableWindowSource.WINDOW;

    private final String serverId;
    private volatile long number;

    // rings: one entry for each message, looked up only after a connection was lost
    private final long[] ids = new long[REMEMBERED];
    private final boolean[] handled = new boolean[REMEMBERED];
    private long count;

    DurableClaim(String serverId) {
        this.serverId = serverId;
    }

    String serverId() {
        return serverId;
    }

    /** Returns the number to claim with again; 0 until the server has given it. */
    long number() {
        return number;
    }

    void number(long claim) {
        number = claim;
    }

    void settled(GemstoneId id, boolean wasHandled) {
        int place = (int) (count++ % REMEMBERED);
        ids[place] = id.bits();
        handled[place] = wasHandled;
    }

    /** Returns what became of a message the last time. */
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
