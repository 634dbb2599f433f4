package io.messaging.store;

import io.messaging.backend.RejectedMessageException;
import io.messaging.backend.StoreFullException;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.spi.StartPositions;
import io.messaging.spi.delivery.FailureText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * One topic: its messages by priority and by storing order, and the cursors that wait for more.
 *
 * <p>Thread-safe: {@link #lock} guards everything but {@link #cursors}, which is replaced, never changed. Cursors are
 * signalled outside the lock.
 */
final class Topic {
    private static final Cursor[] NO_CURSORS = {};

    final String name;
    private final Consumer<StoredMessage> onRemoved;
    private final ToLongFunction<Message> sizes;
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

    /** Index entries of other namespaces for messages stored here under several; null while there are none. */
    private Map<StoredMessage, List<StoredMessage>> otherNamespaces;

    private volatile Cursor[] cursors = NO_CURSORS;

    /** The log's end, readable without the lock, so that a cursor with nothing to read costs nothing. */
    private volatile long end;

    /**
     * Creates an empty topic.
     *
     * @param start the position of its first message
     * @param onRemoved called for each message that leaves, under the lock: it must only count
     * @param sizes the bytes of a message's JSON; 0 where they are not counted
     */
    Topic(String name, long start, Consumer<StoredMessage> onRemoved, ToLongFunction<Message> sizes) {
        this.name = name;
        this.start = start;
        this.log = new PositionLog(start);
        this.end = start;
        this.noticedEnd = start;
        this.onRemoved = onRemoved;
        this.sizes = sizes;
    }

    /**
     * Adds a message, unless an equal one is there, or was and has expired, or the topic was dropped.
     *
     * @param expired what has expired lately; null to add a message all the same
     * @return whether it was added; call {@link #signal} then
     */
    boolean add(StoredMessage item, StoreClock clock, long maxMessages, LatelyExpired expired) {
        lock.lock();
        try {
            if (dropped) {
                return false;
            }
            StoredMessage existing = lanes.find(item.message.id());
            if (existing != null && !existing.isReadable(clock)) {
                remove((ExpiringMessage) existing);
                existing = null;
            }
            if (existing != null) {
                addAgain(existing, item);
                return false;
            }
            if (expired != null && expired.contains(name, item.message.id().bits())) {
                return false;
            }
            if (size >= maxMessages) {
                throw new StoreFullException(
                        "topic '" + FailureText.name(name) + "' holds " + size + " messages, the most a topic may"
                                + " (max_messages_per_topic); wait for messages to"
                                + " expire, clear it, or raise the limit");
            }
            append(item);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void append(StoredMessage item) {
        lanes.add(item);
        long position = log.append(item);
        if (item instanceof ExpiringMessage expiring) {
            expiring.position = position;
        }
        size++;
        jsonBytes += sizes.applyAsLong(item.message);
        end = log.end();
        // Last, as reads by id do not wait for the lock: what they find, every other read finds from then on.
        item.index.add(item);
    }

    private void addAgain(StoredMessage existing, StoredMessage again) {
        if (!existing.message.equals(again.message)) {
            throw new RejectedMessageException(
                    "topic '" + FailureText.name(name) + "' already has a different message with id "
                            + again.message.id() + "; the first one stands, so give the new message an id of its own");
        }
        if (existing.index == again.index) {
            return;
        }
        if (otherNamespaces == null) {
            otherNamespaces = new IdentityHashMap<>();
        }
        List<StoredMessage> entries = otherNamespaces.computeIfAbsent(existing, item -> new ArrayList<>());
        if (entries.stream().noneMatch(entry -> entry.index == again.index)) {
            entries.add(again);
            again.index.add(again);
        }
    }

    List<Message> messagesAfter(long key, StoreClock clock) {
        lock.lock();
        try {
            // The time under the lock: else something stored since could stand beside something that has expired since.
            long nowMillis = clock.millis();
            noticedEnd = end;
            List<Message> messages = new ArrayList<>(key < 0 ? (int) size : 0);
            lanes.copyAfter(key, nowMillis, messages);
            return messages;
        } finally {
            lock.unlock();
        }
    }

    /** Finds the readable message with the least (key, id) above the given id's, or null. */
    Message nextAfter(GemstoneId since, StoreClock clock) {
        lock.lock();
        try {
            long nowMillis = clock.millis();
            noticedEnd = end;
            StoredMessage next = lanes.nextAfter(since, nowMillis);
            return next == null ? null : next.message;
        } finally {
            lock.unlock();
        }
    }

    /** Returns what follows an id in chronological order, up to a limit, or until so many bytes are reached. */
    List<Message> pageAfter(GemstoneId since, int limit, long maxBytes, StoreClock clock) {
        lock.lock();
        try {
            long nowMillis = clock.millis();
            noticedEnd = end;
            return lanes.pageAfter(since, limit, maxBytes, nowMillis);
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether an equal message is there, so that storing it again would change nothing. */
    boolean holdsEqual(Message message, long nowMillis) {
        return locked(() -> {
            StoredMessage existing = lanes.find(message.id());
            return existing != null && existing.isReadable(nowMillis) && existing.message.equals(message);
        });
    }

    /** Removes a message whose time has come, if it is still there. */
    void reclaim(ExpiringMessage item) {
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
        log.remove(item.position);
        unindex(item);
        size--;
        jsonBytes -= sizes.applyAsLong(item.message);
        onRemoved.accept(item);
    }

    private void unindex(StoredMessage item) {
        IdIndex index = item.index;
        item.index = null;
        index.remove(item);
        List<StoredMessage> others = otherNamespaces == null ? null : otherNamespaces.remove(item);
        if (others != null) {
            others.forEach(this::unindex);
        }
    }

    /** Removes every message, and returns how many there were. */
    int clear() {
        lock.lock();
        try {
            StoredMessage[] buffer = new StoredMessage[1_024];
            PositionLog.ReadResult result = new PositionLog.ReadResult();
            List<StoredMessage> removed = new ArrayList<>();
            for (long from = 0; from < log.end(); ) {
                from = log.read(from, PositionLog.ALL_KEYS, buffer, result);
                for (int i = 0; i < result.count; i++) {
                    if (buffer[i] != null) {
                        removed.add(buffer[i]);
                    }
                }
            }
            removed.forEach(this::unindex);
            removed.forEach(onRemoved);
            lanes.clear();
            log.clear();
            size = 0;
            jsonBytes = 0;
            return removed.size();
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

    long read(long from, long afterKey, StoredMessage[] target, PositionLog.ReadResult result) {
        lock.lock();
        try {
            return log.read(from, afterKey, target, result);
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
        return locked(() -> log.end() == start && dropIfEmpty());
    }

    /** Drops it if it has neither a cursor nor a message; returns whether it did. */
    boolean dropIfEmpty() {
        return locked(() -> {
            boolean drops = !dropped && cursors.length == 0 && size == 0;
            dropped |= drops;
            return drops;
        });
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
            return log.end();
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
