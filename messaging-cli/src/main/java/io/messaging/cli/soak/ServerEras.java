package io.messaging.cli.soak;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * When the server was restarted, in the counting of each writer and topic. A server's messages die with it; so what was
 * stored before may be missing where it had not been delivered yet. What was under way in that moment may have been
 * stored at both servers, as its writer got no answer from the first. Whatever was begun when the next server was there
 * has to come, once. Thread-safe.
 */
final class ServerEras {
    /** Cursors into each writer's numbers: below {@code before} all was confirmed by the old server. */
    private record Change(int[] before, int[] after) {}

    private final Stored stored;
    private final List<Change> changes = new CopyOnWriteArrayList<>();
    private volatile int[] stopping;
    private volatile long steps;

    ServerEras(Stored stored) {
        this.stored = stored;
    }

    /** Call before the server is stopped. */
    synchronized void stops() {
        stopping = stored.allConfirmed();
        steps++;
    }

    /** Call once the next server is there. */
    synchronized void started() {
        changes.add(new Change(stopping, stored.allBegun()));
        stopping = null;
        steps++;
    }

    /** Counts up when a server stops and when the next one is there: equal before and after, it was one server. */
    long steps() {
        return steps;
    }

    int restarts() {
        return changes.size();
    }

    /** Below this, messages need not have come where this number has: it may be a later server's. */
    synchronized int excusedBelow(int writer, int topic, int number) {
        int at = stored.at(writer, topic);
        if (stopping != null && number >= stopping[at]) {
            return Integer.MAX_VALUE;
        }
        int excused = 0;
        for (Change change : changes) {
            if (number >= change.before()[at]) {
                excused = change.after()[at];
            }
        }
        return excused;
    }

    /** Whether a message may have been stored at two servers. */
    synchronized boolean wasUnderWay(int writer, int topic, int number) {
        int at = stored.at(writer, topic);
        return stopping != null && number >= stopping[at]
                || changes.stream().anyMatch(change -> number >= change.before()[at] && number < change.after()[at]);
    }
}
