package io.messaging.store.log.check;

import static io.messaging.store.log.check.Directories.FIRST;
import static io.messaging.store.log.check.Directories.SECOND;
import static io.messaging.store.log.check.Directories.flip;
import static io.messaging.store.log.check.Directories.ids;
import static io.messaging.store.log.check.Directories.offsetOf;
import static io.messaging.store.log.check.Directories.store;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.store.log.LogException;
import io.messaging.store.log.segment.LogDamagedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryRepairTest {
    private static final long NOW = 1_000;

    @TempDir
    private Path folder;

    private Path directory;

    @BeforeEach
    void storeTwenty() throws IOException {
        directory = folder.resolve("data");
        store(directory, 0, 20);
    }

    private static List<Long> twentyBut(long... lost) {
        return LongStream.rangeClosed(1, 20)
                .filter(id -> LongStream.of(lost).noneMatch(other -> other == id))
                .boxed()
                .toList();
    }

    private void damage(long id) throws IOException {
        flip(directory.resolve(FIRST), offsetOf(directory.resolve(FIRST), id) + 80);
        assertThrows(LogDamagedException.class, () -> ids(directory), "a server refuses it");
    }

    @Test
    void inPlaceEverythingElseIsThereAndTheOriginalsAreKept() throws IOException {
        damage(3);
        byte[] original = Files.readAllBytes(directory.resolve(FIRST));
        RepairReport report = DirectoryRepair.repairInPlace(directory, NOW);
        assertEquals(
                List.of("message 3 of topic 'orders', position 2"),
                report.before().damage().get(0).lost());
        assertEquals(20, report.records(), "a topic's name and the messages");
        assertEquals(twentyBut(3), ids(directory));
        Path kept = Path.of(report.originals()).resolve(FIRST);
        assertArrayEquals(original, Files.readAllBytes(kept));
        assertFalse(DirectoryCheck.check(directory, NOW).isDamaged());
    }

    @Test
    void aRepairedDirectoryIsAnOrdinaryOne() throws IOException {
        damage(3);
        DirectoryRepair.repairInPlace(directory, NOW);
        store(directory, 20, 20);
        assertEquals(39, ids(directory).size());
        flip(segments(directory).get(0), 600);
        assertTrue(DirectoryCheck.check(directory, NOW).isDamaged(), "damage of what was salvaged is recognised");
    }

    @Test
    void intoAnotherDirectoryNothingIsChangedInTheDamagedOne() throws IOException {
        damage(3);
        List<String> before = contents();
        Path target = folder.resolve("new");
        RepairReport report = DirectoryRepair.repairTo(directory, target, NOW);
        assertEquals(twentyBut(3), ids(target));
        assertNull(report.originals());
        assertEquals(before, contents());
        LogException refused = assertThrows(
                LogException.class, () -> DirectoryRepair.repairTo(directory, target, NOW), "it is not empty");
        assertTrue(refused.getMessage().contains("is not empty"), refused::getMessage);
    }

    private List<String> contents() throws IOException {
        List<String> contents = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList()) {
                contents.add(file.getFileName() + " " + Arrays.hashCode(Files.readAllBytes(file)));
            }
        }
        return contents;
    }

    @Test
    void withoutDamageNothingIsChanged() throws IOException {
        List<String> before = contents();
        assertNull(DirectoryRepair.repairInPlace(directory, NOW).directory());
        assertEquals(before, contents());
    }

    @Test
    void aMissingSegmentCostsItsRecordsOnly() throws IOException {
        Files.delete(directory.resolve(SECOND));
        DirectoryRepair.repairInPlace(directory, NOW);
        List<Long> left = ids(directory);
        assertTrue(left.contains(1L) && left.contains(20L), left::toString);
        assertEquals(
                LongStream.rangeClosed(1, 20).boxed().filter(left::contains).toList(), left, "in order");
    }

    @Test
    void damagedStartsOfSegmentsAreReplaced() throws IOException {
        for (Path file : List.of(directory.resolve(FIRST), directory.resolve("0000000003.log"))) {
            flip(file, 3);
            flip(file, 40);
        }
        DirectoryRepair.repairInPlace(directory, NOW);
        assertEquals(twentyBut(), ids(directory));
    }

    /** The process may be killed between any two moves. */
    @Test
    void anInterruptedExchangeIsRefusedUntilItIsCompleted() throws IOException {
        damage(3);
        DirectoryRepair.repairInPlace(directory, NOW);
        Path done = directory.resolve("before-repair-1");
        Path staging = Files.createDirectory(directory.resolve(InPlace.STAGING));
        List<Path> now = segments(directory);
        Path first = now.get(0);
        int firstNew = Integer.parseInt(first.getFileName().toString().substring(0, 10));
        Files.writeString(staging.resolve("COMPLETE"), "before-repair-1\n" + firstNew + "\n");
        // Back to before: step by step, and at each the directory must not open, and the repair go on.
        List<Runnable> back = new ArrayList<>();
        for (Path file : now.subList(0, now.size() - 1)) {
            back.add(0, () -> move(file, staging));
        }
        for (Path file : segments(done)) {
            back.add(() -> move(file, directory));
        }
        Path last = now.get(now.size() - 1);
        back.add(() -> move(last, staging));
        for (int steps = 1; steps <= back.size(); steps++) {
            Path copy = folder.resolve("copy" + steps);
            back.get(steps - 1).run();
            copyTo(directory, copy);
            assertThrows(
                    LogException.class, () -> DirectoryCheck.check(copy, NOW), "a check says that it is interrupted");
            assertThrows(LogDamagedException.class, () -> ids(copy), "after " + steps + " steps back");
            Path repaired = folder.resolve("again" + steps);
            copyTo(directory, repaired);
            DirectoryRepair.repairInPlace(repaired, NOW);
            assertEquals(twentyBut(3), ids(repaired), "after " + steps + " steps back");
        }
    }

    private static List<Path> segments(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList();
        }
    }

    private static void move(Path file, Path to) {
        try {
            Files.move(file, to.resolve(file.getFileName()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copyTo(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }
}
