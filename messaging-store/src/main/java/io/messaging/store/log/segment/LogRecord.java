package io.messaging.store.log.segment;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A record of the log. Immutable, but for the array, which is shared: nobody may change it, and a record that was read is valid
 * as long as whoever gave it says.
 *
 * @param kind what it is: {@link #FIRST_KIND} or more for records of the log's owner
 * @param subject the number of what it is about
 * @param scope the number of a second such thing
 * @param position a place in an order
 * @param id an id
 * @param deadlineMillis when it ends, in milliseconds since 1970; 0 for never
 * @param array has the body
 * @param offset where the body starts
 * @param length bytes of the body
 */
public record LogRecord(
        byte kind,
        int subject,
        int scope,
        long position,
        long id,
        long deadlineMillis,
        byte[] array,
        int offset,
        int length) {
    /** Lower ones are the log's own. */
    public static final byte FIRST_KIND = 16;

    private static final byte[] NO_BODY = {};

    /** Creates a record without id, deadline and body. */
    public static LogRecord of(byte kind, int subject, long position) {
        return new LogRecord(kind, subject, 0, position, 0, 0, NO_BODY, 0, 0);
    }

    /** Creates a record of the log itself. */
    static LogRecord own(byte kind, byte[] body) {
        return new LogRecord(kind, 0, 0, 0, 0, 0, body, 0, body.length);
    }

    /** Returns the bytes that it takes in a segment. */
    public int size() {
        return RecordFormat.sizeOf(length);
    }

    /** Returns a copy of the body. */
    public byte[] body() {
        return Arrays.copyOfRange(array, offset, offset + length);
    }

    /** Writes the body where it has room. */
    public void writeBody(ByteBuffer target) {
        target.put(array, offset, length);
    }
}
