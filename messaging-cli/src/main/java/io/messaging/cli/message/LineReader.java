package io.messaging.cli.message;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads lines as bytes, so that invalid UTF-8 is detected instead of replaced, with bounded memory for each line. Owned
 * by one thread.
 */
final class LineReader {
    private static final int BUFFER_BYTES = 1 << 16;

    private final InputStream input;
    private final long maxLineBytes;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;
    private long lineNumber;
    private long bytesRead;

    LineReader(InputStream input, long maxLineBytes) {
        this.input = input;
        this.maxLineBytes = maxLineBytes;
    }

    /** A line without its line break, numbered from 1. The bytes are null if the line was too long. */
    record Line(long number, byte[] bytes) {
        boolean isTooLong() {
            return bytes == null;
        }

        /** Returns whether this is how a text in UTF-16 starts; no UTF-8 does. */
        boolean isUtf16() {
            return number == 1
                    && bytes != null
                    && bytes.length >= 2
                    && (bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE
                            || bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF);
        }

        boolean isBlank() {
            if (bytes == null) {
                return false;
            }
            for (byte b : bytes) {
                if (b != ' ' && b != '\t' && b != '\r') {
                    return false;
                }
            }
            return true;
        }
    }

    /** Returns the next line, null at the end. The last line needs no line break. */
    Line next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        boolean tooLong = false;
        boolean any = false;
        while (fill()) {
            any = true;
            int end = indexOfLineBreak();
            tooLong |= line.size() + (long) (end - position) > maxLineBytes;
            if (!tooLong) {
                line.write(buffer, position, end - position);
            }
            boolean complete = end < limit;
            bytesRead += end - position + (complete ? 1 : 0);
            position = complete ? end + 1 : end;
            if (complete) {
                break;
            }
        }
        if (!any) {
            return null;
        }
        lineNumber++;
        return new Line(lineNumber, tooLong ? null : content(line.toByteArray()));
    }

    /** Returns the position reached. */
    long bytesRead() {
        return bytesRead;
    }

    private boolean fill() throws IOException {
        if (position < limit) {
            return true;
        }
        position = 0;
        limit = Math.max(0, input.read(buffer, 0, buffer.length));
        return limit > 0;
    }

    private int indexOfLineBreak() {
        int i = position;
        while (i < limit && buffer[i] != '\n') {
            i++;
        }
        return i;
    }

    /** Removes a carriage return at the end and a byte order mark at the start of the first line. */
    private byte[] content(byte[] line) {
        int start = lineNumber == 1 && startsWithByteOrderMark(line) ? 3 : 0;
        int end = line.length > start && line[line.length - 1] == '\r' ? line.length - 1 : line.length;
        return start == 0 && end == line.length ? line : Arrays.copyOfRange(line, start, end);
    }

    private static boolean startsWithByteOrderMark(byte[] line) {
        return line.length >= 3 && line[0] == (byte) 0xEF && line[1] == (byte) 0xBB && line[2] == (byte) 0xBF;
    }
}
