package io.messaging.store.log.segment;

import io.messaging.store.log.file.LogDirectory;
import io.messaging.store.log.file.LogFile;
import java.io.IOException;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which segments a directory has, which of them count, and whether what is not valid in them is damage. Reads only. Used by one thread. */
public final class SegmentCatalog {
    private final LogDirectory directory;
    private final String boot;
    private final NavigableSet<Integer> files = new TreeSet<>();
    private final NavigableMap<Integer, SegmentStart> starts = new TreeMap<>();

    /** The first file with a newer format; 0 for none. */
    private int newer;

    private int newerVersion;

    private SegmentCatalog(LogDirectory directory, String boot) {
        this.directory = directory;
        this.boot = boot;
    }

    /**
     * Reads how the segments of a directory begin.
     *
     * @param boot the current run of the operating system; empty where unknown
     */
    public static SegmentCatalog read(LogDirectory directory, String boot) throws IOException {
        SegmentCatalog catalog = new SegmentCatalog(directory, boot);
        for (String name : directory.list()) {
            int number = SegmentStart.number(name);
            if (number > 0) {
                catalog.files.add(number);
            }
        }
        for (int number : catalog.files) {
            catalog.readStart(number);
        }
        return catalog;
    }

    private void readStart(int number) throws IOException {
        try (LogFile file = open(number)) {
            int version = SegmentScan.version(file);
            if (version > SegmentStart.VERSION && newer == 0) {
                newer = number;
                newerVersion = version;
            }
            SegmentStart start = SegmentScan.start(file, number);
            if (start != null) {
                starts.put(number, start);
            }
        }
    }

    /** Returns what is wrong with a file whose format is newer than this release's; null when there is none. */
    public String newerFormat() {
        return newer == 0
                ? null
                : describe(newer) + " has format version " + newerVersion + ", and this release reads "
                        + SegmentStart.VERSION + "; start a newer release";
    }

    /** Returns the numbers of all files of segments. */
    public NavigableSet<Integer> files() {
        return Collections.unmodifiableNavigableSet(files);
    }

    /** Returns whether a segment starts as one does. */
    public boolean hasStart(int number) {
        return starts.containsKey(number);
    }

    /** Returns the last segment that starts as one does, 0 for none. */
    public int last() {
        return starts.isEmpty() ? 0 : starts.lastKey();
    }

    /** Returns the segments that count: those that the last list names, whether there or not, and the one that has the list. */
    public NavigableSet<Integer> listed() throws IOException {
        NavigableSet<Integer> listed = new TreeSet<>();
        if (starts.isEmpty()) {
            return listed;
        }
        int last = starts.lastKey();
        listed.addAll(starts.get(last).segments());
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
        return listed;
    }

    /** Returns where a segment ends, as the one after it says; -1 when that does not say so. */
    public int end(int number, Integer next) {
        SegmentStart after = next == null ? null : starts.get(next);
        return after != null && after.previous() == number ? after.previousEnd() : -1;
    }

    /**
     * Returns whether what is not valid at a place was so once: a later record says that it was forced, or is there although the system
     * has run since, and so has kept whatever was written before it.
     */
    public boolean isDamage(int number, int offset) throws IOException {
        long location = Location.of(number, offset);
        SegmentStart start = startAtOrBefore(number);
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

    private SegmentStart startAtOrBefore(int number) {
        var entry = starts.floorEntry(number);
        return entry == null ? null : entry.getValue();
    }

    /** Opens a segment's file. */
    public LogFile open(int number) throws IOException {
        return directory.open(SegmentStart.fileName(number));
    }

    /** Returns a segment's file as people know it. */
    public String describe(int number) {
        return directory.describe(SegmentStart.fileName(number));
    }
}
