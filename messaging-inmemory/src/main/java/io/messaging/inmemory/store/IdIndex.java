package io.messaging.inmemory.store;

/**
 * Finds a namespace's messages by id. An open-addressing hash table of the stored messages themselves, since a map with
 * boxed keys would weigh more than many a message; in segments, so that growing never stops everybody.
 *
 * <p>Thread-safe: each segment is guarded by its own monitor.
 */
final class IdIndex {
    private static final int SEGMENTS = 64;
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final Segment[] segments = new Segment[SEGMENTS];

    IdIndex() {
        for (int i = 0; i < SEGMENTS; i++) {
            segments[i] = new Segment();
        }
    }

    void add(StoredMessage item) {
        segment(item.id()).add(item);
    }

    void remove(StoredMessage item) {
        segment(item.id()).remove(item);
    }

    /** Finds the readable message of the id that was stored first, or null. */
    StoredMessage find(long id, long nowMillis) {
        return segment(id).find(id, nowMillis);
    }

    private Segment segment(long id) {
        return segments[(int) (id * MIX >>> 58)];
    }

    private static final class Segment {
        private static final int FIRST_CAPACITY = 4;

        /** The first message of each id, the others hanging on {@code sameId}. A power of two, at most 2/3 full. */
        private StoredMessage[] table = new StoredMessage[FIRST_CAPACITY];

        private int used;

        synchronized void add(StoredMessage item) {
            int at = slot(item.id());
            if (table[at] != null) {
                StoredMessage last = table[at];
                while (last.sameId != null) {
                    last = last.sameId;
                }
                last.sameId = item;
                return;
            }
            table[at] = item;
            if (++used * 3 > table.length * 2) {
                grow();
            }
        }

        synchronized StoredMessage find(long id, long nowMillis) {
            StoredMessage item = table[slot(id)];
            while (item != null && !item.isReadable(nowMillis)) {
                item = item.sameId;
            }
            return item;
        }

        synchronized void remove(StoredMessage item) {
            int at = slot(item.id());
            StoredMessage first = table[at];
            if (first == item) {
                table[at] = item.sameId;
                if (item.sameId == null) {
                    used--;
                    closeGap(at);
                }
                return;
            }
            while (first != null && first.sameId != item) {
                first = first.sameId;
            }
            if (first != null) {
                first.sameId = item.sameId;
            }
        }

        /** Where the id is, or where it would go. */
        private int slot(long id) {
            int mask = table.length - 1;
            int at = home(id, mask);
            while (table[at] != null && table[at].id() != id) {
                at = (at + 1) & mask;
            }
            return at;
        }

        private static int home(long id, int mask) {
            return (int) (id * MIX >>> 26) & mask;
        }

        private void grow() {
            StoredMessage[] old = table;
            table = new StoredMessage[old.length * 2];
            for (StoredMessage item : old) {
                if (item != null) {
                    table[slot(item.id())] = item;
                }
            }
        }

        /** Moves later entries of the same run forward, so that no search stops at the gap too early. */
        private void closeGap(int gap) {
            int mask = table.length - 1;
            int free = gap;
            for (int at = (gap + 1) & mask; table[at] != null; at = (at + 1) & mask) {
                int distanceFromHome = (at - home(table[at].id(), mask)) & mask;
                if (distanceFromHome >= ((at - free) & mask)) {
                    table[free] = table[at];
                    table[at] = null;
                    free = at;
                }
            }
        }
    }
}
