package io.messaging.store.group;

import io.messaging.store.journal.Subject;
import io.messaging.store.log.RecordKind;
import io.messaging.store.log.segment.LogRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The numbers of a sequence that a group has looked at and not settled, as they are written down: in blocks, of which each has a
 * record that says everything about it. So a busy group writes a few records whatever the number of messages, and one with
 * many that wait writes only what has changed.
 *
 * <p>Not thread-safe: guarded by the group's lock.
 */
final class Unsettled {
    private static final int SHIFT = 8;
    private static final int WORDS = 1 << SHIFT - 6;

    /** One bit for each number of a block. */
    private static final class Block {
        final long[] words = new long[WORDS];
        int count;
    }

    private final int scope;

    /** Blocks with a number that is not settled. */
    private final NavigableMap<Long, Block> blocks = new TreeMap<>();

    /** Entries of which more than the number is to be remembered. */
    private final Map<Long, Entry> begun = new HashMap<>();

    /** Blocks of which the record is out of date. */
    private final TreeSet<Long> changed = new TreeSet<>();

    private long latestChanged = -1;
    private long count;

    /** The scope is that of its records. */
    Unsettled(int scope) {
        this.scope = scope;
    }

    /** Adds a number that was looked at; has no effect where it is there. */
    void add(long number) {
        Block block = blocks.computeIfAbsent(number >> SHIFT, unknown -> new Block());
        int word = word(number);
        long bit = 1L << number;
        if ((block.words[word] & bit) == 0) {
            block.words[word] |= bit;
            block.count++;
            count++;
            changed(number);
        }
    }

    private static int word(long number) {
        return (int) (number >> 6) & WORDS - 1;
    }

    /** Adds an entry of which an attempt was begun, or says that it has changed. */
    void put(long number, Entry entry) {
        add(number);
        begun.put(number, entry);
        changed(number);
    }

    void remove(long number) {
        Block block = blocks.get(number >> SHIFT);
        int word = word(number);
        long bit = 1L << number;
        if (block != null && (block.words[word] & bit) != 0) {
            block.words[word] &= ~bit;
            count--;
            begun.remove(number);
            changed(number);
            if (--block.count == 0) {
                blocks.remove(number >> SHIFT);
            }
        }
    }

    private void changed(long number) {
        long block = number >> SHIFT;
        if (block != latestChanged) {
            latestChanged = block;
            changed.add(block);
        }
    }

    boolean has(long number) {
        Block block = blocks.get(number >> SHIFT);
        return block != null && (block.words[word(number)] & 1L << number) != 0;
    }

    long count() {
        return count;
    }

    int countBegun() {
        return begun.size();
    }

    /** Returns the least number that is not settled, or the end of what was looked at. */
    long lowest(long end) {
        return blocks.isEmpty() ? end : next(blocks.firstKey() << SHIFT, end);
    }

    /** Returns the least from a number on within its block, or else the end. */
    private long next(long from, long end) {
        Block block = blocks.get(from >> SHIFT);
        long left = (block.words[word(from)] >>> from) << from;
        for (int word = word(from); ; left = block.words[word]) {
            if (left != 0) {
                return (from >> SHIFT << SHIFT) + ((long) word << 6) + Long.numberOfTrailingZeros(left);
            }
            if (++word == WORDS) {
                return end;
            }
        }
    }

    /** Gives all of them, the least first, as entries; the action may remove what it is given. */
    void forEach(Consumer<Entry> action, Consumer<Long> rest) {
        for (long number : List.copyOf(blocks.keySet())) {
            forEach(number, position -> {
                Entry entry = begun.get(position);
                if (entry == null) {
                    rest.accept(position);
                } else {
                    action.accept(entry);
                }
            });
        }
    }

    private void forEach(long block, Consumer<Long> action) {
        long end = block + 1 << SHIFT;
        for (long number = block << SHIFT; number < end && blocks.containsKey(block); number++) {
            number = next(number, end);
            if (number < end) {
                action.accept(number);
            }
        }
    }

    /** Appends the records that are out of date. What follows says that nothing is left below {@link #lowest}. */
    void write(Subject subject, long end, BlockFormat format) {
        long lowest = lowest(end);
        for (long block : changed) {
            long blockEnd = Math.min(end, block + 1 << SHIFT);
            if (blocks.containsKey(block)) {
                format.start(block << SHIFT, blockEnd);
                forEach(block, number -> format.add(number, begun.get(number)));
                subject.put(RecordKind.ENTRY, scope, block, format.toBytes());
            } else if (lowest < blockEnd && subject.has(RecordKind.ENTRY, scope, block)) {
                subject.putEnd(RecordKind.ENTRY, scope, block);
            }
        }
    }

    /** Gives up the records that are dispensable, now that it is written down what {@link #lowest} returns. */
    void written(Subject subject, long end) {
        changed.clear();
        latestChanged = -1;
        long lowest = lowest(end);
        subject.removeBelow(RecordKind.ENTRY, scope, lowest >> SHIFT);
        if (lowest == end) {
            subject.remove(RecordKind.ENTRY, scope, end >> SHIFT);
        }
    }

    /**
     * Reads what was written down.
     *
     * @param lowest what is below is settled
     * @return the end of what was looked at, as far as the records say
     */
    long read(Subject subject, long lowest, BlockFormat format) {
        long end = 0;
        for (long block : subject.places(RecordKind.ENTRY, scope)) {
            LogRecord log = subject.read(RecordKind.ENTRY, scope, block);
            if (log.length() > 0) {
                end = Math.max(
                        end, format.read(log, block << SHIFT, (number, entry) -> restore(number, lowest, entry)));
            }
        }
        changed.clear();
        latestChanged = -1;
        return end;
    }

    private void restore(long number, long lowest, Entry entry) {
        if (number < lowest) {
            return;
        }
        if (entry == null) {
            add(number);
        } else {
            put(number, entry);
        }
    }
}
