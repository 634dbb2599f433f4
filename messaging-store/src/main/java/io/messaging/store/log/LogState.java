package io.messaging.store.log;

import io.messaging.store.log.segment.Location;
import io.messaging.store.log.segment.Segment;
import java.io.IOException;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** What the parts of a log share: its segments, and whether it has failed. Thread-safe. */
final class LogState {
    final ConcurrentNavigableMap<Integer, Segment> segments = new ConcurrentSkipListMap<>();

    /** Identifies the log in messages. */
    private final String name;

    private volatile Throwable failure;
    private volatile boolean closed;

    /** Whether the disk had no space when some was wanted last. */
    private volatile boolean full;

    /** Bytes of the disk's reserve when it was filled last; when it is released, others than compaction hardly use them. */
    private volatile long reserved;

    /** Everything before this location survives a power loss. Written by whoever forces. */
    private volatile long forced;

    LogState(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /** Stops appends and forces for good: a second try could succeed without the data that the first has lost. */
    LogException fail(String what, Throwable cause) {
        if (failure == null) {
            failure = cause;
        }
        return new LogException(
                what + " of " + name + " failed (" + cause
                        + "), so the store is now read-only; fix the disk and restart",
                cause);
    }

    /** Stops it as another process may have opened the directory. */
    LogException lockLost() {
        return fail("the lock", new IOException("the lock file was removed or replaced"));
    }

    void requireUsable() {
        if (closed) {
            throw new LogException("the log " + name + " is closed");
        }
        Throwable cause = failure;
        if (cause != null) {
            throw new LogException(
                    "the log " + name + " has failed before (" + cause
                            + "), so the store is read-only; fix the disk and restart",
                    cause);
        }
    }

    boolean isUsable() {
        return failure == null && !closed;
    }

    /** Ends it; returns whether it was open until now. */
    synchronized boolean close() {
        boolean first = !closed;
        closed = true;
        return first;
    }

    boolean isFull() {
        return full;
    }

    void full(boolean noSpace) {
        full = noSpace;
    }

    long reserved() {
        return reserved;
    }

    void reserved(long bytes) {
        reserved = bytes;
    }

    long forced() {
        return forced;
    }

    void forced(long location) {
        forced = location;
    }

    Segment segment(long location) {
        return segments.get(Location.segment(location));
    }
}
