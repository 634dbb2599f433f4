package io.messaging.store.index;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * A topic's messages in storing order: position 0 is the first ever stored, and a position never changes or comes
 * again. Removed messages leave holes; a chunk of holes gives its memory back.
 *
 * <p>Not thread-safe: guarded by its topic's lock.
 */
public final class PositionLog {
    private static final int FIRST_CHUNK = 8;
    private static final int CHUNK = 1_024;

    /** For {@link #read}: leaves out no message. */
    public static final long ALL_KEYS = -1;

    private static final class Chunk {
        StoredMessage[] items = new StoredMessage[FIRST_CHUNK];
        int live;

        /** No message in it has a greater chronological key. */
        long maxKey = ALL_KEYS;

        /** No message in it has a lesser chronological key. */
        long minKey = Long.MAX_VALUE;

        void put(int offset, StoredMessage item) {
            items[offset] = item;
            maxKey = Math.max(maxKey, item.key());
            minKey = Math.min(minKey, item.key());
            live++;
        }

        int liveFrom(int offset) {
            return offset == 0 ? live : (int) wantedFrom(offset, ALL_KEYS);
        }

        /** Counts the messages in a range, which may be all from an offset on. */
        int liveIn(int offset, int count, boolean toEnd) {
            if (toEnd || offset + count == CHUNK) {
                return liveFrom(offset);
            }
            return (int) Arrays.stream(items, offset, offset + count)
                    .filter(Objects::nonNull)
                    .count();
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

    /** Creates an empty log, whose first message gets a position. */
    public PositionLog(long start) {
        end = start;
        clear();
    }

    /** The position that the next message will get. */
    public long end() {
        return end;
    }

    public long append(StoredMessage item) {
        int offset = (int) (end % CHUNK);
        if (offset == 0 || firstChunk + chunks.size() <= end / CHUNK) {
            addChunks();
        }
        Chunk chunk = chunks.get(chunks.size() - 1);
        if (offset >= chunk.items.length) {
            chunk.items = Arrays.copyOf(chunk.items, Math.min(Math.max(2 * chunk.items.length, offset + 1), CHUNK));
        }
        chunk.put(offset, item);
        live++;
        return end++;
    }

    private void addChunks() {
        firstChunk = chunks.isEmpty() ? end / CHUNK : firstChunk;
        while (firstChunk + chunks.size() < end / CHUNK) {
            chunks.add(null);
        }
        chunks.add(new Chunk());
    }

    /** Gives the next message a later position. */
    public void skipTo(long position) {
        if (position <= end) {
            return;
        }
        end = position;
        if (chunks.isEmpty()) {
            clear();
        } else {
            Chunk last = chunks.get(chunks.size() - 1);
            int used = (int) Math.min(CHUNK, end - (firstChunk + chunks.size() - 1) * CHUNK);
            if (last != null && last.items.length < used) {
                last.items = Arrays.copyOf(last.items, used);
            }
        }
    }

    /**
     * Puts an item where it was before a restart.
     *
     * @return what is there already, null when the item was put there
     */
    public StoredMessage restore(long position, StoredMessage item) {
        if (position >= end) {
            skipTo(position);
            append(item);
            return null;
        }
        if (chunks.isEmpty()) {
            firstChunk = end / CHUNK;
        }
        long index = position / CHUNK;
        if (index < firstChunk) {
            chunks.addAll(0, Collections.nCopies((int) (firstChunk - index), null));
            firstChunk = index;
        }
        while (firstChunk + chunks.size() <= index) {
            chunks.add(null);
        }
        Chunk chunk = chunks.get((int) (index - firstChunk));
        if (chunk == null) {
            chunk = new Chunk();
            chunk.items = new StoredMessage[CHUNK];
            chunks.set((int) (index - firstChunk), chunk);
        }
        int offset = (int) (position % CHUNK);
        StoredMessage there = chunk.items[offset];
        if (there == null) {
            chunk.put(offset, item);
            base = Math.min(base, position);
            live++;
        }
        return there;
    }

    public void remove(long position) {
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

    /** Visits the messages in storing order, with their positions. It may remove the one that it visits. */
    public void forEach(Visitor visitor) {
        for (long position = base; position < end; position++) {
            int index = (int) (position / CHUNK - firstChunk);
            Chunk chunk = index >= 0 && index < chunks.size() ? chunks.get(index) : null;
            if (chunk == null) {
                position = (position / CHUNK + 1) * CHUNK - 1;
            } else {
                int offset = (int) (position % CHUNK);
                StoredMessage item = offset < chunk.items.length ? chunk.items[offset] : null;
                if (item != null) {
                    visitor.visit(position, item);
                }
            }
        }
    }

    /** Is shown messages. */
    @FunctionalInterface
    public interface Visitor {
        void visit(long position, StoredMessage item);
    }

    /** Counts the messages from a position on: at once where there are no holes, else whole chunks at a time. */
    public long countFrom(long position) {
        return live == end - base ? Math.max(0, end - Math.max(position, base)) : countFrom(position, ALL_KEYS);
    }

    /** Counts those of them whose chronological key is greater: whole chunks at a time where all or none has such a key. */
    public long countFrom(long position, long afterKey) {
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
    public long firstAfter(long afterKey) {
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
    public void clear() {
        chunks.clear();
        firstChunk = end / CHUNK;
        base = end;
        live = 0;
    }

    /**
     * Copies what lies from a position on, holes as null. Skips chunks without a message whose chronological key is greater
     * than {@code afterKey}, so that a reader who wants the end of a long topic does not look at all of it.
     *
     * @param limit where to end, at most the end
     * @return the position after the last one copied or skipped
     */
    public long read(long from, long limit, long afterKey, StoredMessage[] target, ReadResult result) {
        long position = chunks.isEmpty() ? limit : Math.max(from, firstChunk * CHUNK);
        result.leftOut = 0;
        while (position < limit && isSkipped(chunks.get((int) (position / CHUNK - firstChunk)), afterKey)) {
            Chunk skipped = chunks.get((int) (position / CHUNK - firstChunk));
            long next = Math.min(limit, (position / CHUNK + 1) * CHUNK);
            result.leftOut += skipped == null
                    ? 0
                    : skipped.liveIn((int) (position % CHUNK), (int) (next - position), next == end);
            position = next;
        }
        result.first = position;
        result.count = 0;
        if (position >= limit) {
            return position;
        }
        Chunk chunk = chunks.get((int) (position / CHUNK - firstChunk));
        int offset = (int) (position % CHUNK);
        int available = (int) Math.min(limit - position, CHUNK - offset);
        result.count = Math.min(available, target.length);
        System.arraycopy(chunk.items, offset, target, 0, result.count);
        return position + result.count;
    }

    private static boolean isSkipped(Chunk chunk, long afterKey) {
        return chunk == null || chunk.maxKey <= afterKey;
    }

    /** Where {@link #read} says what it copied; the caller's own, so that reading allocates nothing. */
    public static final class ReadResult {
        public long first;
        public int count;

        /** Messages that are there and were skipped. */
        public long leftOut;
    }
}
