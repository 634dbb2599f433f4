package io.messaging.store.log;

import io.messaging.store.log.segment.Location;
import io.messaging.store.log.segment.LogRecord;
import io.messaging.store.log.segment.Segment;
import io.messaging.store.log.segment.SegmentFiles;
import io.messaging.store.log.segment.SegmentReader;
import java.io.IOException;

/** Reads as {@link MessageLog#read}, and from files a piece at a time. Used by one thread at a time. */
public final class LogReader {
    private final LogState state;

    /** Null where the log is in memory. */
    private final SegmentFiles files;

    private final SegmentReader pieces;

    /** The segment that was read last; its memory is dropped when it is given up. */
    private Segment last;

    LogReader(LogState state, SegmentFiles files) {
        this.state = state;
        this.files = files;
        this.pieces = new SegmentReader(files);
    }

    /** Reads a record; returns null when it was copied on, or is dead. */
    public LogRecord read(long location) {
        if (last == null || last.number() != Location.segment(location)) {
            last = state.segment(location);
        }
        byte[] memory = last == null ? null : last.memory();
        if (memory != null) {
            return Segment.view(memory, Location.offset(location));
        }
        Segment segment = state.segment(location);
        return segment == null ? null : read(state, files, pieces, segment, Location.offset(location));
    }

    static LogRecord read(LogState state, SegmentFiles files, long location) {
        Segment segment = state.segment(location);
        return segment == null ? null : read(state, files, null, segment, Location.offset(location));
    }

    private static LogRecord read(
            LogState state, SegmentFiles files, SegmentReader pieces, Segment segment, int offset) {
        byte[] memory = segment.memory();
        if (memory != null) {
            return Segment.view(memory, offset);
        }
        if (files == null) {
            return null; // given up just now
        }
        try {
            LogRecord read = pieces == null ? files.read(segment, offset) : pieces.read(segment, offset);
            if (read == null && state.segments.get(segment.number()) == segment) {
                throw files.missing(segment); // what is given up is taken out before its file is deleted
            }
            return read;
        } catch (IOException e) {
            throw new LogException("segment " + segment.number() + " of " + state.name() + " cannot be read: " + e, e);
        }
    }
}
