package io.messaging.store.log.check;

import io.messaging.store.log.LogException;
import io.messaging.store.log.file.DiskDirectory;
import io.messaging.store.log.file.LogDirectory;
import io.messaging.store.log.segment.LogRecord;
import io.messaging.store.log.segment.SegmentCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Salvages what can be read of a damaged data directory. */
public final class DirectoryRepair {
    private DirectoryRepair() {}

    /**
     * Writes what can be read into another directory. The damaged one stays as it is.
     *
     * @param target a directory that is empty or not there
     * @param nowMillis the time at which messages have to live, in milliseconds since 1970
     * @throws LogException when the directory cannot be checked, or the target is not empty or cannot be written to
     */
    public static RepairReport repairTo(Path path, Path target, long nowMillis) {
        try (DiskDirectory directory = DiskDirectory.openToRead(path)) {
            SegmentCatalog catalog = DirectoryCheck.catalog(directory);
            CheckReport before = DirectoryCheck.check(directory, path, nowMillis);
            requireEmpty(target);
            try (DiskDirectory repaired = DiskDirectory.open(target)) {
                long records = salvage(catalog, repaired, 1);
                return new RepairReport(before, records, target.toRealPath().toString(), null);
            }
        } catch (IOException e) {
            throw failure(e);
        }
    }

    static void requireEmpty(Path target) throws IOException {
        if (Files.isDirectory(target)) {
            try (Stream<Path> files = Files.list(target)) {
                if (files.findAny().isPresent()) {
                    throw new IOException("the directory " + target.toAbsolutePath()
                            + " is not empty; give an empty directory or one that does not exist yet");
                }
            }
        }
    }

    /**
     * Replaces the files of a directory by what can be read of them. They are moved into a directory inside it, in such an order that
     * nobody can open the directory until all is done; a repair that was interrupted is completed.
     *
     * @param nowMillis the time at which messages have to live, in milliseconds since 1970
     * @throws LogException when the directory cannot be checked or written to
     */
    public static RepairReport repairInPlace(Path path, long nowMillis) {
        try (DiskDirectory directory = DiskDirectory.openToRead(path)) {
            if (!directory.isHeld() && !Files.isWritable(path)) {
                throw new IOException("the data directory " + path.toAbsolutePath()
                        + " is read-only for the user " + System.getProperty("user.name")
                        + "; repair it into another one");
            }
            InPlace files = new InPlace(path.toRealPath(), directory);
            if (!InPlace.isInterrupted(path)) {
                CheckReport now = DirectoryCheck.check(directory, path, nowMillis);
                if (!now.isDamaged()) {
                    return new RepairReport(now, now.records(), null, null);
                }
                stage(directory, files);
            }
            Path originals = files.exchange();
            CheckReport before = DirectoryCheck.check(originals, nowMillis);
            long records = DirectoryCheck.check(directory, path, nowMillis).records();
            return new RepairReport(before, records, path.toRealPath().toString(), originals.toString());
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private static void stage(DiskDirectory directory, InPlace files) throws IOException {
        SegmentCatalog catalog = DirectoryCheck.catalog(directory);
        int firstNew = catalog.files().last() + 1;
        try (DiskDirectory staging = files.stage()) {
            salvage(catalog, staging, firstNew);
        }
        files.complete(firstNew);
    }

    private static LogException failure(IOException e) {
        return new LogException(e.getMessage() == null ? e.toString() : e.getMessage(), e);
    }

    /** Copies all that is valid; returns how many records that was. */
    private static long salvage(SegmentCatalog catalog, LogDirectory target, int firstNumber) throws IOException {
        SalvagedLog salvaged = new SalvagedLog(target, firstNumber);
        Copy copy = new Copy(salvaged);
        new DirectoryWalk(catalog, copy).run();
        salvaged.finish();
        return copy.records;
    }

    private static final class Copy implements DirectoryWalk.Visitor {
        private final SalvagedLog target;
        private long records;

        Copy(SalvagedLog target) {
            this.target = target;
        }

        @Override
        public void segment(int number, long bytes) {
            // the new ones have others
        }

        @Override
        public void record(LogRecord log, long location) throws IOException {
            if (log.kind() >= LogRecord.FIRST_KIND) {
                target.append(log);
                records++;
            }
        }

        @Override
        public void damage(int number, int offset, int length, List<LogRecord> lost, boolean complete) {
            // reported by the check
        }

        @Override
        public void missing(int number) {
            // reported by the check
        }
    }
}
