package io.messaging.store.log;

import io.messaging.log.SafeLog;
import io.messaging.store.log.file.LogDirectory;
import io.messaging.store.log.file.LogFile;
import io.messaging.store.log.segment.Location;
import io.messaging.store.log.segment.LogDamagedException;
import io.messaging.store.log.segment.LogRecord;
import io.messaging.store.log.segment.Segment;
import io.messaging.store.log.segment.SegmentCatalog;
import io.messaging.store.log.segment.SegmentScan;
import io.messaging.store.log.segment.SegmentStart;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.NavigableSet;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** Finds out what a directory holds: replays the segments, and cuts off what a loss of power has left incomplete. Used once. */
final class Recovery {
    private static final System.Logger LOGGER = SafeLog.of(Recovery.class);
    private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LogState state;
    private final LogDirectory directory;
    private final String boot;
    private final LogOwner owner;

    /** The files of segments that have not turned out to count. */
    private final NavigableSet<Integer> files = new TreeSet<>();

    private SegmentCatalog catalog;

    /** The latest location that a record knows to be forced. */
    private long forced;

    private long progressNanos = System.nanoTime() + PROGRESS_NANOS;
    private long records;

    Recovery(LogState state, LogDirectory directory, String boot, LogOwner owner) {
        this.state = state;
        this.directory = directory;
        this.boot = boot;
        this.owner = owner;
    }

    /** Fills the state's segments; returns the highest number that a file has or had, 0 for none. */
    int run() throws IOException {
        catalog = SegmentCatalog.read(directory, boot);
        if (catalog.newerFormat() != null) {
            throw new LogException(catalog.newerFormat());
        }
        files.addAll(catalog.files());
        int highest = files.isEmpty() ? 0 : files.last();
        NavigableSet<Integer> listed = catalog.listed();
        for (int number : listed) {
            if (!files.contains(number)) {
                throw new LogDamagedException(catalog.describe(number), 0, "the file is missing");
            }
        }
        requireNothingIn(files.tailSet(catalog.last(), false));
        replay(listed);
        return highest;
    }

    /** Files behind the last one with a valid start were not begun, unless a record in them says otherwise. */
    private void requireNothingIn(SortedSet<Integer> others) throws IOException {
        for (int number : others) {
            if (catalog.isDamage(number, 0)) {
                throw new LogDamagedException(catalog.describe(number), 0, "invalid segment header");
            }
        }
    }

    private void replay(NavigableSet<Integer> listed) throws IOException {
        int done = 0;
        for (int number : listed) {
            int end = replay(number, listed.higher(number));
            showProgress(++done, listed.size());
            if (end < 0) {
                cutAt(number, -end);
                break;
            }
        }
        forceUnforced();
        files.removeAll(state.segments.keySet());
    }

    /** Deletes the files that do not count. To be called once a new list, without them, is forced. */
    void removeLeftOver() throws IOException {
        for (int number : files) {
            directory.delete(SegmentStart.fileName(number));
        }
    }

    /** Replays a segment; returns where it ends, negative when it is not complete. */
    private int replay(int number, Integer next) throws IOException {
        int knownEnd = catalog.end(number, next);
        boolean endKnown = knownEnd >= 0;
        try (LogFile file = catalog.open(number)) {
            SegmentScan scan = new SegmentScan(file, number, endKnown ? knownEnd : file.size());
            Segment segment = new Segment(number, 0, 0);
            state.segments.put(number, segment);
            if (catalog.hasStart(number)) {
                while (scan.next()) {
                    replay(scan, segment);
                }
            }
            int end = scan.end();
            boolean complete = endKnown ? end == knownEnd : SegmentScan.isZeroFrom(file, end);
            state.segments.put(number, new Segment(number, end, segment.live()));
            if (!complete && catalog.isDamage(number, end)) {
                throw new LogDamagedException(
                        catalog.describe(number),
                        end,
                        "the record there does not match its checksum, and later records are there");
            }
            return complete ? end : -end;
        }
    }

    private void replay(SegmentScan scan, Segment segment) {
        forced = Math.max(forced, scan.forced());
        LogRecord log = scan.log();
        if (log.kind() >= LogRecord.FIRST_KIND) {
            segment.changeLive(log.size());
            owner.recovered(log, scan.location());
            records++;
        }
    }

    /** Deletes what lies behind the end of the log, if that is in a segment that is cut. */
    private void cutAt(int cut, int end) throws IOException {
        NavigableSet<Integer> behind = new TreeSet<>(files.tailSet(cut, !catalog.hasStart(cut)));
        // The last one first, and for good: the list in a later one may name those before it.
        for (int number : behind.descendingSet()) {
            directory.delete(SegmentStart.fileName(number));
            directory.force();
            files.remove(number);
            state.segments.remove(number);
        }
        LOGGER.log(
                Level.WARNING,
                () -> catalog.describe(cut) + " ends with an incomplete record at offset " + end
                        + ", as a killed process or a loss of power leaves it; it is cut there");
        if (catalog.hasStart(cut)) {
            try (LogFile file = catalog.open(cut)) {
                file.truncate(end);
                file.force();
            }
        }
    }

    /** What was found has been seen by now, so it has to stay. */
    private void forceUnforced() throws IOException {
        for (int number : state.segments.tailMap(Location.segment(forced)).keySet()) {
            try (LogFile file = catalog.open(number)) {
                file.force();
            }
        }
    }

    private void showProgress(int done, int all) {
        if (System.nanoTime() - progressNanos >= 0) {
            progressNanos = System.nanoTime() + PROGRESS_NANOS;
            LOGGER.log(
                    Level.INFO,
                    () -> "reading " + state.name() + ": " + done + " of " + all + " segments, " + records
                            + " records");
        }
    }
}
