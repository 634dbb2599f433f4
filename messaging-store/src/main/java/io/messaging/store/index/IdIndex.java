package io.messaging.store.index;

/**
 * Finds a namespace's messages by id. An open-addressing hash table of the stored messages themselves, since a map with
 * boxed keys would weigh more than many a message; in segments, so that growing never stops everybody.
 *
 * <p>Thread-safe: each segment is guarded by its own monitor.
 */
public final class IdIndex {
    private static final int SEGMENTS = 64;
    private static final int SEGMENT_SHIFT = 58;
    private static final int TAG_SHIFT = 51;
    private static final int HOME_SHIFT = 20;
    private static final long MIX = 0x9E3779B97F4A7C15L;

    /** Ids that follow one another, as those of a busy generator do, lie side by side: one cache miss for all. */
    private static final int NEIGHBOUR_BITS = 3;

    private static final int NEIGHBOUR_MASK = (1 << NEIGHBOUR_BITS) - 1;

    private final int namespace;
    private final Segment[] segments = new Segment[SEGMENTS];

    /**
     * Creates an empty index.
     *
     * @param namespace the number of its namespace in the log; 0 where there is none
     */
    public IdIndex(int namespace) {
        this.namespace = namespace;
        for (int i = 0; i < SEGMENTS; i++) {
            segments[i] = new Segment();
        }
    }

    /** {@return the number of its namespace in the log} */
    public int namespace() {
        return namespace;
    }

    /** Adds an item. */
    public void add(StoredMessage item) {
        segment(item.id()).add(item);
    }

    void remove(StoredMessage item) {
        segment(item.id()).remove(item);
    }

    /** Finds the readable message of the id that was stored first, or null. */
    public StoredMessage find(long id, long nowMillis) {
        return segment(id).find(id, nowMillis);
    }

    private static long hash(long id) {
        return (id >>> NEIGHBOUR_BITS) * MIX;
    }

    private Segment segment(long id) {
        return segments[(int) (hash(id) >>> SEGMENT_SHIFT)];
    }

    private static final class Segment {
        private static final int FIRST_CAPACITY = 4;

        /** The first message of each id, the others hanging on {@code sameId}. A power of two, at most 2/3 full. */
        private StoredMessage[] table = new StoredMessage[FIRST_CAPACITY];

        /** Seven bits of each slot's hash, 0 for an empty slot: a search looks at few messages that are not meant. */
        private byte[] tags = new byte[FIRST_CAPACITY];

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
            put(at, item, tag(item.id()));
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
                    tags[at] = 0;
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
            byte tag = tag(id);
            int at = home(id, mask);
            while (tags[at] != 0 && (tags[at] != tag || table[at].id() != id)) {
                at = (at + 1) & mask;
            }
            return at;
        }

        private void put(int at, StoredMessage item, byte tag) {
            table[at] = item;
            tags[at] = tag;
        }

        private static int home(long id, int mask) {
            return (int) ((hash(id) >>> HOME_SHIFT) << NEIGHBOUR_BITS | id & NEIGHBOUR_MASK) & mask;
        }

        private static byte tag(long id) {
            return (byte) ((hash(id) >>> TAG_SHIFT) + id | 0x80);
        }

        private void grow() {
            StoredMessage[] old = table;
            table = new StoredMessage[old.length * 2];
            tags = new byte[table.length];
            for (StoredMessage item : old) {
                if (item != null) {
                    put(slot(item.id()), item, tag(item.id()));
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
                    put(free, table[at], tags[at]);
                    put(at, null, (byte) 0);
                    free = at;
                }
            }
        }
    }
}
