package io.messaging.store.log.segment;

import io.messaging.store.log.file.LogDirectory;
import io.messaging.store.log.file.LogFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.Deque;

/** Reads segments from their files, of which it keeps some open. Thread-safe. */
public final class SegmentFiles {
    private static final int MAX_OPEN = 64;
    private static final int GUESS = 2 * 1024;

    private final LogDirectory directory;

    /** Of sealed and forced segments, the one opened first in front. Guarded by its monitor. */
    private final Deque<Segment> open = new ArrayDeque<>();

    private volatile boolean closed;

    /** Creates it without open files. */
    public SegmentFiles(LogDirectory directory) {
        this.directory = directory;
    }

    /** A segment's file is not written any more, and may be closed. */
    public void retire(Segment segment) throws IOException {
        synchronized (open) {
            if (!open.contains(segment)) { // one that is there twice would be closed by its first entry
                open.add(segment);
            }
            while (open.size() > MAX_OPEN) {
                closeFile(open.remove());
            }
        }
    }

    /** Closes the file of a segment that is to be deleted. */
    public void forget(Segment segment) throws IOException {
        synchronized (open) {
            open.remove(segment);
            closeFile(segment);
        }
    }

    private static void closeFile(Segment segment) throws IOException {
        LogFile file = segment.file();
        if (file != null) {
            segment.open(null);
            file.close();
        }
    }

    /**
     * Reads a record from a file.
     *
     * @return null when the file is gone
     * @throws LogDamagedException when there is no valid record
     */
    public LogRecord read(Segment segment, int offset) throws IOException {
        byte[] bytes = readFrom(segment, offset, GUESS);
        int length = bytes == null ? 0 : RecordFormat.length(bytes, 0, bytes.length);
        if (length > bytes(bytes) && length <= segment.end() - offset) {
            bytes = readFrom(segment, offset, length);
        }
        return bytes == null ? null : check(segment, bytes, 0, offset);
    }

    private static int bytes(byte[] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    /** Returns the record at an index of bytes that were read from a segment. */
    public LogRecord check(Segment segment, byte[] bytes, int at, int offset) {
        if (!RecordFormat.isValid(bytes, at, bytes.length, Location.of(segment.number(), offset))) {
            throw new LogDamagedException(
                    directory.describe(SegmentStart.fileName(segment.number())),
                    offset,
                    "the record there does not match its checksum");
        }
        return RecordFormat.view(bytes, at);
    }

    /** Returns whether a whole record is at an index of bytes. */
    static boolean hasWhole(byte[] bytes, int at) {
        int length = at < bytes.length ? RecordFormat.length(bytes, at, bytes.length) : 0;
        return length > 0 && length <= bytes.length - at;
    }

    /** Returns up to so many bytes from an offset on, null when the file is gone. */
    byte[] readFrom(Segment segment, int offset, int length) throws IOException {
        byte[] bytes = new byte[Math.max(0, Math.min(length, segment.end() - offset))];
        while (true) {
            LogFile file = file(segment);
            if (file == null) {
                return null;
            }
            try {
                int count = file.read(ByteBuffer.wrap(bytes), offset);
                return count == bytes.length ? bytes : java.util.Arrays.copyOf(bytes, count);
            } catch (ClosedChannelException closedMeanwhile) {
                requireOpen(); // and open it again
            }
        }
    }

    /** Returns the file of a segment, null when it is gone. */
    public LogFile file(Segment segment) throws IOException {
        LogFile file = segment.file();
        if (file != null) {
            return file;
        }
        synchronized (open) {
            requireOpen();
            if (segment.file() == null) {
                try {
                    segment.open(directory.open(SegmentStart.fileName(segment.number())));
                } catch (NoSuchFileException | FileNotFoundException gone) {
                    return null;
                }
                retire(segment);
            }
            return segment.file();
        }
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("the log is closed");
        }
    }

    /** Returns what to throw when the file of a segment that counts is not there. */
    public LogDamagedException missing(Segment segment) {
        return new LogDamagedException(
                directory.describe(SegmentStart.fileName(segment.number())), 0, "the file is missing");
    }

    /** Closes all files but those of segments that were never retired; none is opened any more. */
    public void closeAll() throws IOException {
        closed = true;
        synchronized (open) {
            while (!open.isEmpty()) {
                closeFile(open.remove());
            }
        }
    }
}
