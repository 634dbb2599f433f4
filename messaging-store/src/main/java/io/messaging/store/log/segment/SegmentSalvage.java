package io.messaging.store.log.segment;

import io.messaging.store.log.file.LogFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Reads all valid records of a segment's file, also those behind places where there is none. Used by one thread. */
public final class SegmentSalvage {
    /** Who is given what is found, in the order of the file. */
    public interface Visitor {
        /**
         * A valid record.
         *
         * @param log valid during the call
         */
        void record(LogRecord log, long location) throws IOException;

        /**
         * A place without a valid record.
         *
         * @param offset where it starts
         * @param length its bytes
         * @param lost what seems to have been there, as the headers say, which may be damaged themselves; not complete where they do not
         *     fill the place
         * @param complete whether they do
         */
        void hole(int offset, int length, List<LogRecord> lost, boolean complete) throws IOException;
    }

    private static final int ALIGNMENT = 8;
    private static final byte[] NOTHING = {};

    private final int number;
    private final byte[] bytes;
    private final int limit;

    private SegmentSalvage(int number, byte[] bytes, int limit) {
        this.number = number;
        this.bytes = bytes;
        this.limit = limit;
    }

    /**
     * Reads a file.
     *
     * @param number of the segment
     * @param knownEnd where it ends, as the segment after it says; -1 where that is not known, and then zeros end it
     */
    public static void read(LogFile file, int number, int knownEnd, Visitor visitor) throws IOException {
        byte[] bytes = new byte[(int) Math.min(file.size(), Integer.MAX_VALUE - ALIGNMENT)];
        int size = file.read(ByteBuffer.wrap(bytes), 0);
        int limit = knownEnd < 0 ? endOfContent(bytes, size) : knownEnd;
        new SegmentSalvage(number, bytes, Math.min(size, limit)).visit(limit, visitor);
    }

    /** Returns where only zeros follow. */
    private static int endOfContent(byte[] bytes, int size) {
        int end = size;
        while (end > SegmentStart.HEADER && bytes[end - 1] == 0) {
            end--;
        }
        return end;
    }

    private void visit(int end, Visitor visitor) throws IOException {
        int at = SegmentStart.HEADER;
        if (!SegmentStart.isHeaderOf(bytes, number)) {
            visitor.hole(0, Math.min(at, Math.max(end, 1)), List.of(), true);
        }
        while (at < end) {
            int next = isValid(at) ? at : nextValid(at);
            if (next > at) {
                hole(at, next, end, visitor);
            }
            if (next >= limit) {
                return;
            }
            LogRecord log = RecordFormat.view(bytes, next);
            visitor.record(log, Location.of(number, next));
            at = next + log.size();
        }
    }

    private boolean isValid(int at) {
        // A record's padding is not written where the content ends, so the array may end within it.
        return at < limit && RecordFormat.isValid(bytes, at, bytes.length, Location.of(number, at));
    }

    private int nextValid(int from) {
        int at = from + ALIGNMENT;
        while (at < limit && !isValid(at)) {
            at += ALIGNMENT;
        }
        return at < limit ? at : Integer.MAX_VALUE;
    }

    private void hole(int from, int next, int end, Visitor visitor) throws IOException {
        boolean isLast = next > limit;
        int to = Math.min(next, end);
        List<LogRecord> lost = new ArrayList<>();
        int at = from;
        while (at < to) {
            int length = RecordFormat.length(bytes, at, bytes.length);
            long after = at + (long) length + ALIGNMENT - 1 & -ALIGNMENT;
            if (length == 0 || !isLast && after > to) {
                break;
            }
            lost.add(header(at));
            at = (int) Math.min(after, end);
        }
        visitor.hole(from, to - from, lost, at >= to);
    }

    /** Returns what a damaged record's header says, without its body. */
    private LogRecord header(int at) {
        LogRecord log = RecordFormat.view(bytes, at);
        return new LogRecord(
                log.kind(), log.subject(), log.scope(), log.position(), log.id(), log.deadlineMillis(), NOTHING, 0, 0);
    }
}
