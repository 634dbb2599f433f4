package io.messaging.embedded.protocol;

import java.nio.ByteBuffer;
import java.util.Iterator;

/**
 * A line whose last word is base64 of something large, written piece by piece as room comes up; at no time more of it
 * is in memory than one segment. Used by one thread.
 */
public final class StreamedLine {
    private static final byte[] EMPTY = {};
    private static final byte[] LINE_END = {'\r', '\n'};

    private final byte[] prefix;
    private final Iterator<byte[]> segments;
    private int prefixWritten;
    private byte[] segment = EMPTY;
    private int position;
    private final byte[] carry = new byte[3];
    private int carried;
    private boolean tailWritten;
    private int lineEndWritten;

    /**
     * Takes the line's parts.
     *
     * @param prefix the words before, the space, and {@code JSON:}
     * @param segments together what is encoded; pulled when there is room for the next
     */
    public StreamedLine(byte[] prefix, Iterator<byte[]> segments) {
        this.prefix = prefix;
        this.segments = segments;
    }

    /** Writes as much as there is room for, and tells whether the line is complete. */
    public boolean writeTo(ByteBuffer out) {
        int count = Math.min(prefix.length - prefixWritten, out.remaining());
        out.put(prefix, prefixWritten, count);
        prefixWritten += count;
        return prefixWritten == prefix.length && writeBody(out) && writeEnd(out);
    }

    private boolean writeBody(ByteBuffer out) {
        while (!tailWritten) {
            if (out.remaining() < 4) {
                return false;
            }
            if (position == segment.length) {
                if (!segments.hasNext()) {
                    writeTail(out);
                    return true;
                }
                segment = segments.next();
                position = 0;
            } else if (carried > 0) {
                fillCarry(out);
            } else {
                writeGroups(out);
            }
        }
        return true;
    }

    private void writeGroups(ByteBuffer out) {
        int groups = Math.min((segment.length - position) / 3, out.remaining() / 4);
        Base64Writer.groups(segment, position, groups * 3, out);
        position += groups * 3;
        if (segment.length - position < 3) {
            while (position < segment.length) {
                carry[carried++] = segment[position++];
            }
        }
    }

    private void fillCarry(ByteBuffer out) {
        while (carried < 3 && position < segment.length) {
            carry[carried++] = segment[position++];
        }
        if (carried == 3) {
            Base64Writer.groups(carry, 0, 3, out);
            carried = 0;
        }
    }

    private void writeTail(ByteBuffer out) {
        if (carried > 0) {
            Base64Writer.tail(carry[0], carry[1], carried == 2, out);
        }
        tailWritten = true;
        segment = EMPTY;
        position = 0;
    }

    private boolean writeEnd(ByteBuffer out) {
        while (lineEndWritten < LINE_END.length && out.hasRemaining()) {
            out.put(LINE_END[lineEndWritten++]);
        }
        return lineEndWritten == LINE_END.length;
    }
}
