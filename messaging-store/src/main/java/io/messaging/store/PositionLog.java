package io.messaging.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A topic's messages in storing order: position 0 is the first ever stored, and a position never changes or comes
 * again. Removed messages leave holes; a chunk of holes gives its memory back.
 *
 * <p>Not thread-safe: guarded by its topic's lock.
 */
final class PositionLog {
    private static final int FIRST_CHUNK = 8;
    private static final int CHUNK = 1_024;

    /** For {@link #read}: leaves out no message. */
    static final long ALL_KEYS = -1;

    private static final class Chunk {
        StoredMessage[] items = new StoredMessage[FIRST_CHUNK];
        int live;

        /** No message in it has a greater chronological key. */
        long maxKey = ALL_KEYS;

        /** No message in it has a lesser chronological key. */
        long minKey = Long.MAX_VALUE;

        int liveFrom(int offset) {
            return offset == 0 ? live : (int) wantedFrom(offset, ALL_KEYS);
        }

        /** Counts the messages from an offset on whose key is greater. */
        long wantedFrom(int offset, long afterKey) {
            return Arrays.stream(items, Math.min(offset, items.length), items.length)
                    .filter(item -> item != null && item.key() > afterKey)
                    .count();
        }
    }

    /** The chunks from {@link #firstChunk} on; null where every message was removed. */
    private final List<Chunk> chunks = new ArrayList<>(1);

    private long firstChunk;
    private long end;

    /** Nothing is left before this position. */
    private long base;

    /** Messages that are left. */
    private long live;

    PositionLog(long start) {
        end = start;
        clear();
    }

    /** The position that the next message will get. */
    long end() {
        return end;
    }

    long append(StoredMessage item) {
        int offset = (int) (end % CHUNK);
        if (offset == 0 || chunks.isEmpty()) {
            firstChunk = chunks.isEmpty() ? end / CHUNK : firstChunk;
            chunks.add(new Chunk());
        }
        Chunk chunk = chunks.get(chunks.size() - 1);
        if (offset >= chunk.items.length) {
            chunk.items = Arrays.copyOf(chunk.items, Math.min(Math.max(2 * chunk.items.length, offset + 1), CHUNK));
        }
        chunk.items[offset] = item;
        chunk.maxKey = Math.max(chunk.maxKey, item.key());
        chunk.minKey = Math.min(chunk.minKey, item.key());
        chunk.live++;
        live++;
        return end++;
    }

    void remove(long position) {
        int index = (int) (position / CHUNK - firstChunk);
        Chunk chunk = chunks.get(index);
        chunk.items[(int) (position % CHUNK)] = null;
        live--;
        if (--chunk.live > 0 || end < (firstChunk + index + 1) * CHUNK) {
            return;
        }
        chunks.set(index, null);
        int empty = 0;
        while (empty < chunks.size() && chunks.get(empty) == null) {
            empty++;
        }
        chunks.subList(0, empty).clear();
        firstChunk += empty;
        base = chunks.isEmpty() ? end : Math.max(base, firstChunk * CHUNK);
    }

    /** Counts the messages from a position on: at once where there are no holes, else whole chunks at a time. */
    long countFrom(long position) {
        return live == end - base ? Math.max(0, end - Math.max(position, base)) : countFrom(position, ALL_KEYS);
    }

    /** Counts those of them whose chronological key is greater: whole chunks at a time where all or none has such a key. */
    long countFrom(long position, long afterKey) {
        long count = 0;
        for (int index = 0; index < chunks.size(); index++) {
            Chunk chunk = chunks.get(index);
            long chunkStart = (firstChunk + index) * CHUNK;
            if (chunkStart + CHUNK > position && !isSkipped(chunk, afterKey)) {
                int offset = (int) Math.max(0, position - chunkStart);
                count += chunk.minKey > afterKey ? chunk.liveFrom(offset) : chunk.wantedFrom(offset, afterKey);
            }
        }
        return count;
    }

    /** Returns the position of the first message whose chronological key is greater, or the end. */
    long firstAfter(long afterKey) {
        for (int index = 0; index < chunks.size(); index++) {
            Chunk chunk = chunks.get(index);
            for (int offset = 0; !isSkipped(chunk, afterKey) && offset < chunk.items.length; offset++) {
                StoredMessage item = chunk.items[offset];
                if (item != null && item.key() > afterKey) {
                    return (firstChunk + index) * CHUNK + offset;
                }
            }
        }
        return end;
    }

    /** Removes every message; the next one continues the count. */
    void clear() {
        chunks.clear();
        firstChunk = end / CHUNK;
        base = end;
        live = 0;
    }

    /**
     * Copies what lies from a position on, holes as null. Skips chunks without a message whose chronological key is greater
     * than {@code afterKey}, so that a reader who wants the end of a long topic does not look at all of it.
     *
     * @return the position after the last one copied or skipped
     */
    long read(long from, long afterKey, StoredMessage[] target, ReadResult result) {
        long position = chunks.isEmpty() ? end : Math.max(from, firstChunk * CHUNK);
        result.leftOut = 0;
        while (position < end && isSkipped(chunks.get((int) (position / CHUNK - firstChunk)), afterKey)) {
            Chunk skipped = chunks.get((int) (position / CHUNK - firstChunk));
            result.leftOut += skipped == null ? 0 : skipped.liveFrom((int) (position % CHUNK));
            position = Math.min(end, (position / CHUNK + 1) * CHUNK);
        }
        result.first = position;
        result.count = 0;
        if (position >= end) {
            return position;
        }
        Chunk chunk = chunks.get((int) (position / CHUNK - firstChunk));
        int offset = (int) (position % CHUNK);
        int available = (int) Math.min(end - position, CHUNK - offset);
        result.count = Math.min(available, target.length);
        System.arraycopy(chunk.items, offset, target, 0, result.count);
        return position + result.count;
    }

    private static boolean isSkipped(Chunk chunk, long afterKey) {
        return chunk == null || chunk.maxKey <= afterKey;
    }

    /** Where {@link #read} says what it copied; the caller's own, so that reading allocates nothing. */
    static final class ReadResult {
        long first;
        int count;

        /** Messages that are there and were skipped. */
        long leftOut;
    }
}
