package io.messaging.store.log.segment;

import io.messaging.store.log.file.LogFile;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A piece of the log: an array, a file, or for a time both. It is appended to until it is sealed.
 *
 * <p>Thread-safe as follows: one thread at a time appends, one at a time writes and forces; everybody reads what lies before
 * {@link #end}.
 */
public final class Segment {
    private static final int FIRST_BYTES = 64 * 1024;

    private final int number;
    private final AtomicLong live = new AtomicLong();
    private volatile int capacity;

    /** Null when it is read from the file. Has zeros behind the end. */
    private volatile byte[] memory;

    private volatile int end;
    private volatile boolean sealed;

    /** How many bytes its file has, and so may be appended. */
    private volatile int allocated;

    /** Null while it is not open. */
    private volatile LogFile file;

    private volatile int written;
    private volatile int forced;

    /** Creates an empty segment. */
    public Segment(int number, int capacity) {
        this.number = number;
        this.capacity = capacity;
        this.memory = new byte[Math.min(capacity, FIRST_BYTES)];
    }

    /** Creates a sealed segment that is in a file. */
    public Segment(int number, int end, long live) {
        this.number = number;
        this.capacity = end;
        this.end = end;
        this.allocated = end;
        this.written = end;
        this.forced = end;
        this.sealed = true;
        this.live.set(live);
    }

    public int number() {
        return number;
    }

    /** Takes all of its memory now rather than in steps. Before anything is appended. */
    public void takeMemory() {
        memory = new byte[capacity];
    }

    /** Makes room for a record larger than all segments are. Before anything is appended. */
    public void enlarge(int bytes) {
        capacity = Math.max(capacity, bytes);
    }

    /** Writes the header and the first record. */
    public void start(SegmentStart start, long forcedBefore) {
        LogRecord log = start.toRecord();
        grow(SegmentStart.HEADER + log.size());
        System.arraycopy(SegmentStart.header(number), 0, memory, 0, SegmentStart.HEADER);
        end = SegmentStart.HEADER;
        append(RecordFormat.header(log, forcedBefore), log);
    }

    /** Returns a record's header, to be given to {@link #append}. */
    public static byte[] header(LogRecord log, long forcedBefore) {
        return RecordFormat.header(log, forcedBefore);
    }

    /** Returns whether so many bytes more fit. */
    public boolean fits(int bytes) {
        return capacity - end >= bytes;
    }

    /** Returns whether so many bytes more fit into what the file has. */
    public boolean isAllocated(int bytes) {
        return allocated - end >= bytes;
    }

    /** Appends a record that fits; returns its location. */
    public long append(byte[] header, LogRecord log) {
        int at = end;
        int next = at + log.size();
        grow(next);
        long location = Location.of(number, at);
        RecordFormat.put(header, log, memory, at, location);
        end = next;
        return location;
    }

    private void grow(int bytes) {
        byte[] now = memory;
        if (now.length < bytes) {
            memory = Arrays.copyOf(now, Math.max(bytes, (int) Math.min(2L * now.length, capacity)));
        }
    }

    /** Nothing is appended any more. */
    public void seal() {
        sealed = true;
    }

    public boolean isSealed() {
        return sealed;
    }

    /** Returns where the next record goes; everything before is complete. */
    public int end() {
        return end;
    }

    /** Returns its array; null when it must be read from the file. */
    public byte[] memory() {
        return memory;
    }

    /** Returns a view of a record in its array. */
    public static LogRecord view(byte[] memory, int offset) {
        return RecordFormat.view(memory, offset);
    }

    /** From now on it is read from the file. */
    public void dropMemory() {
        memory = null;
    }

    public LogFile file() {
        return file;
    }

    public void open(LogFile opened) {
        file = opened;
    }

    public int allocated() {
        return allocated;
    }

    public void allocated(int bytes) {
        allocated = bytes;
    }

    public int written() {
        return written;
    }

    public void written(int bytes) {
        written = bytes;
    }

    public int forced() {
        return forced;
    }

    public void forced(int bytes) {
        forced = bytes;
    }

    public long live() {
        return live.get();
    }

    /** Counts bytes of records that have come alive, or died. */
    public void changeLive(long bytes) {
        live.addAndGet(bytes);
    }
}
