package io.messaging.store.log;

import io.messaging.backend.StoreFullException;
import io.messaging.log.SafeLog;
import io.messaging.store.log.file.DiskFullException;
import io.messaging.store.log.file.DiskReserve;
import io.messaging.store.log.file.LogDirectory;
import io.messaging.store.log.file.LogFile;
import io.messaging.store.log.segment.Location;
import io.messaging.store.log.segment.Segment;
import io.messaging.store.log.segment.SegmentStart;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Creates and extends the files of a log, and writes what was appended into them. Thread-safe: its lock is held during a write, and
 * whoever gets it writes for all others too.
 */
final class LogWriter implements Tail.Space {
    private static final System.Logger LOGGER = SafeLog.of(LogWriter.class);
    private static final int FIRST_ALLOCATION = 64 * 1024;
    private static final int FIRST_RESERVE = 256 * 1024;

    /** How long the directory counts as held without another look. */
    private static final long HELD_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final LogState state;
    private final LogDirectory directory;
    private final LogOptions options;
    private final DiskReserve reserve;
    private final ReentrantLock lock = new ReentrantLock();

    /** The segment prepared last; null when it is in use. Guarded by the lock. */
    private Segment prepared;

    /** When the directory was known to be held. Guarded by the lock. */
    private long heldNanos = System.nanoTime();

    /** Everything before this location is in the files. Written under the lock. */
    private volatile long written;

    LogWriter(LogState state, LogDirectory directory, LogOptions options) {
        this.state = state;
        this.directory = directory;
        this.options = options;
        this.reserve = new DiskReserve(directory);
    }

    void start(long from) {
        written = from;
    }

    long written() {
        return written;
    }

    @Override
    public void allocate(Segment segment, int upTo, boolean vital) {
        lock.lock();
        try {
            if (segment.allocated() < upTo && !segment.isSealed()) {
                extend(segment, upTo, vital);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Segment prepare(int number, int bytes, boolean whole, boolean vital) {
        lock.lock();
        try {
            Segment used = state.segments.get(number);
            if (used != null) {
                return used;
            }
            if (prepared == null || prepared.number() != number) {
                Segment next = new Segment(number, options.segmentBytes());
                if (whole) {
                    next.takeMemory(); // first, as it may fail, and a file that is there cannot be created again
                }
                next.open(create(SegmentStart.fileName(number), vital));
                prepared = next;
            }
            prepared.enlarge(bytes);
            if (prepared.allocated() < bytes) {
                extend(prepared, bytes, vital);
            }
            return prepared;
        } finally {
            lock.unlock();
        }
    }

    private LogFile create(String name, boolean vital) {
        state.requireUsable();
        LogFile created;
        try {
            created = directory.create(name);
        } catch (DiskFullException e) {
            if (vital && reserve.release()) {
                return create(name, false);
            }
            throw full(e);
        } catch (IOException e) {
            throw new LogException("the file " + directory.describe(name) + " cannot be created: " + e, e);
        }
        try {
            directory.force();
            return created;
        } catch (IOException e) {
            closeQuietly(created);
            throw state.fail("a force of the directory", e);
        }
    }

    private static void closeQuietly(LogFile file) {
        try {
            file.close();
        } catch (IOException e) {
            LOGGER.log(Level.DEBUG, "cannot close a file that is not used", e);
        }
    }

    private void extend(Segment segment, int upTo, boolean vital) {
        requireReserve(vital);
        int step = Math.max(FIRST_ALLOCATION, segment.allocated());
        int wanted = segment.allocated() + Math.min(step, options.allocationBytes());
        try {
            allocateTo(segment, vital ? upTo : Math.max(upTo, wanted));
            state.full(vital && state.isFull());
        } catch (DiskFullException e) {
            extendOnFullDisk(segment, upTo, vital);
        }
    }

    private void extendOnFullDisk(Segment segment, int upTo, boolean vital) {
        if (vital) {
            reserve.release();
        }
        try {
            allocateTo(segment, upTo);
        } catch (DiskFullException e) {
            throw full(e);
        }
    }

    /** While the reserve is used up, what is freed goes there first. */
    private void requireReserve(boolean vital) {
        if (!vital && !fillReserve()) {
            throw full(new DiskFullException(
                    "there is no space left for " + directory.describe("") + " and its reserve", null));
        }
    }

    /**
     * Reserves what it takes to compact a segment; returns false when there is no space.
     *
     * @throws LogException when the disk has another problem, such as too many open files
     */
    boolean fillReserve() {
        int wanted = Math.max(Math.min(options.segmentBytes(), FIRST_RESERVE), largestSealed());
        try {
            boolean filled = reserve.fill(wanted);
            if (filled) {
                state.reserved(wanted);
            }
            return filled;
        } catch (IOException e) {
            throw new LogException(
                    "the space that " + state.name() + " needs on a full disk cannot be reserved: " + e, e);
        }
    }

    private int largestSealed() {
        int largest = 0;
        for (Segment segment : state.segments.values()) {
            largest = Math.max(largest, segment.isSealed() ? segment.end() : 0);
        }
        return largest;
    }

    private void allocateTo(Segment segment, int size) throws DiskFullException {
        try {
            segment.file().write(ByteBuffer.allocate(size - segment.allocated()), segment.allocated());
            segment.allocated(size);
        } catch (DiskFullException e) {
            throw e;
        } catch (IOException e) {
            throw state.fail("a write to " + directory.describe(SegmentStart.fileName(segment.number())), e);
        }
    }

    private StoreFullException full(DiskFullException cause) {
        state.full(true);
        return new StoreFullException(
                cause.getMessage()
                        + "; what is stored can be read; free space, clear topics, or wait for messages to expire",
                cause);
    }

    /** Writes everything before a location, and whatever else was appended until now. */
    void writeTo(long location) {
        if (written >= location) {
            return;
        }
        lock.lock();
        try {
            if (written < location) {
                state.requireUsable();
                writeAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void writeAll() {
        Segment segment = state.segment(written);
        while (true) {
            boolean last = !segment.isSealed(); // before its end is read: then that is final
            int end = segment.end();
            write(segment, end);
            requireHeld();
            written = Location.of(segment.number(), end);
            if (last) {
                return;
            }
            cutOff(segment, end);
            segment = state.segments.higherEntry(segment.number()).getValue();
        }
    }

    /**
     * A process that was frozen may have lost the directory. Asked after a write: what was written before somebody else has opened the
     * directory is found there.
     */
    private void requireHeld() {
        if (System.nanoTime() - heldNanos >= HELD_NANOS) {
            if (!directory.isHeld()) {
                throw state.lockLost();
            }
            heldNanos = System.nanoTime();
        }
    }

    private void write(Segment segment, int end) {
        int from = segment.written();
        if (from == end) {
            return;
        }
        try {
            segment.file().write(ByteBuffer.wrap(segment.memory(), from, end - from), from);
            segment.written(end);
        } catch (DiskFullException e) {
            throw full(e); // it stays in memory, and the next call tries again
        } catch (IOException e) {
            throw state.fail("a write to " + directory.describe(SegmentStart.fileName(segment.number())), e);
        }
    }

    /** Gives back what a full segment's file has and does not need. */
    private void cutOff(Segment segment, int end) {
        if (segment.allocated() == end) {
            return;
        }
        try {
            segment.file().truncate(end);
            segment.allocated(end);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "cannot cut " + SegmentStart.fileName(segment.number()) + " to its size", e);
        }
    }

    /** Closes the files that are written. */
    void close() throws IOException {
        lock.lock();
        try {
            if (prepared != null && !state.segments.containsKey(prepared.number())) {
                prepared.file().close();
                directory.delete(SegmentStart.fileName(prepared.number()));
            }
            for (Segment segment : state.segments.values()) {
                if (segment.file() != null) {
                    segment.file().close();
                }
            }
        } finally {
            lock.unlock();
        }
    }
}
