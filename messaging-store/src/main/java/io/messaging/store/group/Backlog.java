package io.messaging.store.group;

import io.messaging.message.Message;
import io.messaging.spi.group.OrderingKey;
import io.messaging.store.Cursor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;

/**
 * What a group has not settled: a position, behind which no message was looked at, and the entries before it. Everything
 * before the position that is no entry is settled. An entry is out, or ready to be handed out (again), or pauses before its
 * next attempt, or waits in a {@link KeyQueue} for another one of its key. Positions, attempts and due times describe it
 * completely.
 *
 * <p>Memory is bounded by {@link Limits}: beyond either, nothing new is read until some are settled.
 *
 * <p>Not thread-safe: guarded by the group's lock.
 */
final class Backlog {
    /**
     * How much a backlog may hold. Requeued messages come on top. Immutable.
     *
     * @param entries entries that are out, ready or pausing, of about 100 bytes each, and messages with a ttl that were
     *     handed out
     * @param parked entries that wait for their key, of 8 bytes each
     */
    record Limits(int entries, int parked) {
        static final Limits DEFAULTS = new Limits(100_000, 1_000_000);
    }

    /** How many messages of busy keys one call passes, so that it does not keep others waiting. */
    private static final int MAX_PASSED = 256;

    private final RetryTimer timer;
    private final Limits limits;
    private final BacklogRecords records;
    private final PriorityQueue<Entry> ready = new PriorityQueue<>(Comparator.comparingLong(entry -> entry.position));
    private final PriorityQueue<Entry> pausing = new PriorityQueue<>((a, b) -> Long.signum(a.dueNanos - b.dueNanos));

    /** The keys of which an entry is out, ready or pausing, with those that wait for it. */
    private final Map<String, KeyQueue> keys = new HashMap<>();

    /** Messages that were gone before the group came to be: no loss of its. */
    private final long goneBefore;

    /** Null for unordered. */
    private OrderingKey orderedBy;

    /** Null while the group has no member. */
    private Cursor cursor;

    private long position;
    private int out;
    private long parked;
    private long requeued;
    private long attempts;

    /** Messages before the position that were gone before they were handed out, or between two attempts. */
    private long missed;

    /** Whether its entries are only in the records yet. */
    private boolean unread;

    Backlog(RetryTimer timer, Limits limits, BacklogRecords records, long goneBefore) {
        this.timer = timer;
        this.limits = limits;
        this.records = records;
        this.goneBefore = goneBefore;
    }

    /** Goes on where the records say. Nothing was done with it yet. */
    void restore(BacklogRecords.Place place) {
        position = place.position();
        requeued = place.requeued();
        missed = place.missed();
        attempts = place.attempts();
        unread = true;
    }

    /**
     * Reads from a cursor that was opened at {@link #position}, or where its topic starts if that is later.
     *
     * @param key by which messages are ordered from now on, null for unordered; nothing is out
     */
    void open(Cursor opened, OrderingKey key) {
        cursor = opened;
        position = Math.max(position, cursor.position());
        records.moved();
        if (unread) {
            unread = false;
            orderedBy = key;
            records.forEach(this::enterAgain);
        } else if (!Objects.equals(orderedBy, key)) {
            orderBy(key);
        }
    }

    void close() {
        if (cursor != null) {
            cursor.close();
            cursor = null;
        }
    }

    /**
     * Takes the next entry: what comes again first, in storing order.
     *
     * @return null when there is none; {@link #work} says whether the next call may find one all the same
     */
    Entry take() {
        endPauses();
        for (Entry next = ready.poll(); next != null; next = ready.poll()) {
            if (next.message != null || find(next)) {
                return handOut(next);
            }
            missed++;
            records.settled(next);
            leave(next);
        }
        for (int passed = 0; passed < MAX_PASSED && mayRead(); passed++) {
            Message message = read();
            if (message == null) {
                return null;
            }
            Entry next = new Entry(position - 1);
            next.message = message;
            next.lifeMillis = cursor.lifeMillis();
            if (enter(next)) {
                return handOut(next);
            }
        }
        return null;
    }

    private boolean mayRead() {
        return cursor.end() > position
                && out + ready.size() + pausing.size() < limits.entries()
                && parked < limits.parked();
    }

    private Message read() {
        if (cursor.position() != position) {
            cursor.seek(position);
        }
        long leftOut = cursor.leftOut();
        Message message = cursor.next();
        missed += cursor.position() - position - (cursor.leftOut() - leftOut) - (message == null ? 0 : 1);
        position = cursor.position();
        records.moved();
        return message;
    }

    /** Looks an entry's message up, and returns whether it is still there. */
    private boolean find(Entry entry) {
        cursor.seek(entry.position);
        Message message = cursor.next();
        if (message == null || cursor.position() != entry.position + 1) {
            return false;
        }
        entry.message = message;
        entry.lifeMillis = entry.attempts == 0 ? cursor.lifeMillis() : Cursor.FOR_EVER;
        return true;
    }

    private Entry handOut(Entry entry) {
        entry.attempts++;
        attempts++;
        out++;
        records.changed(entry);
        return entry;
    }

    /** Finds an entry's key, and returns whether the entry has its turn; otherwise it waits for it. */
    private boolean enter(Entry entry) {
        String key = orderedBy == null ? null : orderedBy.of(entry.message);
        if (key == null) {
            return true;
        }
        KeyQueue queue = keys.get(key);
        if (queue == null) {
            entry.queue = new KeyQueue(key);
            keys.put(key, entry.queue);
            return true;
        }
        entry.queue = queue;
        park(entry);
        return false;
    }

    private void park(Entry entry) {
        parked++;
        records.added(entry);
        if (entry.attempts == 0 && !entry.requeued) {
            entry.queue.add(entry.position);
        } else {
            entry.queue.add(entry);
        }
    }

    /** Gives the next of an entry's key its turn. */
    private void leave(Entry entry) {
        if (entry.queue == null) {
            return;
        }
        Entry next = entry.queue.poll();
        if (next == null) {
            keys.remove(entry.queue.key, entry.queue); // another one where the order was changed meanwhile
        } else {
            parked--;
            next.queue = entry.queue;
            await(next);
        }
    }

    private void await(Entry entry) {
        (entry.pausing ? pausing : ready).add(entry);
    }

    /** An entry that was out is done with. */
    void settle(Entry entry) {
        out--;
        records.settled(entry);
        leave(entry);
    }

    /** An entry that was out is to be handed out again, before all that comes after it in storing order. */
    void giveBack(Entry entry, long pauseNanos) {
        out--;
        entry.holder = null;
        if (!entry.requeued && entry.message.ttlSeconds().isEmpty()) {
            entry.message = null;
        }
        entry.lifeMillis = Cursor.FOR_EVER;
        entry.pausing = pauseNanos > 0;
        entry.dueNanos = entry.pausing ? timer.nanoTime() + pauseNanos : 0;
        records.changed(entry);
        await(entry);
    }

    /** Takes a message whose dead letter is withdrawn; returns where it is written down. */
    long requeue(Message message) {
        Entry entry = Entry.of(requeued, true);
        entry.message = message;
        long location = records.requeue(entry);
        requeued++;
        records.added(entry);
        if (!unread && enter(entry)) {
            await(entry);
        }
        return location;
    }

    /** Returns what is to be written down beside entries. */
    BacklogRecords.Place place(long lastToken, long lastSeenMillis) {
        return new BacklogRecords.Place(position, requeued, missed, attempts, lastToken, lastSeenMillis);
    }

    /** Orders by another key from now on. Nothing is out. */
    private void orderBy(OrderingKey other) {
        List<Entry> all = new ArrayList<>(ready);
        all.addAll(pausing);
        for (KeyQueue queue : keys.values()) {
            for (Entry waiting = queue.poll(); waiting != null; waiting = queue.poll()) {
                all.add(waiting);
            }
        }
        ready.clear();
        pausing.clear();
        keys.clear();
        parked = 0;
        orderedBy = other;
        all.sort(Comparator.comparingLong(entry -> entry.position));
        all.forEach(this::enterAgain);
    }

    private void enterAgain(Entry entry) {
        boolean kept = entry.message != null;
        if (!kept && !find(entry)) {
            missed++;
            records.settled(entry);
            return;
        }
        entry.queue = null;
        boolean turn = enter(entry);
        entry.message = kept ? entry.message : null;
        if (turn) {
            await(entry);
        }
    }

    private void endPauses() {
        if (!pausing.isEmpty()) {
            long now = timer.nanoTime();
            for (Entry next = pausing.peek(); next != null && next.dueNanos - now <= 0; next = pausing.peek()) {
                next.pausing = false;
                ready.add(pausing.poll());
            }
        }
    }

    /** Returns at most how many messages could be taken now. */
    long work() {
        endPauses();
        return ready.size() + (mayRead() ? cursor.end() - position : 0);
    }

    /** Returns the entry whose pause ends first, null when none pauses. */
    Entry nextDue() {
        return pausing.peek();
    }

    long position() {
        return position;
    }

    /** Counts the entries: what is not settled before the position. */
    long unsettled() {
        return unread ? records.count() : out + ready.size() + pausing.size() + parked;
    }

    int inFlight() {
        return out;
    }

    long retriesWaiting() {
        return unread
                ? records.countBegun()
                : pausing.size()
                        + ready.stream().filter(entry -> entry.attempts > 0).count()
                        + keys.values().stream().mapToLong(KeyQueue::countBegun).sum();
    }

    long attempts() {
        return attempts;
    }

    /** Counts what is lost to the group, with what is gone behind the position. */
    long lost(long goneAhead) {
        return Math.max(0, missed + goneAhead - goneBefore);
    }
}
