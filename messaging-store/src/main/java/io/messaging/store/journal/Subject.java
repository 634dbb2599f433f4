package io.messaging.store.journal;

import io.messaging.backend.MessagingException;
import io.messaging.store.log.MessageLog;
import io.messaging.store.log.RecordKind;
import io.messaging.store.log.segment.LogRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What the log keeps of a client's topic or of a group: records that replace each other. Its owner says that something has
 * {@link #changed}, and writes it down when it is asked to, so that values between two writes of the log are left out.
 *
 * <p>Thread-safe: guarded by its monitor, which is taken after the owner's lock.
 */
public final class Subject {
    /** The body of a record that only says that the one before does not count any more. */
    private static final byte[] NO_BODY = {};

    /** A record that counts. */
    private record Slot(long location, int size) {}

    private final Journal journal;
    private final int number;
    private final NavigableMap<RecordKey, Slot> slots = new TreeMap<>();

    /** Null before the owner has said. */
    private volatile Runnable save;

    /** Whether it waits for {@link Journal#flush}. */
    private volatile boolean changed;

    private boolean forgotten;

    Subject(Journal journal, int number) {
        this.journal = journal;
        this.number = number;
    }

    /** Returns whether anything is written down; where not, {@link #changed} does nothing, and nothing else is called. */
    public boolean isKept() {
        return journal.isKept();
    }

    /**
     * Says who writes it down.
     *
     * @param action is run outside locks, by one thread at a time, after something has {@link #changed}: takes the owner's
     *     lock and calls {@link #put}
     */
    public void onSave(Runnable action) {
        save = action;
    }

    /** Something is to be written down before the log is written the next time. Called under the owner's lock. */
    public void changed() {
        if (!changed && journal.isKept()) {
            changed = true;
            journal.add(this);
        }
    }

    /** Runs what writes it down; where that fails, it is still to be done. */
    void save() {
        changed = false;
        boolean saved = false;
        try {
            save.run();
            saved = true;
        } finally {
            if (!saved) {
                changed();
            }
        }
    }

    /** Appends a record that there is one of, with an id and a body. */
    public long put(byte kind, long id, byte[] body) {
        return put(new LogRecord(kind, number, 0, 0, id, 0, body, 0, body.length));
    }

    /**
     * Appends a record, in the place of the one before with the same kind, scope and place.
     *
     * @return its location; it is not safe yet
     * @throws io.messaging.backend.StoreFullException when the disk is full; nothing has changed
     * @throws MessagingException when the log has failed
     */
    public long put(byte kind, int scope, long place, byte[] body) {
        return put(new LogRecord(kind, number, scope, place, 0, 0, body, 0, body.length));
    }

    /** Appends that the record before does not count any more, where the records that were appended since do not say so. */
    public void putEnd(byte kind, int scope, long place) {
        put(kind, scope, place, NO_BODY);
    }

    private synchronized long put(LogRecord log) {
        if (forgotten) {
            return 0;
        }
        long location = journal.log().append(log);
        journal.appended(location);
        replace(log, location);
        return location;
    }

    private void replace(LogRecord log, long location) {
        release(slots.put(RecordKey.of(log), new Slot(location, log.size())));
    }

    private void release(Slot slot) {
        if (slot != null) {
            journal.log().release(slot.location(), slot.size());
        }
    }

    /** Returns whether there is a record. */
    public synchronized boolean has(byte kind, int scope, long place) {
        return slots.containsKey(new RecordKey(kind, scope, place));
    }

    /** Returns the places of a kind and scope that have a record, the least first. */
    public synchronized List<Long> places(byte kind, int scope) {
        List<Long> places = new ArrayList<>();
        of(kind, scope, Long.MAX_VALUE).keySet().forEach(key -> places.add(key.number()));
        return places;
    }

    private NavigableMap<RecordKey, Slot> of(byte kind, int scope, long last) {
        return slots.subMap(new RecordKey(kind, scope, Long.MIN_VALUE), true, new RecordKey(kind, scope, last), true);
    }

    /** Reads a record, which is valid for ever; returns null when there is none. */
    public synchronized LogRecord read(byte kind, int scope, long place) {
        Slot slot = slots.get(new RecordKey(kind, scope, place));
        return slot == null ? null : journal.log().read(slot.location());
    }

    /** Says that other records, which were appended before this call, make a record dispensable. */
    public synchronized void remove(byte kind, int scope, long place) {
        release(slots.remove(new RecordKey(kind, scope, place)));
    }

    /** Does as {@link #remove} for all places below one. */
    public synchronized void removeBelow(byte kind, int scope, long place) {
        if (place > Long.MIN_VALUE) {
            NavigableMap<RecordKey, Slot> below = of(kind, scope, place - 1);
            below.values().forEach(this::release);
            below.clear();
        }
    }

    /**
     * Appends that nothing of it counts any more, also when the disk is full. What is called later does nothing.
     *
     * @return the location of that record, which is not safe yet
     * @throws MessagingException when the log has failed
     */
    public synchronized long forget() {
        LogRecord log = LogRecord.of(RecordKind.FORGOTTEN, number, 0);
        long location = journal.log().appendVital(log);
        forgotten(log, location);
        return location;
    }

    private void forgotten(LogRecord log, long location) {
        forgotten = true;
        slots.values().forEach(this::release);
        slots.clear();
        replace(log, location);
    }

    /** Lets go of it, as what it is about did not come to be. */
    public synchronized void discard() {
        if (slots.isEmpty()) {
            journal.discard(this, number);
        } else {
            forget();
        }
    }

    /** Takes a record that was found when the log was opened. */
    synchronized void recovered(LogRecord log, long location) {
        if (log.kind() == RecordKind.FORGOTTEN) {
            forgotten(log, location);
        } else {
            replace(log, location);
        }
    }

    /** Does what {@link Journal#copyOn} says; returns whether nothing is left of it. */
    synchronized boolean copyOn(LogRecord log, long location) {
        Slot slot = slots.get(RecordKey.of(log));
        if (slot != null && slot.location() == location) {
            MessageLog target = journal.log();
            if (log.length() == 0 && target.isInOldest(location)) {
                remove(log.kind(), log.scope(), log.position());
            } else {
                replace(log, target.appendVital(log));
            }
        }
        return slots.isEmpty();
    }

    synchronized boolean hasRecord(byte kind) {
        return !of(kind, 0, Long.MAX_VALUE).isEmpty();
    }
}
