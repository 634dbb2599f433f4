package io.messaging.store.log;

import io.messaging.log.SafeLog;
import io.messaging.store.log.file.LogFile;
import io.messaging.store.log.segment.Location;
import io.messaging.store.log.segment.Segment;
import io.messaging.store.log.segment.SegmentFiles;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Forces what was written. Thread-safe: its lock is held during a force, and those who wait for it meanwhile are served by one
 * more.
 */
final class LogForcer {
    private static final System.Logger LOGGER = SafeLog.of(LogForcer.class);

    private final LogState state;
    private final Tail tail;
    private final LogWriter writer;
    private final SegmentFiles files;
    private final int cachedSegments;
    private final ReentrantLock lock = new ReentrantLock();

    /** Full segments that also lie in memory. Guarded by the lock. */
    private final Deque<Segment> cached = new ArrayDeque<>();

    LogForcer(LogState state, Tail tail, LogWriter writer, SegmentFiles files, int cachedSegments) {
        this.state = state;
        this.tail = tail;
        this.writer = writer;
        this.files = files;
        this.cachedSegments = cachedSegments;
    }

    /** Forces everything before a location, and whatever else was appended until now. */
    void forceTo(long location) {
        if (state.forced() >= location) {
            return;
        }
        lock.lock();
        try {
            if (state.forced() < location) {
                state.requireUsable();
                force();
            }
        } finally {
            lock.unlock();
        }
    }

    private void force() {
        writer.writeTo(tail.end());
        long target = writer.written();
        int first = Location.segment(state.forced());
        for (Segment segment : state.segments
                .subMap(first, true, Location.segment(target), true)
                .values()) {
            force(segment);
        }
        state.forced(target);
    }

    private void force(Segment segment) {
        boolean sealed = segment.isSealed();
        int written = segment.written();
        LogFile file = segment.file();
        if (segment.forced() < written) {
            try {
                file.force();
            } catch (IOException e) {
                throw state.fail("a force", e);
            }
            segment.forced(written);
        }
        if (sealed && written == segment.end()) {
            retire(segment);
        }
    }

    private void retire(Segment segment) {
        cached.remove(segment);
        cached.add(segment);
        if (cached.size() > cachedSegments) {
            cached.remove().dropMemory();
        }
        try {
            files.retire(segment);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "cannot close a file of " + state.name(), e);
        }
    }
}
