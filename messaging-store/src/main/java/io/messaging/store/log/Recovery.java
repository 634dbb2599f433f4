package io.messaging.store.log;

import io.messaging.log.SafeLog;
import io.messaging.store.log.file.LogDirectory;
import io.messaging.store.log.file.LogFile;
import io.messaging.store.log.segment.Location;
import io.messaging.store.log.segment.LogDamagedException;
import io.messaging.store.log.segment.LogRecord;
import io.messaging.store.log.segment.Segment;
import io.messaging.store.log.segment.SegmentScan;
import io.messaging.store.log.segment.SegmentStart;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.SortedSet;
import java.util.TreeMap;
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

    /** The files of segments; how they start, for those that have a valid start. */
    private final NavigableSet<Integer> files = new TreeSet<>();

    private final NavigableMap<Integer, SegmentStart> starts = new TreeMap<>();

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
        for (String name : directory.list()) {
            int number = SegmentStart.number(name);
            if (number > 0) {
                files.add(number);
            }
        }
        for (int number : files) {
            readStart(number);
        }
        int highest = files.isEmpty() ? 0 : files.last();
        NavigableSet<Integer> listed = starts.isEmpty() ? new TreeSet<>() : listed(starts.lastKey());
        requireNothingIn(files.tailSet(starts.isEmpty() ? 0 : starts.lastKey(), false));
        replay(listed);
        return highest;
    }

    private void readStart(int number) throws IOException {
        try (LogFile file = open(number)) {
            int version = SegmentScan.version(file);
            if (version > SegmentStart.VERSION) {
                throw new LogException(describe(number) + " has format version " + version + ", and this release reads "
                        + SegmentStart.VERSION + "; start a newer release");
            }
            SegmentStart start = SegmentScan.start(file, number);
            if (start != null) {
                starts.put(number, start);
            }
        }
    }

    /** Returns the segments that count: those that the last list names, and the one that has it. */
    private NavigableSet<Integer> listed(int last) throws IOException {
        NavigableSet<Integer> listed = new TreeSet<>(starts.get(last).segments());
        try (LogFile file = open(last)) {
            SegmentScan scan = new SegmentScan(file, last, file.size());
            while (scan.next()) {
                SortedSet<Integer> list = scan.list();
                if (list != null) {
                    listed.clear();
                    listed.addAll(list);
                }
            }
        }
        listed.add(last);
        for (int number : listed) {
            if (!files.contains(number)) {
                throw new LogDamagedException(describe(number), 0, "the file is missing");
            }
        }
        return listed;
    }

    /** Files behind the last one with a valid start were not begun, unless a record in them says otherwise. */
    private void requireNothingIn(SortedSet<Integer> others) throws IOException {
        for (int number : others) {
            if (isDamage(number, 0)) {
                throw new LogDamagedException(describe(number), 0, "it does not start as a segment does");
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
        SegmentStart after = next == null ? null : starts.get(next);
        boolean endKnown = after != null && after.previous() == number;
        try (LogFile file = open(number)) {
            SegmentScan scan = new SegmentScan(file, number, endKnown ? after.previousEnd() : file.size());
            Segment segment = new Segment(number, 0, 0);
            state.segments.put(number, segment);
            if (starts.containsKey(number)) {
                while (scan.next()) {
                    replay(scan, segment);
                }
            }
            int end = scan.end();
            boolean complete = endKnown ? end == after.previousEnd() : SegmentScan.isZeroFrom(file, end);
            state.segments.put(number, new Segment(number, end, segment.live()));
            if (!complete && isDamage(number, end)) {
                throw new LogDamagedException(
                        describe(number),
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

    /**
     * Returns whether what is not valid at a place was so once: a later record says that it was forced, or is there although the system
     * has run since, and so has kept whatever was written before it.
     */
    private boolean isDamage(int number, int offset) throws IOException {
        long location = Location.of(number, offset);
        SegmentStart start = starts.containsKey(number) ? starts.get(number) : lastStartBefore(number);
        boolean sameBoot = start != null && !boot.isEmpty() && boot.equals(start.boot());
        for (int later : files.tailSet(number)) {
            try (LogFile file = open(later)) {
                int from = later == number ? offset : 0;
                if (SegmentScan.hasRecordAfter(file, later, from, known -> sameBoot || known > location)) {
                    return true;
                }
            }
        }
        return false;
    }

    private SegmentStart lastStartBefore(int number) {
        return starts.lowerEntry(number) == null
                ? null
                : starts.lowerEntry(number).getValue();
    }

    /** Deletes what lies behind the end of the log, if that is in a segment that is cut. */
    private void cutAt(int cut, int end) throws IOException {
        NavigableSet<Integer> behind = new TreeSet<>(files.tailSet(cut, !starts.containsKey(cut)));
        // The last one first, and for good: the list in a later one may name those before it.
        for (int number : behind.descendingSet()) {
            directory.delete(SegmentStart.fileName(number));
            directory.force();
            files.remove(number);
            state.segments.remove(number);
        }
        LOGGER.log(
                Level.WARNING,
                () -> describe(cut) + " ends with an incomplete record at offset " + end
                        + ", as a killed process or a loss of power leaves it; it is cut there");
        if (starts.containsKey(cut)) {
            try (LogFile file = open(cut)) {
                file.truncate(end);
                file.force();
            }
        }
    }

    /** What was found has been seen by now, so it has to stay. */
    private void forceUnforced() throws IOException {
        for (int number : state.segments.tailMap(Location.segment(forced)).keySet()) {
            try (LogFile file = open(number)) {
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

    private LogFile open(int number) throws IOException {
        return directory.open(SegmentStart.fileName(number));
    }

    private String describe(int number) {
        return directory.describe(SegmentStart.fileName(number));
    }
}
