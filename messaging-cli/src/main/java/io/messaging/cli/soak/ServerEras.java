package io.messaging.cli.soak;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * When the server was restarted, as message numbers of each writer and topic. A server's messages end with it: what had
 * not been delivered may be missing. Stores in progress at that moment may have been made at both servers, as the
 * writer got no answer from the first. What was begun at the next server must be delivered once. Thread-safe.
 */
final class ServerEras {
    /**
     * Below {@code before}, everything was confirmed by the old server; from {@code after} on, begun at the new one.
     */
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

    /** Call once the next server has started. */
    synchronized void started() {
        changes.add(new Change(stopping, stored.allBegun()));
        stopping = null;
        steps++;
    }

    /** Returns a count that changes when a server stops and when the next one starts: if equal, it was one server. */
    long steps() {
        return steps;
    }

    int restarts() {
        return changes.size();
    }

    /** Returns the number below which messages may be missing once this number has been received. */
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

    /** Returns whether a message may have been stored at two servers. */
    synchronized boolean wasUnderWay(int writer, int topic, int number) {
        int at = stored.at(writer, topic);
        return stopping != null && number >= stopping[at]
                || changes.stream().anyMatch(change -> number >= change.before()[at] && number < change.after()[at]);
    }
}
