package io.messaging.store.log.segment;

import io.messaging.store.log.file.LogFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SortedSet;
import java.util.function.LongPredicate;

/** Reads the records of a segment's file one after the other, as far as they are valid. Used by one thread. */
public final class SegmentScan {
    private static final int CHUNK = 256 * 1024;
    private static final int START_CHUNK = 1_024;

    private final LogFile file;
    private final int number;
    private final int limit;
    private byte[] bytes;

    /** Where {@link #bytes} starts in the file, and how much of it is read. */
    private int base;

    private int count;
    private int next = SegmentStart.HEADER;
    private int current = -1;

    /**
     * Creates a scan before the first record.
     *
     * @param limit where it ends at the latest
     */
    public SegmentScan(LogFile file, int number, long limit) {
        this(file, number, limit, CHUNK);
    }

    private SegmentScan(LogFile file, int number, long limit, int chunk) {
        this.file = file;
        this.number = number;
        this.limit = (int) Math.min(limit, Integer.MAX_VALUE);
        this.bytes = new byte[Math.max(RecordFormat.HEADER, Math.min(chunk, this.limit))];
    }

    /** Returns how a file's segment begins, or null when it has no valid start. */
    public static SegmentStart start(LogFile file, int number) throws IOException {
        if (!SegmentStart.isHeaderOf(head(file), number)) {
            return null;
        }
        SegmentScan scan = new SegmentScan(file, number, file.size(), START_CHUNK);
        return scan.next() && scan.isStart() ? SegmentStart.of(scan.log()) : null;
    }

    /** Returns the version of the format of a file, 0 when it has none. */
    public static int version(LogFile file) throws IOException {
        return SegmentStart.version(head(file));
    }

    private static byte[] head(LogFile file) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(SegmentStart.HEADER);
        file.read(head, 0);
        return head.array();
    }

    /** Moves to the next record; returns false when there is no valid one. */
    public boolean next() throws IOException {
        if (limit - next < RecordFormat.HEADER) {
            return false;
        }
        if (next - base + RecordFormat.HEADER > count) {
            fill(RecordFormat.HEADER);
        }
        int length = RecordFormat.length(bytes, next - base, count);
        if (length == 0 || length > limit - next) {
            return false;
        }
        if (next - base + length > count) {
            fill(length);
        }
        if (!RecordFormat.isValid(bytes, next - base, count, Location.of(number, next))) {
            return false;
        }
        current = next;
        next += RecordFormat.sizeOf(length - RecordFormat.HEADER);
        return true;
    }

    private void fill(int needed) throws IOException {
        if (bytes.length < needed) {
            bytes = new byte[needed];
        }
        base = next;
        count = file.read(ByteBuffer.wrap(bytes, 0, Math.min(bytes.length, limit - base)), base);
    }

    /** Returns the record, valid until the next one is asked for. */
    public LogRecord log() {
        return RecordFormat.view(bytes, current - base);
    }

    public long location() {
        return Location.of(number, current);
    }

    /** Returns the location before which everything was forced when the record was appended. */
    public long forced() {
        return RecordFormat.forced(bytes, current - base);
    }

    /** Returns where the next record would be. */
    public int end() {
        return next;
    }

    private boolean isStart() {
        return bytes[current - base + 16] == SegmentStart.START;
    }

    /** Returns the segments that the record lists; null when it is no list. */
    public SortedSet<Integer> list() {
        return log().kind() == SegmentStart.LIST ? SegmentStart.listOf(log()) : null;
    }

    /** Returns whether only zeros follow in a file. */
    public static boolean isZeroFrom(LogFile file, long from) throws IOException {
        int length = (int) Math.max(0, Math.min(CHUNK, file.size() - from));
        byte[] zeros = new byte[length];
        ByteBuffer chunk = ByteBuffer.allocate(length);
        long at = from;
        while (file.read(chunk.clear(), at) > 0) {
            int count = chunk.position();
            if (Arrays.mismatch(chunk.array(), 0, count, zeros, 0, count) >= 0) {
                return false;
            }
            at += chunk.position();
        }
        return true;
    }

    /**
     * Looks for valid records behind a place at which there is none.
     *
     * @param proves is given the location before which everything was forced when a record was appended
     * @return whether there is one that proves something
     */
    public static boolean hasRecordAfter(LogFile file, int number, int from, LongPredicate proves) throws IOException {
        byte[] all = new byte[(int) Math.max(0, file.size())];
        ByteBuffer target = ByteBuffer.wrap(all);
        int size = file.read(target, 0);
        int at = Math.max(SegmentStart.HEADER, from + 7 & -8);
        while (at < size) {
            if (RecordFormat.isValid(all, at, size, Location.of(number, at))) {
                if (proves.test(RecordFormat.forced(all, at))) {
                    return true;
                }
                at += RecordFormat.sizeOf(RecordFormat.length(all, at, size) - RecordFormat.HEADER);
            } else {
                at += 8;
            }
        }
        return false;
    }
}
