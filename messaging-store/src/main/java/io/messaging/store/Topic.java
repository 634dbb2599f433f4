package io.messaging.store;

import io.messaging.backend.RejectedMessageException;
import io.messaging.backend.StoreFullException;
import io.messaging.message.GemstoneId;
import io.messaging.spi.StartPositions;
import io.messaging.spi.delivery.FailureText;
import io.messaging.store.index.Aliases;
import io.messaging.store.index.ExpiringMessage;
import io.messaging.store.index.Lanes;
import io.messaging.store.index.LatelyExpired;
import io.messaging.store.index.PositionLog;
import io.messaging.store.index.StoreClock;
import io.messaging.store.index.StoredMessage;
import io.messaging.store.log.RecordKind;
import io.messaging.store.log.segment.LogRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * One topic: its messages by priority and by storing order, and the cursors that wait for more.
 *
 * <p>Thread-safe: {@link #lock} guards everything but {@link #cursors}, which is replaced, never changed. Cursors are
 * signalled outside the lock.
 */
final class Topic implements ExpiringMessage.Owner {
    /** From {@link #add}: an equal message is there, or was, or the topic was dropped. */
    static final long NOT_ADDED = -1;

    private static final Cursor[] NO_CURSORS = {};

    private final String name;
    private final Consumer<StoredMessage> onRemoved;
    private final ToLongFunction<StoredMessage> sizes;
    private TopicRecords records;
    private final ReentrantLock lock = new ReentrantLock();
    private final Lanes lanes = new Lanes();
    private final long start;
    private final PositionLog log;
    private long size;

    /** Bytes of JSON of its messages; 0 where they are not counted. */
    private long jsonBytes;

    /** What was stored before it was read, or there was a subscriber. Guarded by the lock. */
    private long noticedEnd;

    /** Whether the store has let go of it; then nothing may be put into it any more. Written under the lock. */
    private volatile boolean dropped;

    /** Whether nobody has been told of its first message. Written under the lock. */
    private volatile boolean unannounced = true;

    private final Aliases aliases = new Aliases();

    private volatile Cursor[] cursors = NO_CURSORS;

    /**
     * The position behind the last message that is safe, and so may be delivered; readable without the lock, so that a cursor with nothing
     * to read costs nothing.
     */
    private volatile long end;

    /**
     * Creates an empty topic.
     *
     * @param start the position of its first message
     * @param log without a message
     * @param onRemoved called for each message that leaves, under the lock: it must only count
     * @param sizes the bytes of a message's JSON; 0 where they are not counted
     * @param records given the topic, returns what it keeps of it
     */
    Topic(
            String name,
            long start,
            PositionLog log,
            Consumer<StoredMessage> onRemoved,
            ToLongFunction<StoredMessage> sizes,
            Function<Topic, TopicRecords> records) {
        this.name = name;
        this.start = start;
        this.log = log;
        this.end = start;
        this.noticedEnd = start;
        this.onRemoved = onRemoved;
        this.sizes = sizes;
        this.records = records.apply(this);
    }

    @Override
    public String name() {
        return name;
    }

    long start() {
        return start;
    }

    /** Returns how one reader reads messages that are in the log; null where they are held. */
    LongFunction<LogRecord> reader() {
        return records.reader();
    }

    /**
     * Adds a message, unless an equal one is there, or was and has expired, or the topic was dropped. Where records become safe later than
     * they are appended, call {@link #publish} then; the location of the item is what has to be safe, also when an equal one is there.
     *
     * @param json the message as a record without a place; null where messages are held
     * @param expired what has expired lately; null to add a message all the same
     * @return its position, or {@link #NOT_ADDED}; call {@link #signal} when it is safe
     */
    long add(StoredMessage item, LogRecord json, StoreClock clock, long maxMessages, LatelyExpired expired) {
        lock.lock();
        try {
            if (dropped) {
                return NOT_ADDED;
            }
            StoredMessage existing = lanes.find(GemstoneId.of(item.id()));
            if (existing != null && !existing.isReadable(clock)) {
                remove((ExpiringMessage) existing);
                existing = null;
            }
            if (existing != null) {
                addAgain(existing, item, json);
                return NOT_ADDED;
            }
            if (expired != null && expired.contains(name, item.id())) {
                return NOT_ADDED;
            }
            if (size >= maxMessages) {
                throw new StoreFullException("topic '" + FailureText.name(name) + "' holds " + size
                        + " messages, which is the limit (max_messages_per_topic); wait for messages to "
                        + "expire, clear the topic, or raise the limit");
            }
            return append(item, json);
        } finally {
            lock.unlock();
        }
    }

    private long append(StoredMessage item, LogRecord json) {
        records.append(item, json, log.end());
        lanes.add(item);
        long position = log.append(item);
        if (item instanceof ExpiringMessage expiring) {
            expiring.position(position);
        }
        size++;
        jsonBytes += sizes.applyAsLong(item);
        if (!records.isPersistent()) {
            end = log.end();
        }
        // Last, as reads by id do not wait for the lock: what they find, every other read finds from then on.
        item.index().add(item);
        return position;
    }

    private void addAgain(StoredMessage existing, StoredMessage again, LogRecord json) {
        if (!records.isEqual(existing, again, json)) {
            throw new RejectedMessageException(
                    "topic '" + FailureText.name(name) + "' already has a different message with id "
                            + GemstoneId.of(again.id())
                            + "; the stored message is unchanged; give the new message a new id");
        }
        StoredMessage known = aliases.find(existing, again.index());
        if (known != null) {
            records.shareLocation(again, known);
        } else {
            StoredMessage alias = existing.alias(again.index());
            records.appendAlias(existing, alias);
            aliases.add(existing, alias);
            records.shareLocation(again, alias);
        }
    }

    /** Returns the position behind the message that has a location; 0 where it is published, or not there. */
    long endBehind(long location) {
        if (location == 0 || end == logEnd()) {
            return 0;
        }
        LogRecord record = reader().apply(location);
        return record == null || record.position() < end ? 0 : record.position() + 1;
    }

    /** Messages before a position have become safe. */
    void publish(long to) {
        lock.lock();
        try {
            end = Math.max(end, to);
        } finally {
            lock.unlock();
        }
    }

    /** Returns what has a greater chronological key, in id order, each as it is mapped under the lock. */
    <T> List<T> after(long key, StoreClock clock, Function<StoredMessage, T> mapping) {
        lock.lock();
        try {
            // The time under the lock: else something stored since could stand beside something that has expired since.
            long nowMillis = clock.millis();
            noticedEnd = end;
            List<T> found = new ArrayList<>(key < 0 ? (int) size : 0);
            lanes.copyAfter(key, nowMillis, item -> found.add(mapping.apply(item)));
            return found;
        } finally {
            lock.unlock();
        }
    }

    /** Finds the readable message with the least (key, id) above the given id's, or null. */
    StoredMessage nextAfter(GemstoneId since, StoreClock clock) {
        lock.lock();
        try {
            long nowMillis = clock.millis();
            noticedEnd = end;
            return lanes.nextAfter(since, nowMillis);
        } finally {
            lock.unlock();
        }
    }

    /** Returns what follows an id in chronological order, up to a limit, or until so many bytes are reached. */
    List<StoredMessage> pageAfter(GemstoneId since, int limit, long maxBytes, StoreClock clock) {
        lock.lock();
        try {
            long nowMillis = clock.millis();
            noticedEnd = end;
            return lanes.pageAfter(since, limit, maxBytes, nowMillis);
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether an equal message is there, so that storing it again would change nothing; the item gets its location. */
    boolean holdsEqual(StoredMessage again, LogRecord json, long nowMillis) {
        return locked(() -> {
            StoredMessage existing = lanes.find(GemstoneId.of(again.id()));
            boolean equal =
                    existing != null && existing.isReadable(nowMillis) && records.isEqual(existing, again, json);
            if (equal) {
                records.shareLocation(again, existing);
            }
            return equal;
        });
    }

    @Override
    public void reclaim(ExpiringMessage item) {
        lock.lock();
        try {
            if (!item.isRemoved()) {
                remove(item);
            }
        } finally {
            lock.unlock();
        }
    }

    private void remove(ExpiringMessage item) {
        lanes.remove(item);
        log.remove(item.position());
        unindex(item);
        size--;
        jsonBytes -= sizes.applyAsLong(item);
        onRemoved.accept(item);
        records.expired(item, item.position(), log.end());
    }

    private void unindex(StoredMessage item) {
        item.removeFromIndex();
        aliases.remove(item).forEach(records::release);
    }

    /**
     * What was cleared.
     *
     * @param messages how many messages
     * @param location the record that has to be safe, 0 for none
     */
    record Cleared(int messages, long location) {
        static final Cleared NOTHING = new Cleared(0, 0);
    }

    /** Removes every message. */
    Cleared clear() {
        lock.lock();
        try {
            List<StoredMessage> removed = new ArrayList<>((int) size);
            log.forEach((position, item) -> removed.add(item));
            long location = removed.isEmpty() ? 0 : records.clear(log.end());
            removed.forEach(this::unindex);
            removed.forEach(onRemoved);
            removed.forEach(records::release);
            lanes.clear();
            log.clear();
            size = 0;
            jsonBytes = 0;
            return new Cleared(removed.size(), location);
        } finally {
            lock.unlock();
        }
    }

    long size() {
        return locked(() -> size);
    }

    long jsonBytes() {
        return locked(() -> jsonBytes);
    }

    long countFrom(long position) {
        return locked(() -> log.countFrom(position));
    }

    long countFrom(CursorStart from) {
        return locked(() -> from.leavesOut()
                ? log.countFrom(from.position(), from.lastKeyLeftOut())
                : log.countFrom(from.position()));
    }

    long goneFrom(long position) {
        long from = Math.max(start, position);
        return locked(() -> Math.max(0, log.end() - from - log.countFrom(from)));
    }

    long end() {
        return end;
    }

    /** Returns the next position, whether or not what is before it is safe. */
    long logEnd() {
        return locked(log::end);
    }

    long read(long from, long afterKey, StoredMessage[] target, PositionLog.ReadResult result) {
        lock.lock();
        try {
            return log.read(from, end, afterKey, target, result);
        } finally {
            lock.unlock();
        }
    }

    boolean hadMessages() {
        return end > start;
    }

    /** Returns true once, to one of those who have added a message. */
    boolean isToBeAnnounced() {
        return unannounced
                && locked(() -> {
                    boolean first = unannounced;
                    unannounced = false;
                    return first;
                });
    }

    boolean isDropped() {
        return dropped;
    }

    /** Drops it if it has no cursor and never had a message; returns whether it did. */
    boolean dropIfUnused() {
        return locked(() -> log.end() == start && dropIfEmpty() >= 0);
    }

    /** Drops it if it has neither a cursor nor a message; returns the record that has to be safe, 0 for none, -1 when it stays. */
    long dropIfEmpty() {
        return locked(() -> {
            if (dropped || cursors.length > 0 || size > 0) {
                return -1L;
            }
            long location = records.drop(log.end());
            dropped = true;
            return location;
        });
    }

    /**
     * Takes over what was recovered: the log has messages. Before anybody else sees the topic.
     *
     * @param next the next position at least
     * @param others index entries of other namespaces, by position
     * @param onRestored is given each message
     */
    void restore(
            TopicRecords recovered,
            long next,
            Map<Long, List<StoredMessage>> others,
            Consumer<StoredMessage> onRestored) {
        records = recovered;
        log.forEach((position, item) -> {
            if (!restore(item)) {
                log.remove(position);
                records.release(item);
                return;
            }
            onRestored.accept(item);
            others.getOrDefault(position, List.of()).forEach(other -> aliases.add(item, other));
        });
        log.skipTo(next);
        end = log.end();
        unannounced = end == start;
    }

    /** Returns false for one that cannot be there, beside one of its id that does not expire: a repair may have left it. */
    private boolean restore(StoredMessage item) {
        StoredMessage earlier = lanes.find(GemstoneId.of(item.id()));
        if (earlier instanceof ExpiringMessage expired) {
            remove(expired); // it had expired when the other one was stored, and the clock was set back since
        } else if (earlier != null) {
            return false;
        }
        lanes.add(item);
        item.index().add(item);
        size++;
        jsonBytes += sizes.applyAsLong(item);
        return true;
    }

    /** Appends again, and notes the new place of, what is live of it at a location. */
    void copyOn(LogRecord record, long location) {
        lock.lock();
        try {
            if (dropped) {
                return;
            }
            records.copyOn(record, location, log.end());
            if (record.kind() != RecordKind.MESSAGE) {
                return;
            }
            StoredMessage item = lanes.find(GemstoneId.of(record.id()));
            if (item == null) {
                return;
            }
            Stream.concat(Stream.of(item), aliases.of(item).stream())
                    .filter(entry -> entry.location() == location)
                    .forEach(entry -> records.copyOn(entry, record));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Puts a cursor in force, for {@link #signal}; returns false when the topic was dropped.
     *
     * @throws IllegalArgumentException when it is to start behind a message that is not there
     */
    boolean open(Cursor cursor, CursorStart from, StoreClock clock) {
        lock.lock();
        try {
            if (dropped) {
                return false;
            }
            cursor.startAt(first(from, clock));
            Cursor[] more = Arrays.copyOf(cursors, cursors.length + 1);
            more[cursors.length] = cursor;
            cursors = more;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private long first(CursorStart from, StoreClock clock) {
        if (from.position() == Cursor.NOW) {
            return end;
        }
        if (from.isChecked()) {
            if (!holds(from.after(), clock)) {
                throw StartPositions.unknown(name, from.after());
            }
            return log.firstAfter(from.lastKeyLeftOut());
        }
        return Math.max(start, Math.min(from.position(), log.end()));
    }

    private boolean holds(GemstoneId id, StoreClock clock) {
        StoredMessage item = lanes.find(id);
        return item != null && item.isReadable(clock);
    }

    void close(Cursor cursor) {
        lock.lock();
        try {
            cursors = Arrays.stream(cursors).filter(other -> other != cursor).toArray(Cursor[]::new);
            noticedEnd = end;
        } finally {
            lock.unlock();
        }
    }

    /** Counts what was stored since the last read, without a subscriber. */
    long unnoticed() {
        return locked(() -> cursors.length > 0 ? 0 : log.countFrom(noticedEnd));
    }

    /** For what is not done for each message, as this creates objects. */
    private <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    void signal() {
        for (Cursor cursor : cursors) {
            cursor.signal();
        }
    }

    int cursorCount() {
        return cursors.length;
    }
}
