package io.messaging.store.log.check;

import java.util.BitSet;
import java.util.TreeMap;

/** The positions at which a topic holds a message, a bit for each. Used by one thread. */
final class TopicContents {
    private static final int PAGE_BITS = 16;

    private final TreeMap<Long, BitSet> pages = new TreeMap<>();
    private long firstPosition;

    /** A message is there; once more changes nothing. */
    void add(long position) {
        if (position >= firstPosition) {
            pages.computeIfAbsent(position >> PAGE_BITS, page -> new BitSet()).set(offset(position));
        }
    }

    void remove(long position) {
        BitSet page = pages.get(position >> PAGE_BITS);
        if (page != null) {
            page.clear(offset(position));
        }
    }

    /** Nothing before a position is there any more. */
    void clearBelow(long position) {
        firstPosition = Math.max(firstPosition, position);
        pages.headMap(position >> PAGE_BITS).clear();
        BitSet page = pages.get(position >> PAGE_BITS);
        if (page != null) {
            page.clear(0, offset(position));
        }
    }

    private static int offset(long position) {
        return (int) (position & (1 << PAGE_BITS) - 1);
    }

    long count() {
        return pages.values().stream().mapToLong(BitSet::cardinality).sum();
    }
}
