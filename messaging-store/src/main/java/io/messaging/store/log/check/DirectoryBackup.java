package io.messaging.store.log.check;

import io.messaging.store.log.LogException;
import io.messaging.store.log.file.DiskDirectory;
import io.messaging.store.log.file.LogDirectory;
import io.messaging.store.log.file.LogFile;
import io.messaging.store.log.segment.SegmentScan;
import io.messaging.store.log.segment.SegmentStart;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Copies a data directory, also while a server uses it. The copy has everything up to some moment: segments are copied in their order, each
 * as far as its records are valid, and what is moved meanwhile is moved into later ones. A segment that is given up before it
 * is copied makes the copy start again.
 */
public final class DirectoryBackup {
    private static final int ATTEMPTS = 10;
    private static final int CHUNK = 256 * 1024;

    private DirectoryBackup() {}

    /**
     * Copies a directory, and checks the copy.
     *
     * @param target a directory that is empty or not there
     * @param nowMillis the time at which messages have to live, in milliseconds since 1970
     * @return what the copy holds
     * @throws LogException when the directory has damage, cannot be read, or the target is not empty or cannot be written to
     */
    public static CheckReport backup(Path path, Path target, long nowMillis) {
        try (DiskDirectory directory = DiskDirectory.openUnlocked(path)) {
            DirectoryRepair.requireEmpty(target);
            for (int attempt = 1; ; attempt++) {
                CheckReport copy = tryBackup(directory, target, nowMillis);
                if (copy != null && !copy.isDamaged()) {
                    return copy;
                }
                if (attempt == ATTEMPTS) {
                    throw new LogException("no sound copy of " + directory.describe("") + " in " + ATTEMPTS
                            + " attempts; stop the server that uses it, and run ./messaging data check " + path);
                }
            }
        } catch (IOException e) {
            throw new LogException(e.getMessage() == null ? e.toString() : e.getMessage(), e);
        }
    }

    /** Returns null when a segment was given up meanwhile, or has something valid behind what is not. */
    private static CheckReport tryBackup(LogDirectory directory, Path target, long nowMillis) throws IOException {
        try (DiskDirectory copy = DiskDirectory.open(target)) {
            deleteSegments(copy);
            for (int number : segments(directory)) {
                Copied copied = copy(directory, copy, number);
                if (copied == Copied.NOT_SOUND) {
                    return null;
                }
                if (copied == Copied.GREW) {
                    break; // later segments have what was appended after the moment of this copy
                }
            }
            copy.force();
            return DirectoryCheck.check(copy, target, nowMillis);
        } catch (NoSuchFileException givenUp) {
            return null;
        }
    }

    private static NavigableSet<Integer> segments(LogDirectory directory) throws IOException {
        NavigableSet<Integer> numbers = new TreeSet<>();
        directory.list().stream()
                .map(SegmentStart::number)
                .filter(number -> number > 0)
                .forEach(numbers::add);
        return numbers;
    }

    private static void deleteSegments(LogDirectory copy) throws IOException {
        for (int number : segments(copy)) {
            copy.delete(SegmentStart.fileName(number));
        }
    }

    /** What became of the copy of a segment. */
    private enum Copied {
        /** It has all that the segment has. */
        WHOLE,

        /** Records were appended meanwhile. */
        GREW,

        /** Something valid is behind what is not: it is being written, or damaged. */
        NOT_SOUND
    }

    /** Copies what is valid. */
    private static Copied copy(LogDirectory from, LogDirectory to, int number) throws IOException {
        String name = SegmentStart.fileName(number);
        try (LogFile source = from.open(name);
                LogFile target = to.create(name)) {
            int end = validEnd(source, number);
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
            for (int at = 0; at < end; at += CHUNK) {
                chunk.clear().limit(Math.min(CHUNK, end - at));
                source.read(chunk, at);
                target.write(chunk.flip(), at);
            }
            target.force();
            if (SegmentScan.isZeroFrom(source, end)) {
                return Copied.WHOLE;
            }
            if (validEnd(source, number) > end) {
                return Copied.GREW;
            }
            return SegmentScan.hasRecordAfter(source, number, end, forced -> true) ? Copied.NOT_SOUND : Copied.WHOLE;
        }
    }

    /** Returns where the records end that are valid now. */
    private static int validEnd(LogFile source, int number) throws IOException {
        SegmentScan scan = new SegmentScan(source, number, source.size());
        while (scan.next()) {
            // only its end is asked for
        }
        return scan.end();
    }
}
