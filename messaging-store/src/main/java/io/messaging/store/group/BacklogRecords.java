package io.messaging.store.group;

import io.messaging.message.Message;
import io.messaging.store.journal.BodyReader;
import io.messaging.store.journal.BodyWriter;
import io.messaging.store.journal.Subject;
import io.messaging.store.log.RecordKind;
import io.messaging.store.log.segment.LogRecord;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * How a group's backlog is written down: its place, with the position and below which nothing is left; blocks of what is
 * {@link Unsettled} before the position; and messages that the store may not have any more. They are appended in an order in which
 * each beginning of them says of no message that it is settled unless it is.
 *
 * <p>Does nothing where the group is not kept. Not thread-safe: guarded by the group's lock.
 */
final class BacklogRecords {
    /** Scopes of records: positions of the topic, and numbers of requeued messages. */
    private static final int TOPIC = 0;

    private static final int REQUEUED = 1;
    private static final int VERSION = 1;

    /** What is written down beside entries. Immutable. */
    record Place(long position, long requeued, long missed, long attempts, long lastToken, long lastSeenMillis) {}

    private final Subject subject;
    private final boolean kept;
    private final Unsettled unsettled = new Unsettled(TOPIC);
    private final Unsettled requeued = new Unsettled(REQUEUED);
    private final BlockFormat blocks;
    private final BlockFormat requeuedBlocks;

    /** Entries whose message is to be written down, as it does not expire any more. */
    private final List<Entry> toBeKept = new ArrayList<>();

    /** Entries that are settled, and whose message was written down. */
    private final List<Entry> done = new ArrayList<>();

    BacklogRecords(Subject subject, InstantSource clock, RetryTimer timer) {
        this.subject = subject;
        this.kept = subject.isKept();
        this.blocks = new BlockFormat(clock, timer, false);
        this.requeuedBlocks = new BlockFormat(clock, timer, true);
    }

    private Unsettled of(Entry entry) {
        return entry.requeued ? requeued : unsettled;
    }

    /** Notes that the position has moved, or a number beside it. */
    void moved() {
        subject.changed();
    }

    /** Notes that an entry was looked at. */
    void added(Entry entry) {
        if (kept) {
            of(entry).add(entry.number());
            subject.changed();
        }
    }

    /** Notes that an attempt was begun, or has ended, or who has it. */
    void changed(Entry entry) {
        if (kept) {
            of(entry).put(entry.number(), entry);
            if (!entry.kept
                    && !entry.requeued
                    && entry.message != null
                    && entry.message.ttlSeconds().isPresent()) {
                entry.kept = true;
                toBeKept.add(entry);
            }
            subject.changed();
        }
    }

    /** Notes that an entry is done with. */
    void settled(Entry entry) {
        if (kept) {
            of(entry).remove(entry.number());
            if (entry.kept) {
                done.add(entry);
            }
            subject.changed();
        }
    }

    /** Appends a requeued message at once; returns where it is. */
    long requeue(Entry entry) {
        entry.kept = true;
        return kept ? keep(entry) : 0;
    }

    private long keep(Entry entry) {
        return subject.put(RecordKind.REQUEUED, scope(entry), entry.number(), entry.message.toJsonBytes());
    }

    private static int scope(Entry entry) {
        return entry.requeued ? REQUEUED : TOPIC;
    }

    /** Appends what has changed. */
    void write(Place place) {
        for (Entry entry : toBeKept) {
            if (unsettled.has(entry.number())) {
                keep(entry);
            }
        }
        toBeKept.clear();
        unsettled.write(subject, place.position(), blocks);
        requeued.write(subject, place.requeued(), requeuedBlocks);
        subject.put(RecordKind.PLACE, 0, 0, body(place));
        unsettled.written(subject, place.position());
        requeued.written(subject, place.requeued());
        done.forEach(entry -> subject.remove(RecordKind.REQUEUED, scope(entry), entry.number()));
        done.clear();
    }

    private byte[] body(Place place) {
        return new BodyWriter(VERSION)
                .number(place.position())
                .number(unsettled.lowest(place.position()))
                .number(place.requeued())
                .number(requeued.lowest(place.requeued()))
                .number(place.missed())
                .number(place.attempts())
                .number(place.lastToken())
                .number(place.lastSeenMillis())
                .toBytes();
    }

    /**
     * Reads what was written down.
     *
     * @param firstPosition where the group started
     */
    Place read(long firstPosition) {
        LogRecord log = subject.read(RecordKind.PLACE, 0, 0);
        if (log == null) {
            return read(firstPosition, firstPosition, 0, 0, new Place(0, 0, 0, 0, 0, 0));
        }
        BodyReader body = new BodyReader(log, VERSION);
        long position = body.number();
        long lowest = body.number();
        long requeuedEnd = body.number();
        long lowestRequeued = body.number();
        return read(
                position,
                lowest,
                requeuedEnd,
                lowestRequeued,
                new Place(0, 0, body.number(), body.number(), body.number(), body.number()));
    }

    private Place read(long position, long lowest, long requeuedEnd, long lowestRequeued, Place rest) {
        long end = Math.max(position, unsettled.read(subject, lowest, blocks));
        long endOfRequeued = Math.max(requeuedEnd, requeued.read(subject, lowestRequeued, requeuedBlocks));
        for (long number : subject.places(RecordKind.REQUEUED, REQUEUED)) {
            if (number >= endOfRequeued) {
                requeued.add(number); // nothing that was written later knows it
                endOfRequeued = number + 1;
            }
        }
        removeSettled(TOPIC, unsettled);
        removeSettled(REQUEUED, requeued);
        return new Place(end, endOfRequeued, rest.missed(), rest.attempts(), rest.lastToken(), rest.lastSeenMillis());
    }

    private void removeSettled(int scope, Unsettled left) {
        for (long number : subject.places(RecordKind.REQUEUED, scope)) {
            if (!left.has(number)) {
                subject.remove(RecordKind.REQUEUED, scope, number);
            }
        }
    }

    /** Gives the entries that were read, in storing order, requeued ones first; the action may settle what it is given. */
    void forEach(Consumer<Entry> action) {
        forEach(requeued, true, action);
        forEach(unsettled, false, action);
    }

    private void forEach(Unsettled from, boolean areRequeued, Consumer<Entry> action) {
        from.forEach(
                entry -> action.accept(withMessage(entry)),
                number -> action.accept(withMessage(Entry.of(number, areRequeued))));
    }

    private Entry withMessage(Entry entry) {
        LogRecord log = subject.has(RecordKind.REQUEUED, scope(entry), entry.number())
                ? subject.read(RecordKind.REQUEUED, scope(entry), entry.number())
                : null;
        if (log != null) {
            entry.message = Message.fromJson(log.body());
            entry.kept = true;
        }
        return entry;
    }

    /** Counts the entries. */
    long count() {
        return unsettled.count() + requeued.count();
    }

    /** Counts those of which an attempt was begun. */
    long countBegun() {
        return (long) unsettled.countBegun() + requeued.countBegun();
    }
}
