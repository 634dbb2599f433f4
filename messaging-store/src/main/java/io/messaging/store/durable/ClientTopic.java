package io.messaging.store.durable;

import io.messaging.administration.Origin;
import io.messaging.message.Message;
import io.messaging.store.CursorStart;
import java.util.ArrayDeque;
import java.util.Deque;

/** What is remembered of one client in one topic, whether it is here or away. Guarded by its client's lock. */
final class ClientTopic {
    final String topic;

    /** Messages that an administrator gave back; they come before the rest. */
    final Deque<Message> requeued = new ArrayDeque<>();

    /** The namespace it last subscribed with, null where it gave none. */
    String namespace;

    /** The storing-order position of the next message to handle. Never goes back (DUR-04). */
    long position;

    /** The handler may have begun with messages before this position; from it on it has not. */
    long begunBefore;

    /** Messages that the position has passed and that were gone before the client got to them. */
    private long missed;

    /** Where it started, and what it leaves out. */
    private final CursorStart start;

    /** Messages that were gone before the client came to be: no loss of its. */
    private long goneBefore;

    private boolean started;

    /** Counts the claims; the latest one's number. */
    long claim;

    /** The process of the latest claim and when it was first made, null where that is not known. */
    Origin origin;

    long lastSeenMillis;

    /** Who claims it now; null while the client is away. */
    Attachment attachment;

    ClientTopic(String topic, CursorStart start) {
        this.topic = topic;
        this.start = start;
    }

    /** Returns where a cursor for the next message to handle is to be opened. */
    CursorStart next() {
        return started ? start.goingOnAt(position) : start;
    }

    /** Notes that the topic has nothing for it before a position. */
    void startsAt(long firstPosition) {
        position = Math.max(position, firstPosition);
        started = true;
    }

    /** Notes how many messages are gone from its first position on. */
    void startsWithout(long gone) {
        goneBefore = gone;
    }

    /** Notes that the message at a position is done with: what lay before it, was not left out and never came was lost. */
    void handled(long handledPosition, long leftOut) {
        if (handledPosition >= position) {
            missed += handledPosition - position - leftOut;
            position = handledPosition + 1;
        }
    }

    /** Notes that nothing is left before a position. */
    void nothingBefore(long nextPosition, long leftOut) {
        if (nextPosition > position) {
            missed += nextPosition - position - leftOut;
            position = nextPosition;
        }
    }

    /** Counts what is lost to the client, those included that its position has still to pass. */
    long lost(long goneAhead) {
        return Math.max(0, missed + goneAhead - goneBefore);
    }
}
