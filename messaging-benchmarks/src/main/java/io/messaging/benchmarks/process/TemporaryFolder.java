package io.messaging.benchmarks.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder that is deleted with everything in it, at the latest when this process ends. Thread-safe. */
public final class TemporaryFolder implements AutoCloseable {
    private final Path path;
    private final Thread endWithProcess = new Thread(this::delete, "temporary-folder-end");

    private TemporaryFolder(Path path) {
        this.path = path;
        Runtime.getRuntime().addShutdownHook(endWithProcess);
    }

    /** Creates one where the system property {@code java.io.tmpdir} says. */
    public static TemporaryFolder create(String name) throws IOException {
        return new TemporaryFolder(Files.createTempDirectory("messaging-bench-" + name));
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** Returns how many bytes its files have. Files that are deleted meanwhile do not count. */
    public long bytes() throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            return files.map(Path::toFile)
                    .mapToLong(file -> file.isFile() ? file.length() : 0)
                    .sum();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public void close() {
        delete();
        try {
            Runtime.getRuntime().removeShutdownHook(endWithProcess);
        } catch (IllegalStateException e) {
            // the process is about to end
        }
    }

    /** Best effort: the system cleans up the rest of a temporary folder. */
    private void delete() {
        try (Stream<Path> files = Files.walk(path)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // left to the system
        }
    }
}
