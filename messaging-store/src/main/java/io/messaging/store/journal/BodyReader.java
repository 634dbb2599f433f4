package io.messaging.store.journal;

import io.messaging.store.log.LogException;
import io.messaging.store.log.segment.LogRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads what {@link BodyWriter} has written. Not thread-safe. */
public final class BodyReader {
    private final LogRecord log;
    private int at;

    /**
     * Starts with a record's body.
     *
     * @param version the latest that the caller understands
     * @throws LogException when the body has a later version
     */
    public BodyReader(LogRecord log, int version) {
        this.log = log;
        this.at = log.offset();
        long found = number();
        if (found > version) {
            throw new LogException("a record of kind " + log.kind() + " has version " + found
                    + ", and this release reads " + version + "; start a newer release");
        }
    }

    /** Returns whether there is another field. */
    public boolean hasMore() {
        return at < log.offset() + log.length();
    }

    /** Reads a number. */
    public long number() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += BodyWriter.SEVEN_BITS) {
            byte next = next();
            value |= (next & (BodyWriter.MORE - 1L)) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw malformed();
    }

    /** Reads a number that is an int. */
    public int integer() {
        long value = number();
        if (value != (int) value) {
            throw malformed();
        }
        return (int) value;
    }

    /** Reads a text; returns null for null. */
    public String text() {
        long head = number();
        if (head == 0) {
            return null;
        }
        long length = (head >>> 1) - 1;
        if (length < 0 || length > log.offset() + log.length() - at) {
            throw malformed();
        }
        int start = at;
        at += (int) length;
        return (head & BodyWriter.UTF_16) == 0
                ? new String(log.array(), start, (int) length, StandardCharsets.UTF_8)
                : ByteBuffer.wrap(log.array(), start, (int) length)
                        .asCharBuffer()
                        .toString();
    }

    private byte next() {
        if (!hasMore()) {
            throw malformed();
        }
        return log.array()[at++];
    }

    private LogException malformed() {
        return new LogException("the body of a record of kind " + log.kind() + " with " + log.length()
                + " bytes was not written by this release; start the release that wrote it");
    }
}
