package io.messaging.store.log;

import io.messaging.store.log.segment.Location;
import io.messaging.store.log.segment.LogRecord;
import io.messaging.store.log.segment.Segment;
import io.messaging.store.log.segment.SegmentStart;
import java.util.Collection;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The end of a log, where records are appended. Thread-safe: its lock guards the active segment's end and which segments there are,
 * and is held for a copy; files are created and extended outside it.
 */
final class Tail {
    /** Finds room for records, and may block. Called outside the tail's lock. */
    interface Space {
        /**
         * Sees to it that a segment may be appended to up to an offset, unless it is sealed.
         *
         * @param vital whether the reserve of the disk may be used
         */
        void allocate(Segment segment, int upTo, boolean vital);

        /**
         * Prepares a segment, or returns the one that is prepared or in use already.
         *
         * @param number its number
         * @param bytes how much fits at least
         * @param whole whether it takes its whole memory at once
         * @param vital whether the reserve of the disk may be used
         */
        Segment prepare(int number, int bytes, boolean whole, boolean vital);
    }

    private static final int START_BYTES = 512;

    private final LogState state;
    private final Space space;
    private final int reserve;
    private final String boot;
    private final ReentrantLock lock = new ReentrantLock();

    /** The segment that is appended to; null before {@link #start}. Written under the lock. */
    private volatile Segment active;

    /** The segment that comes next; null until it is prepared. Guarded by the lock. */
    private Segment prepared;

    Tail(LogState state, Space space, int reserve, String boot) {
        this.state = state;
        this.space = space;
        this.reserve = reserve;
        this.boot = boot;
    }

    /** Starts the first segment of this process, behind those that were recovered. */
    void start(int number, Segment previous) {
        Segment first = space.prepare(number, startBytes(), false, true);
        lock.lock();
        try {
            state.forced(Location.of(number, 0));
            begin(first, previous);
            active = first;
        } finally {
            lock.unlock();
        }
    }

    private void begin(Segment next, Segment previous) {
        SegmentStart start = new SegmentStart(
                boot,
                previous == null ? 0 : previous.number(),
                previous == null ? 0 : previous.end(),
                new TreeSet<>(state.segments.keySet()));
        next.start(start, state.forced());
        state.segments.put(next.number(), next);
    }

    /** About what the start of a segment takes at most, and the reserve. */
    private int startBytes() {
        return START_BYTES + 2 * Integer.BYTES * state.segments.size() + reserve;
    }

    /** Appends a record; returns its location. */
    long append(LogRecord log) {
        return append(log, reserve);
    }

    /** Appends a record for which the reserve may be used. */
    long appendVital(LogRecord log) {
        return append(log, 0);
    }

    private long append(LogRecord log, int kept) {
        byte[] header = Segment.header(log, state.forced());
        int bytes = log.size() + kept;
        while (true) {
            Segment full;
            lock.lock();
            try {
                full = segmentFor(bytes);
                if (hasRoom(full, bytes)) {
                    full.changeLive(log.kind() >= LogRecord.FIRST_KIND ? log.size() : 0);
                    return full.append(header, log);
                }
            } finally {
                lock.unlock();
            }
            makeRoom(full, bytes, kept == 0);
        }
    }

    /**
     * Takes segments out of the log, and appends the list of those that are left, in one: no list may name a segment that is deleted,
     * nor lack one that has come.
     */
    void giveUp(Collection<Segment> dead) {
        while (true) {
            Segment full;
            LogRecord list;
            lock.lock();
            try {
                list = listWithout(dead);
                full = segmentFor(list.size());
                if (hasRoom(full, list.size())) {
                    list = listWithout(dead); // the next segment may have begun
                    if (hasRoom(full, list.size())) {
                        dead.forEach(segment -> state.segments.remove(segment.number()));
                        full.append(Segment.header(list, state.forced()), list);
                        return;
                    }
                }
            } finally {
                lock.unlock();
            }
            makeRoom(full, list.size(), true);
        }
    }

    private LogRecord listWithout(Collection<Segment> dead) {
        TreeSet<Integer> left = new TreeSet<>(state.segments.keySet());
        dead.forEach(segment -> left.remove(segment.number()));
        return SegmentStart.listRecord(left);
    }

    /** Returns the active segment, a new one where so many bytes do not fit and a new one is prepared. */
    private Segment segmentFor(int bytes) {
        state.requireUsable();
        boolean rolls = !active.fits(bytes) && prepared != null && prepared.fits(bytes);
        return rolls ? roll() : active;
    }

    private static boolean hasRoom(Segment segment, int bytes) {
        return segment.fits(bytes) && segment.isAllocated(bytes);
    }

    private void makeRoom(Segment full, int bytes, boolean vital) {
        if (full.fits(bytes)) {
            space.allocate(full, full.end() + bytes, vital);
        } else {
            prepareNext(full, bytes, vital);
        }
    }

    private Segment roll() {
        Segment previous = active;
        Segment next = prepared;
        prepared = null;
        begin(next, previous);
        previous.seal(); // the next one can be found by now
        active = next;
        return next;
    }

    /** Prepares what follows a segment, unless that has happened. */
    private void prepareNext(Segment full, int bytes, boolean vital) {
        Segment next = space.prepare(full.number() + 1, Math.addExact(bytes, startBytes()), true, vital);
        lock.lock();
        try {
            if (active == full) {
                prepared = next;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Prepares the next segment early, so that nobody has to wait for it. */
    void prepareAhead() {
        Segment now = active;
        boolean wanted;
        lock.lock();
        try {
            wanted = prepared == null && !now.fits(now.end());
        } finally {
            lock.unlock();
        }
        if (wanted) {
            prepareNext(now, 0, false);
        }
    }

    /** Ends the active segment though it has room, and starts the next one, for which the reserve of the disk may be used. */
    void rollEarly() {
        Segment ended = active;
        Segment next = space.prepare(ended.number() + 1, startBytes(), false, true);
        lock.lock();
        try {
            state.requireUsable();
            if (active == ended) {
                prepared = next;
                roll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns the location behind the last record that was appended. */
    long end() {
        Segment now = active;
        return Location.of(now.number(), now.end());
    }

    Segment active() {
        return active;
    }
}
