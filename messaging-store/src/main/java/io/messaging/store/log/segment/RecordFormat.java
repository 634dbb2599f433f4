package io.messaging.store.log.segment;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** How records are written; {@code docs/log.md} has the table. Stateless. */
public final class RecordFormat {
    /** The bytes before a body. */
    public static final int HEADER = 52;

    private static final int CRC = 4;
    private static final int FORCED = 8;
    private static final int KIND = 16;
    private static final int SUBJECT = 20;
    private static final int SCOPE = 24;
    private static final int POSITION = 28;
    private static final int ID = 36;
    private static final int DEADLINE = 44;
    private static final int ALIGNMENT = 8;
    private static final int LAST_KIND = 63;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private RecordFormat() {}

    /** Returns the bytes that a record takes whose body has so many. */
    public static int sizeOf(int bodyLength) {
        return padded(Math.addExact(bodyLength, HEADER));
    }

    private static int padded(int length) {
        return Math.addExact(length, ALIGNMENT - 1) & -ALIGNMENT;
    }

    /** Writes the header of a record whose place is not known yet, so that the checksum is made without a lock. */
    static byte[] header(LogRecord log, long forced) {
        byte[] header = new byte[HEADER];
        INT.set(header, 0, HEADER + log.length());
        LONG.set(header, FORCED, forced);
        header[KIND] = log.kind();
        INT.set(header, SUBJECT, log.subject());
        INT.set(header, SCOPE, log.scope());
        LONG.set(header, POSITION, log.position());
        LONG.set(header, ID, log.id());
        LONG.set(header, DEADLINE, log.deadlineMillis());
        CRC32C crc = new CRC32C();
        crc.update(header, FORCED, HEADER - FORCED);
        crc.update(log.array(), log.offset(), log.length());
        INT.set(header, CRC, (int) crc.getValue());
        return header;
    }

    /** Puts a record in its place, which has as many zeros as the record has bytes. */
    static void put(byte[] header, LogRecord log, byte[] target, int at, long location) {
        System.arraycopy(header, 0, target, at, HEADER);
        INT.set(target, at + CRC, (int) INT.get(header, CRC) ^ Long.hashCode(location));
        System.arraycopy(log.array(), log.offset(), target, at + HEADER, log.length());
    }

    /** Returns the length of the record that seems to be at a place, 0 when there is none. */
    static int length(byte[] bytes, int at, int limit) {
        if (limit - at < HEADER) {
            return 0;
        }
        int length = (int) INT.get(bytes, at);
        byte kind = bytes[at + KIND];
        boolean plausible =
                length >= HEADER && kind > 0 && kind <= LAST_KIND && ((int) INT.get(bytes, at + KIND) & 0xff_ffff) == 0;
        return plausible ? length : 0;
    }

    /** Returns whether there is a complete record of a place. */
    static boolean isValid(byte[] bytes, int at, int limit, long location) {
        int length = length(bytes, at, limit);
        if (length == 0 || length > limit - at) {
            return false;
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes, at + FORCED, length - FORCED);
        return ((int) crc.getValue() ^ Long.hashCode(location)) == (int) INT.get(bytes, at + CRC);
    }

    /** Returns a view of the record at a place, which is known to be there. */
    static LogRecord view(byte[] bytes, int at) {
        return new LogRecord(
                bytes[at + KIND],
                (int) INT.get(bytes, at + SUBJECT),
                (int) INT.get(bytes, at + SCOPE),
                (long) LONG.get(bytes, at + POSITION),
                (long) LONG.get(bytes, at + ID),
                (long) LONG.get(bytes, at + DEADLINE),
                bytes,
                at + HEADER,
                (int) INT.get(bytes, at) - HEADER);
    }

    /** Returns the location before which everything had been forced when the record at a place was appended. */
    static long forced(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at + FORCED);
    }
}
