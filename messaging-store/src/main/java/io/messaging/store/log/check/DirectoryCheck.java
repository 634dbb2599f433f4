package io.messaging.store.log.check;

import io.messaging.store.log.LogException;
import io.messaging.store.log.check.FileReport.Kind;
import io.messaging.store.log.file.BootId;
import io.messaging.store.log.file.DiskDirectory;
import io.messaging.store.log.segment.LogRecord;
import io.messaging.store.log.segment.SegmentCatalog;
import io.messaging.store.log.segment.SegmentStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Examines a data directory without changing it. */
public final class DirectoryCheck {
    private static final Set<String> OTHERS = Set.of("LOCK", "HOLDER", "RESERVE");

    private DirectoryCheck() {}

    /**
     * Examines a directory.
     *
     * @param nowMillis the time at which messages have to live, in milliseconds since 1970
     * @throws LogException when it is no data directory, is in use by a process, cannot be read, or has a newer format
     */
    public static CheckReport check(Path path, long nowMillis) {
        try (DiskDirectory directory = DiskDirectory.openToRead(path)) {
            return check(directory, path, nowMillis);
        } catch (IOException e) {
            throw new LogException(e.getMessage() == null ? e.toString() : e.getMessage(), e);
        }
    }

    static CheckReport check(DiskDirectory directory, Path path, long nowMillis) throws IOException {
        if (InPlace.isInterrupted(path)) {
            throw new LogException("a repair of " + path.toRealPath()
                    + " was interrupted; run it again: ./messaging data repair " + path);
        }
        SegmentCatalog catalog = catalog(directory);
        Findings findings = new Findings(catalog, nowMillis);
        TornTail tornTail = new DirectoryWalk(catalog, findings).run();
        return findings.report(directory, path, tornTail);
    }

    /**
     * Refuses a directory that a server had open and that has nothing left of its log: opened, it would be taken for a new one.
     *
     * @throws LogException when that is so
     */
    public static void requireLog(DiskDirectory directory) throws IOException {
        requireLog(directory, SegmentCatalog.read(directory, BootId.current()));
    }

    private static void requireLog(DiskDirectory directory, SegmentCatalog catalog) throws IOException {
        Optional<String> server = directory.server();
        if (server.isPresent()
                && catalog.newerFormat() == null
                && DirectoryWalk.counted(catalog).isEmpty()) {
            throw new LogException(directory.describe("") + " is the data directory of the server " + server.get()
                    + ", as the file HOLDER there says, and nothing of the log is left: segments, such as "
                    + SegmentStart.fileName(1)
                    + ", were deleted or overwritten; restore a backup, or, to start with nothing,"
                    + " delete HOLDER");
        }
    }

    /** Returns the segments of a directory that has some, in a format that is known. */
    static SegmentCatalog catalog(DiskDirectory directory) throws IOException {
        SegmentCatalog catalog = SegmentCatalog.read(directory, BootId.current());
        requireLog(directory, catalog);
        if (catalog.newerFormat() != null) {
            throw new LogException(catalog.newerFormat());
        }
        if (catalog.files().isEmpty()) {
            throw new LogException(directory.describe("") + " has no segments, such as " + SegmentStart.fileName(1)
                    + ", so it is no data directory, or an empty one; name the one of the option data_dir");
        }
        return catalog;
    }

    /** What a walk finds. */
    private static final class Findings implements DirectoryWalk.Visitor {
        /** A damaged place whose description has to wait for names. */
        private record Place(int number, int offset, int length, List<LogRecord> lost, boolean complete) {}

        private final SegmentCatalog catalog;
        private final Contents contents;
        private final NavigableMap<String, FileReport> files = new TreeMap<>();
        private final List<Place> places = new ArrayList<>();
        private String segment;
        private long records;

        Findings(SegmentCatalog catalog, long nowMillis) {
            this.catalog = catalog;
            this.contents = new Contents(nowMillis);
        }

        @Override
        public void segment(int number, long bytes) {
            segment = SegmentStart.fileName(number);
            files.put(segment, new FileReport(segment, bytes, 0, Kind.SEGMENT));
            if (!catalog.hasStart(number)) {
                mark(Kind.DAMAGED, 0);
            }
        }

        @Override
        public void record(LogRecord log, long location) {
            if (log.kind() >= LogRecord.FIRST_KIND) {
                records++;
                mark(files.get(segment).kind(), 1);
                contents.add(log);
            }
        }

        private void mark(Kind kind, int more) {
            FileReport before = files.get(segment);
            files.put(segment, new FileReport(segment, before.bytes(), before.records() + more, kind));
        }

        @Override
        public void damage(int number, int offset, int length, List<LogRecord> lost, boolean complete) {
            mark(Kind.DAMAGED, 0);
            places.add(new Place(number, offset, length, lost, complete));
        }

        @Override
        public void missing(int number) {
            String name = SegmentStart.fileName(number);
            files.put(name, new FileReport(name, 0, 0, Kind.MISSING));
            places.add(new Place(number, 0, 0, List.of(), false));
        }

        CheckReport report(DiskDirectory directory, Path path, TornTail tornTail) throws IOException {
            for (String name : directory.list()) {
                Path file = path.resolve(name);
                Kind kind = kind(name, file);
                long bytes = Files.isRegularFile(file) ? Files.size(file) : 0;
                files.putIfAbsent(name, new FileReport(name, bytes, 0, kind));
            }
            return new CheckReport(
                    path.toRealPath().toString(),
                    List.copyOf(files.values()),
                    records,
                    contents.topics(),
                    contents.messages(),
                    contents.clients(),
                    contents.groups(),
                    places.stream().map(this::damage).toList(),
                    tornTail);
        }

        private static Kind kind(String name, Path file) {
            if (Files.isRegularFile(file) && SegmentStart.number(name) > 0) {
                return Kind.LEFT_OVER;
            }
            boolean ours = OTHERS.contains(name) || name.equals(InPlace.STAGING) || name.startsWith(InPlace.ORIGINALS);
            return ours ? Kind.OTHER : Kind.FOREIGN;
        }

        private Damage damage(Place place) {
            List<String> lost = place.lost().stream()
                    .map(contents::describe)
                    .filter(text -> !text.isEmpty())
                    .collect(Collectors.toCollection(ArrayList::new));
            if (place.length() == 0) {
                lost.add("everything in it");
            } else if (!place.complete()) {
                lost.add("records whose headers cannot be read");
            }
            return new Damage(
                    SegmentStart.fileName(place.number()),
                    place.offset(),
                    place.length(),
                    place.length() == 0 ? "the file is missing" : "does not match its checksum",
                    List.copyOf(lost));
        }
    }
}
