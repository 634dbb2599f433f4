package io.messaging.store.durable;

import io.messaging.administration.Origin;
import io.messaging.store.CursorStart;
import io.messaging.store.journal.Subject;
import java.util.ArrayDeque;
import java.util.Deque;

/** What is remembered of one client in one topic, whether it is here or away. Guarded by its client's lock. */
final class ClientTopic {
    final String topic;

    /** Messages that an administrator gave back; they come before the rest. */
    final Deque<Requeued> requeued = new ArrayDeque<>();

    /** Where it is written down. */
    final Subject subject;

    /** Whether more has changed than its place. */
    boolean namesChanged;

    private long nextRequeued;

    /** The namespace it last subscribed with, null where it gave none. */
    String namespace;

    /** The storing-order position of the next message to handle. Never goes back (DUR-04). */
    long position;

    /** The handler may have begun with messages before this position; from it on it has not. */
    long begunBefore;

    /** The same, of what is out. */
    long handedOutBefore;

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

    ClientTopic(String topic, CursorStart start, Subject subject) {
        this.topic = topic;
        this.start = start;
        this.subject = subject;
    }

    CursorStart start() {
        return start;
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

    /** Notes how many messages it had missed when it was written down. */
    void startsWithMissed(long before) {
        missed = before;
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
            subject.changed();
        }
    }

    /** Notes that nothing is left before a position. */
    void nothingBefore(long nextPosition, long leftOut) {
        if (nextPosition > position) {
            missed += nextPosition - position - leftOut;
            position = nextPosition;
            subject.changed();
        }
    }

    /** Notes that an instance has said something. */
    void seenAt(long millis) {
        lastSeenMillis = millis;
        subject.changed();
    }

    /** Notes that the message at a position is handed out. */
    void handsOut(long handedOut) {
        handedOutBefore = handedOut + 1;
        subject.changed();
    }

    /** Notes how far the handler may have begun with what was out. */
    void tookBack(long begun) {
        begunBefore = Math.max(begunBefore, begun);
        handedOutBefore = 0;
        subject.changed();
    }

    /** Returns the position before which the handler may have begun with messages, should nobody say any more. */
    long mayHaveBegunBefore() {
        return Math.max(begunBefore, handedOutBefore);
    }

    /** Returns the number of the first message given back that is not handled. */
    long firstRequeued() {
        return requeued.isEmpty() ? nextRequeued : requeued.peek().number();
    }

    long nextRequeued() {
        return nextRequeued;
    }

    /** Notes that numbers before this one are taken. */
    void requeuedBefore(long next) {
        nextRequeued = Math.max(nextRequeued, next);
    }

    long missed() {
        return missed;
    }

    long goneBefore() {
        return goneBefore;
    }

    /** Counts what is lost to the client, those included that its position has still to pass. */
    long lost(long goneAhead) {
        return Math.max(0, missed + goneAhead - goneBefore);
    }
}
