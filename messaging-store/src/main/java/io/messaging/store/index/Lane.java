package io.messaging.store.index;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * The messages of one priority in one topic, sorted by chronological key. Appending the newest is O(1); anything else
 * is a binary search and a move within one chunk, so a topic of a million costs what one of a thousand does.
 *
 * <p>Not thread-safe: guarded by its topic's lock.
 */
final class Lane {
    private static final int FIRST_CHUNK = 8;
    private static final int MAX_CHUNK = 512;

    private static final class Chunk {
        StoredMessage[] items = new StoredMessage[FIRST_CHUNK];
        int size;

        StoredMessage last() {
            return items[size - 1];
        }

        /** The index of the first item whose key is greater. */
        int firstAfter(long key) {
            int low = 0;
            int high = size;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (items[middle].key() > key) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            return low;
        }

        void insert(int at, StoredMessage item) {
            if (size == items.length) {
                items = Arrays.copyOf(items, Math.min(2 * size, MAX_CHUNK));
            }
            System.arraycopy(items, at, items, at + 1, size - at);
            items[at] = item;
            size++;
        }

        void delete(int at) {
            System.arraycopy(items, at + 1, items, at, size - at - 1);
            items[--size] = null;
        }

        Chunk splitOff() {
            int half = size / 2;
            Chunk upper = new Chunk();
            upper.items = Arrays.copyOfRange(items, half, half + MAX_CHUNK);
            upper.size = size - half;
            Arrays.fill(items, half, size, null);
            size = half;
            return upper;
        }
    }

    /** Never holds an empty chunk. */
    private final List<Chunk> chunks = new ArrayList<>(1);

    /** Adds a message whose key the lane does not have. */
    void add(StoredMessage item) {
        long key = item.key();
        Chunk newest = chunks.isEmpty() ? null : chunks.get(chunks.size() - 1);
        if (newest == null || newest.size == MAX_CHUNK && newest.last().key() < key) {
            newest = new Chunk();
            chunks.add(newest);
        }
        if (newest.size == 0 || newest.last().key() < key) {
            newest.insert(newest.size, item);
            return;
        }
        int at = firstChunkAfter(key);
        Chunk chunk = chunks.get(at);
        if (chunk.size == MAX_CHUNK) {
            chunks.add(at + 1, chunk.splitOff());
            if (chunk.last().key() < key) {
                chunk = chunks.get(at + 1);
            }
        }
        chunk.insert(chunk.firstAfter(key), item);
    }

    void remove(StoredMessage item) {
        int at = firstChunkAfter(item.key() - 1);
        Chunk chunk = chunks.get(at);
        chunk.delete(chunk.firstAfter(item.key() - 1));
        if (chunk.size == 0) {
            chunks.remove(at);
        }
    }

    /** Finds the message with exactly this key, or null. */
    StoredMessage find(long key) {
        StoredMessage candidate = firstAfter(key - 1);
        return candidate != null && candidate.key() == key ? candidate : null;
    }

    /** Finds the message with the least greater key, or null. */
    StoredMessage firstAfter(long key) {
        int at = firstChunkAfter(key);
        if (at == chunks.size()) {
            return null;
        }
        Chunk chunk = chunks.get(at);
        return chunk.items[chunk.firstAfter(key)];
    }

    /** Finds the readable message with the least greater key, or null. */
    StoredMessage firstReadableAfter(long key, long nowMillis) {
        StoredMessage candidate = firstAfter(key);
        while (candidate != null && !candidate.isReadable(nowMillis)) {
            candidate = firstAfter(candidate.key());
        }
        return candidate;
    }

    /** Adds all readable messages with a greater key to the target, in order. */
    void copyAfter(long key, long nowMillis, Consumer<StoredMessage> target) {
        for (int at = firstChunkAfter(key); at < chunks.size(); at++) {
            Chunk chunk = chunks.get(at);
            int from = chunk.items[0].key() > key ? 0 : chunk.firstAfter(key);
            for (int i = from; i < chunk.size; i++) {
                if (chunk.items[i].isReadable(nowMillis)) {
                    target.accept(chunk.items[i]);
                }
            }
        }
    }

    /** The index of the first chunk that holds a greater key. */
    private int firstChunkAfter(long key) {
        int low = 0;
        int high = chunks.size();
        if (high > 0 && chunks.get(high - 1).last().key() <= key) {
            return high; // what readers at the end of a topic ask for
        }
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (chunks.get(middle).last().key() > key) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** Goes through the readable messages from behind a key on; valid while the lane does not change. */
    final class Walk {
        private final long nowMillis;
        private int chunkAt;
        private int itemAt;
        private StoredMessage item;

        Walk(long key, long nowMillis) {
            this.nowMillis = nowMillis;
            chunkAt = firstChunkAfter(key);
            itemAt = (chunkAt < chunks.size() ? chunks.get(chunkAt).firstAfter(key) : 0) - 1;
            advance();
        }

        /** Returns where it is; null at the end. */
        StoredMessage item() {
            return item;
        }

        void advance() {
            do {
                itemAt++;
                if (chunkAt < chunks.size() && itemAt == chunks.get(chunkAt).size) {
                    chunkAt++;
                    itemAt = 0;
                }
                item = chunkAt < chunks.size() ? chunks.get(chunkAt).items[itemAt] : null;
            } while (item != null && !item.isReadable(nowMillis));
        }
    }
}
