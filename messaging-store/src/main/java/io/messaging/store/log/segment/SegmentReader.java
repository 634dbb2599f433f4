package io.messaging.store.log.segment;

import java.io.IOException;

/**
 * Reads records of which many lie behind one another: from a file it reads a piece at a time, and single records where they do not. Used
 * by one thread at a time.
 */
public final class SegmentReader {
    private static final int PIECE = 64 * 1024;

    private final SegmentFiles files;
    private Segment segment;
    private byte[] piece = {};
    private int start;

    /** Where the record was that was read before. */
    private Segment lastSegment;

    private int lastOffset;

    /** Creates a reader that has read nothing. */
    public SegmentReader(SegmentFiles files) {
        this.files = files;
    }

    /** Reads a record, as {@link SegmentFiles#read}; it stays valid. */
    public LogRecord read(Segment from, int offset) throws IOException {
        boolean near = lastSegment == from && offset >= lastOffset && offset - lastOffset < PIECE;
        lastSegment = from;
        lastOffset = offset;
        int at = offset - start;
        if (segment == from && at >= 0 && SegmentFiles.hasWhole(piece, at)) {
            return files.check(from, piece, at, offset);
        }
        if (!near) {
            return files.read(from, offset);
        }
        byte[] read = files.readFrom(from, offset, PIECE);
        if (read == null) {
            return null;
        }
        if (!SegmentFiles.hasWhole(read, 0)) {
            return files.read(from, offset);
        }
        segment = from;
        piece = read;
        start = offset;
        return files.check(from, piece, 0, offset);
    }
}
