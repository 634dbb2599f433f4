package io.messaging.store.group;

import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * The messages that wait because another one of their key is on its way or waits for its next attempt. A message that was
 * never handed out takes 8 bytes. Guarded by its group's lock.
 */
final class KeyQueue {
    private static final long[] NONE = {};
    private static final int FIRST_LENGTH = 8;

    final String key;

    /** Entries of which more than the position must be remembered; null while there never was one. */
    private PriorityQueue<Entry> entries;

    /** A ring of increasing positions. */
    private long[] positions = NONE;

    private int first;
    private int size;

    KeyQueue(String key) {
        this.key = key;
    }

    void add(long position) {
        if (size == positions.length) {
            long[] more = new long[Math.max(FIRST_LENGTH, 2 * size)];
            int tail = size - first;
            System.arraycopy(positions, first, more, 0, tail);
            System.arraycopy(positions, 0, more, tail, first);
            positions = more;
            first = 0;
        }
        positions[(first + size++) % positions.length] = position;
    }

    void add(Entry entry) {
        if (entries == null) {
            entries = new PriorityQueue<>(Comparator.comparingLong(waiting -> waiting.position));
        }
        entries.add(entry);
    }

    /** Returns the next in storing order, null when nothing waits. */
    Entry poll() {
        Entry entry = entries == null ? null : entries.peek();
        if (size > 0 && (entry == null || positions[first] < entry.position)) {
            return new Entry(pollPosition());
        }
        return entry == null ? null : entries.poll();
    }

    private long pollPosition() {
        long position = positions[first];
        first = (first + 1) % positions.length;
        if (--size == 0) {
            positions = NONE;
            first = 0;
        }
        return position;
    }

    /** Counts those that were handed out before. */
    long countBegun() {
        return entries == null
                ? 0
                : entries.stream().filter(entry -> entry.attempts > 0).count();
    }
}
