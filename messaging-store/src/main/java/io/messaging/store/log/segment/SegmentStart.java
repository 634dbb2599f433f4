package io.messaging.store.log.segment;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * How a segment begins: the file's header, and a record that says what was before it. Immutable.
 *
 * @param boot identifies the run of the operating system in which it was written; empty where unknown
 * @param previous the segment before it, 0 for none
 * @param previousEnd where that one ends
 * @param segments those that existed, without this one
 */
public record SegmentStart(String boot, int previous, int previousEnd, SortedSet<Integer> segments) {
    /** Bytes before the first record. */
    public static final int HEADER = 16;

    public static final int VERSION = 1;

    static final byte START = 1;
    static final byte LIST = 2;
    static final byte MARK = 3;

    private static final byte[] MAGIC = "MSGLOG\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final String SUFFIX = ".log";
    private static final int DIGITS = 10;

    /** Returns the name of a segment's file. */
    public static String fileName(int number) {
        return String.format(Locale.ROOT, "%0" + DIGITS + "d", number) + SUFFIX;
    }

    /** Returns the number of the segment in a file of this name, 0 when it is none. */
    public static int number(String fileName) {
        if (!fileName.matches("\\d{" + DIGITS + "}\\.log")) {
            return 0;
        }
        long number = Long.parseLong(fileName.substring(0, DIGITS));
        return number > Integer.MAX_VALUE ? 0 : (int) number;
    }

    static byte[] header(int number) {
        return ByteBuffer.allocate(HEADER)
                .put(MAGIC)
                .putInt(VERSION)
                .putInt(number)
                .array();
    }

    /** Returns the version in a file's header, 0 when it has none. */
    static int version(byte[] bytes) {
        ByteBuffer header = ByteBuffer.wrap(bytes);
        if (bytes.length < HEADER) {
            return 0;
        }
        for (byte expected : MAGIC) {
            if (header.get() != expected) {
                return 0;
            }
        }
        return header.getInt();
    }

    /** Returns whether a file's header is that of a segment. */
    static boolean isHeaderOf(byte[] bytes, int number) {
        return version(bytes) == VERSION && ByteBuffer.wrap(bytes).getInt(HEADER - Integer.BYTES) == number;
    }

    LogRecord toRecord() {
        byte[] bootBytes = boot.getBytes(StandardCharsets.UTF_8);
        byte[] list = list(segments);
        return LogRecord.own(
                START,
                ByteBuffer.allocate(3 * Integer.BYTES + bootBytes.length + list.length)
                        .putInt(previous)
                        .putInt(previousEnd)
                        .putInt(bootBytes.length)
                        .put(bootBytes)
                        .put(list)
                        .array());
    }

    static SegmentStart of(LogRecord start) {
        ByteBuffer body = ByteBuffer.wrap(start.array(), start.offset(), start.length());
        int previous = body.getInt();
        int previousEnd = body.getInt();
        byte[] boot = new byte[body.getInt()];
        body.get(boot);
        return new SegmentStart(new String(boot, StandardCharsets.UTF_8), previous, previousEnd, readList(body));
    }

    /** Returns a record with a list of the segments that exist, without the one it is appended to. */
    public static LogRecord listRecord(Collection<Integer> segments) {
        return LogRecord.own(LIST, list(segments));
    }

    static SortedSet<Integer> listOf(LogRecord list) {
        return readList(ByteBuffer.wrap(list.array(), list.offset(), list.length()));
    }

    /** Returns a record without meaning; what counts is the location in its header. */
    public static LogRecord markRecord() {
        return LogRecord.own(MARK, new byte[0]);
    }

    /** Writes ascending numbers as ranges. */
    private static byte[] list(Collection<Integer> numbers) {
        List<int[]> ranges = new ArrayList<>();
        for (int number : new TreeSet<>(numbers)) {
            int[] last = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
            if (last != null && last[1] == number - 1) {
                last[1] = number;
            } else {
                ranges.add(new int[] {number, number});
            }
        }
        ByteBuffer list = ByteBuffer.allocate(2 * Integer.BYTES * ranges.size());
        ranges.forEach(range -> list.putInt(range[0]).putInt(range[1]));
        return list.array();
    }

    private static SortedSet<Integer> readList(ByteBuffer list) throws BufferUnderflowException {
        SortedSet<Integer> numbers = new TreeSet<>();
        while (list.hasRemaining()) {
            int first = list.getInt();
            int last = list.getInt();
            for (int number = first; number <= last; number++) {
                numbers.add(number);
            }
        }
        return numbers;
    }
}
