package io.messaging.store.log.check;

import io.messaging.store.log.file.DiskDirectory;
import io.messaging.store.log.segment.SegmentStart;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Exchanges the segments of a directory for new ones. These are prepared in a directory inside it. Then the last of them is moved first: its list
 * names the others, so that the directory cannot be opened while one is missing; then the old ones are moved away, then the
 * other new ones are moved in. After an interruption at any moment this goes on. Used by one thread, which holds the directory.
 */
final class InPlace {
    /** Where the new segments are prepared. */
    static final String STAGING = "repair";

    /** Where the old ones are kept, with a number. */
    static final String ORIGINALS = "before-repair-";

    private static final String COMPLETE = "COMPLETE";
    private static final String INCOMPLETE = "INCOMPLETE";

    private final Path path;
    private final DiskDirectory directory;
    private final Path staging;

    InPlace(Path path, DiskDirectory directory) {
        this.path = path;
        this.directory = directory;
        this.staging = path.resolve(STAGING);
    }

    /** Returns whether a repair of a directory has written all new segments, and not ended. */
    static boolean isInterrupted(Path path) {
        return Files.exists(path.resolve(STAGING).resolve(COMPLETE));
    }

    /** Opens an empty directory for the new segments. */
    DiskDirectory stage() throws IOException {
        if (Files.isDirectory(staging)) {
            deleteFiles();
        }
        return DiskDirectory.open(staging);
    }

    private void deleteFiles() throws IOException {
        try (Stream<Path> files = Files.list(staging)) {
            for (Path file : files.filter(file -> !file.endsWith(COMPLETE)).toList()) {
                Files.delete(file);
            }
        }
    }

    /** All new segments are there, from this number on. */
    void complete(int firstNew) throws IOException {
        int number = 1;
        while (Files.exists(path.resolve(ORIGINALS + number))) {
            number++;
        }
        Files.writeString(staging.resolve(INCOMPLETE), ORIGINALS + number + "\n" + firstNew + "\n");
        force(staging.resolve(INCOMPLETE));
        Files.move(staging.resolve(INCOMPLETE), staging.resolve(COMPLETE), StandardCopyOption.ATOMIC_MOVE);
        directory.force();
    }

    /** A name that a power loss keeps must not be that of a file whose content it loses. */
    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** Exchanges them; returns where the old ones are. */
    Path exchange() throws IOException {
        List<String> plan = Files.readAllLines(staging.resolve(COMPLETE));
        Path originals = Files.createDirectories(path.resolve(plan.get(0)));
        int firstNew = Integer.parseInt(plan.get(1));
        SortedSet<Integer> staged = segments(staging);
        if (!staged.isEmpty() && staged.last() > segments(path).last()) {
            move(staged.last(), staging, path);
        }
        for (int number : segments(path).headSet(firstNew)) {
            move(number, path, originals);
        }
        for (int number : segments(staging)) {
            move(number, staging, path);
        }
        deleteFiles();
        Files.delete(staging.resolve(COMPLETE));
        Files.delete(staging);
        directory.force();
        return originals;
    }

    private static SortedSet<Integer> segments(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> SegmentStart.number(file.getFileName().toString()))
                    .filter(number -> number > 0)
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** Moves a segment; a loss of power leaves the moves up to some moment. */
    private void move(int number, Path from, Path to) throws IOException {
        String name = SegmentStart.fileName(number);
        Files.move(from.resolve(name), to.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        directory.force();
    }
}
