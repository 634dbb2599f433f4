package io.messaging.store.log.check;

import io.messaging.store.log.LogOptions;
import io.messaging.store.log.file.BootId;
import io.messaging.store.log.file.LogDirectory;
import io.messaging.store.log.file.LogFile;
import io.messaging.store.log.segment.Location;
import io.messaging.store.log.segment.LogRecord;
import io.messaging.store.log.segment.Segment;
import io.messaging.store.log.segment.SegmentStart;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.SortedSet;
import java.util.TreeSet;

/** Writes records into new segments, each complete and forced before the next. Used by one thread. */
final class SalvagedLog {
    private final LogDirectory directory;
    private final SortedSet<Integer> numbers = new TreeSet<>();
    private Segment active;

    /** Takes the number of the first segment. */
    SalvagedLog(LogDirectory directory, int firstNumber) {
        this.directory = directory;
        start(firstNumber, null);
    }

    private void start(int number, Segment before) {
        active = new Segment(number, LogOptions.DEFAULTS.segmentBytes());
        SegmentStart start = new SegmentStart(
                BootId.current(), before == null ? 0 : before.number(), before == null ? 0 : before.end(), numbers);
        active.start(start, forcedBefore());
    }

    /** All segments before the active one are forced. */
    private long forcedBefore() {
        return Location.of(active.number(), 0);
    }

    /** Appends a record; returns its location. */
    long append(LogRecord log) throws IOException {
        if (!active.fits(log.size())) {
            startNext();
            active.enlarge(active.end() + log.size());
        }
        return active.append(Segment.header(log, forcedBefore()), log);
    }

    private void startNext() throws IOException {
        Segment full = active;
        write(full);
        numbers.add(full.number());
        start(full.number() + 1, full);
    }

    private void write(Segment segment) throws IOException {
        try (LogFile file = directory.create(SegmentStart.fileName(segment.number()))) {
            file.write(ByteBuffer.wrap(segment.memory(), 0, segment.end()), 0);
            file.force();
        }
    }

    /**
     * Ends it with a segment that has nothing but a list of the others: while one of these is missing, nobody opens the log.
     *
     * @return the numbers of all segments
     */
    SortedSet<Integer> finish() throws IOException {
        startNext();
        write(active);
        numbers.add(active.number());
        directory.force();
        return numbers;
    }
}
