package io.messaging.store.log;

import io.messaging.log.SafeLog;
import io.messaging.store.log.file.LogFile;
import io.messaging.store.log.segment.Location;
import io.messaging.store.log.segment.Segment;
import io.messaging.store.log.segment.SegmentFiles;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Forces what was written. Who comes while nobody forces does it on its own thread; those who come meanwhile are served all by one more
 * force, by the first of them. Thread-safe: its monitor guards who waits, and is not held during a force.
 */
final class LogForcer {
    private static final System.Logger LOGGER = SafeLog.of(LogForcer.class);

    private final LogState state;
    private final Tail tail;
    private final LogWriter writer;
    private final SegmentFiles files;
    private final int cachedSegments;

    /** Those who wait for the next force. Guarded by the monitor. */
    private List<CompletableFuture<Boolean>> waiting = new ArrayList<>();

    /** Whether somebody forces, or has been told to. Guarded by the monitor. */
    private boolean forcing;

    /** Full segments that also lie in memory. Owned by who forces. */
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
        while (state.forced() < location) {
            state.requireUsable();
            CompletableFuture<Boolean> turn = takeTurn();
            if (turn == null || turn.join()) { // one future each: completing them wakes all at once, unlike a lock
                forceForAll();
            }
        }
    }

    /** Returns what completes with whether it is the caller's turn to force; null when it is already. */
    private synchronized CompletableFuture<Boolean> takeTurn() {
        if (!forcing) {
            forcing = true;
            return null;
        }
        CompletableFuture<Boolean> turn = new CompletableFuture<>();
        waiting.add(turn);
        return turn;
    }

    private void forceForAll() {
        List<CompletableFuture<Boolean>> served = takeWaiting();
        try {
            force();
        } finally {
            passTurn();
            served.forEach(other -> other.complete(false));
        }
    }

    private synchronized List<CompletableFuture<Boolean>> takeWaiting() {
        List<CompletableFuture<Boolean>> taken = waiting;
        waiting = new ArrayList<>();
        return taken;
    }

    private void passTurn() {
        CompletableFuture<Boolean> next;
        synchronized (this) {
            forcing = !waiting.isEmpty();
            next = forcing ? waiting.remove(0) : null;
        }
        if (next != null) {
            next.complete(true);
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
