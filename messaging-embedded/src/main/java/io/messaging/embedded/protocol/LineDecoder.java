package io.messaging.embedded.protocol;

import io.messaging.json.ByteScan;
import java.nio.ByteBuffer;

/**
 * Cuts a stream of bytes into lines, looking at each byte once. A line that is too long is dropped up to its end and
 * reported in its turn, so the lines around it are not lost. Used by one thread.
 */
public final class LineDecoder {
    /** What {@link #next} found. */
    public enum Found {
        /** A line, at {@link LineDecoder#lineStart} to {@link LineDecoder#lineEnd} of the buffer. */
        LINE,
        /** A line that was too long and is dropped. */
        TOO_LONG,
        /** The rest of a line is still to come. */
        NOTHING
    }

    private static final byte[] EMPTY = {};
    private static final int FIRST_BYTES = 4 * 1024;

    /** A buffer that grew above this for one line is given back when it is empty. */
    private static final int KEEP_BYTES = 128 * 1024;

    private int maxLineBytes;
    private byte[] buffer = EMPTY;
    private int start;
    private int scanned;
    private int end;
    private boolean dropping;
    private int lineStart;
    private int lineEnd;

    /** Takes the length of the longest line, its end included. */
    public LineDecoder(int maxLineBytes) {
        this.maxLineBytes = maxLineBytes;
    }

    /** Sets the length of the longest line from now on. */
    public void maxLineBytes(int bytes) {
        maxLineBytes = bytes;
    }

    /** Takes over all that remains in the source. Lines found before are gone. */
    public void append(ByteBuffer source) {
        int count = source.remaining();
        if (start == end) {
            start = scanned = end = 0;
        }
        if (buffer.length - end < count) {
            makeRoom(count);
        }
        source.get(buffer, end, count);
        end += count;
    }

    private void makeRoom(int count) {
        int used = end - start;
        byte[] target = buffer;
        if (buffer.length - used < count) {
            target = new byte
                    [Math.max(FIRST_BYTES, Math.max(used + count, (int) Math.min(buffer.length * 2L, 1 << 30)))];
        }
        System.arraycopy(buffer, start, target, 0, used);
        buffer = target;
        scanned -= start;
        start = 0;
        end = used;
    }

    /** Looks for the next line. */
    public Found next() {
        int lineFeed = ByteScan.indexOf(buffer, (byte) '\n', scanned, end);
        if (lineFeed < end) {
            return found(lineFeed);
        }
        scanned = end;
        if (end - start > maxLineBytes) {
            dropping = true;
        }
        if (dropping || start == end) {
            forget();
        }
        return Found.NOTHING;
    }

    private Found found(int lineFeed) {
        boolean tooLong = dropping || lineFeed + 1 - start > maxLineBytes;
        dropping = false;
        lineStart = start;
        lineEnd = lineFeed;
        start = scanned = lineFeed + 1;
        return tooLong ? Found.TOO_LONG : Found.LINE;
    }

    private void forget() {
        start = scanned = end = 0;
        if (buffer.length > KEEP_BYTES) {
            buffer = EMPTY;
        }
    }

    /** Whether a line has begun and not ended, be it kept or dropped. */
    public boolean isInLine() {
        return dropping || start != end;
    }

    /** How much of lines it holds. */
    public int pendingBytes() {
        return end - start;
    }

    public int capacity() {
        return buffer.length;
    }

    /** Forgets what it holds. */
    public void clear() {
        forget();
        buffer = EMPTY;
    }

    /** The bytes; valid until the next {@link #append} or {@link #next}. */
    public byte[] buffer() {
        return buffer;
    }

    public int lineStart() {
        return lineStart;
    }

    /** Where the line ends, its line feed excluded. */
    public int lineEnd() {
        return lineEnd;
    }
}
