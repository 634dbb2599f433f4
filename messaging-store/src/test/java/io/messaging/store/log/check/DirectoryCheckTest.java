package io.messaging.store.log.check;

import static io.messaging.store.log.check.Directories.FIRST;
import static io.messaging.store.log.check.Directories.SECOND;
import static io.messaging.store.log.check.Directories.flip;
import static io.messaging.store.log.check.Directories.ids;
import static io.messaging.store.log.check.Directories.offsetOf;
import static io.messaging.store.log.check.Directories.store;
import static io.messaging.store.log.check.Directories.truncate;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.store.log.LogException;
import io.messaging.store.log.MessageLog;
import io.messaging.store.log.check.FileReport.Kind;
import io.messaging.store.log.file.DirectoryHolder;
import io.messaging.store.log.file.DiskDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryCheckTest {
    private static final long NOW = 1_000;

    @TempDir
    private Path directory;

    private CheckReport check() {
        return DirectoryCheck.check(directory, NOW);
    }

    private Map<String, Long> sizesAndContents() throws IOException {
        Map<String, Long> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(directory)) {
            for (Path file :
                    all.filter(file -> file.toString().endsWith(".log")).toList()) {
                files.put(file.getFileName().toString(), (long)
                        ByteBuffer.wrap(Files.readAllBytes(file)).hashCode());
            }
        }
        return files;
    }

    @Test
    void aSoundDirectoryIsCountedAndNotChanged() throws IOException {
        store(directory, 0, 20);
        Map<String, Long> before = sizesAndContents();
        CheckReport report = check();
        assertFalse(report.isDamaged(), () -> report.damage().toString());
        assertNull(report.tornTail());
        assertEquals(21, report.records());
        assertEquals(1, report.topics());
        assertEquals(20, report.messages());
        assertTrue(report.segments().size() > 2, () -> report.segments().toString());
        assertEquals(before, sizesAndContents());
    }

    /** It says which server has the directory: a client may know it by that alone. */
    @Test
    void theServerOfADirectoryIsStillNamedAfterACheck() throws IOException {
        store(directory, 0, 1);
        try (DiskDirectory held = DiskDirectory.open(directory)) {
            held.nameServer("abc");
        }
        check();
        assertEquals(Optional.of("abc"), DirectoryHolder.server(directory));
    }

    @Test
    void aServersDirectoryOfWhichNoSegmentIsLeftIsNoEmptyOne() throws IOException {
        store(directory, 0, 1);
        try (DiskDirectory held = DiskDirectory.open(directory)) {
            held.nameServer("abc");
        }
        Files.write(directory.resolve(Directories.FIRST), new byte[5_000]);
        LogException overwritten = assertThrows(LogException.class, this::check);
        assertTrue(overwritten.getMessage().contains("HOLDER"), overwritten::getMessage);
        assertThrows(LogException.class, () -> DirectoryRepair.repairInPlace(directory, NOW));
        Files.delete(directory.resolve(Directories.FIRST));
        LogException deleted = assertThrows(LogException.class, this::check);
        assertTrue(deleted.getMessage().contains("HOLDER"), deleted::getMessage);
    }

    @Test
    void liveIsWhatHasNeitherExpiredNorWasCleared() throws IOException {
        try (MessageLog log = Directories.open(directory, new Directories.Seen())) {
            for (int id = 1; id <= 4; id++) {
                log.append(Directories.message(id, 0));
            }
            log.append(Directories.cleared(2));
            log.append(Directories.message(5, NOW));
            log.append(Directories.message(6, NOW + 1));
            log.append(Directories.message(4, 0)); // copied on
        }
        assertEquals(3, check().messages());
    }

    @Test
    void aFlippedByteIsReportedWithFileOffsetAndMessage() throws IOException {
        store(directory, 0, 20);
        int offset = offsetOf(directory.resolve(FIRST), 3);
        flip(directory.resolve(FIRST), offset + 100);
        Damage damage = onlyDamage();
        assertEquals(FIRST, damage.file());
        assertEquals(offset, damage.offset());
        assertEquals(456, damage.bytes());
        assertEquals(List.of("message 3 of topic 'orders', position 2"), damage.lost());
        assertEquals(19, check().messages());
    }

    private Damage onlyDamage() {
        CheckReport report = check();
        assertEquals(1, report.damage().size(), () -> report.damage().toString());
        return report.damage().get(0);
    }

    @Test
    void aRecordWhoseLengthIsDamagedHidesNoLaterOne() throws IOException {
        store(directory, 0, 20);
        flip(directory.resolve(FIRST), offsetOf(directory.resolve(FIRST), 3) + 2);
        assertEquals(
                List.of("records whose headers cannot be read"), onlyDamage().lost());
        assertEquals(19, check().messages());
    }

    @Test
    void aTruncatedSegmentIsDamageUnlessItIsTheLast() throws IOException {
        store(directory, 0, 20);
        truncate(directory.resolve(FIRST), offsetOf(directory.resolve(FIRST), 3) + 60);
        assertEquals(FIRST, onlyDamage().file());
    }

    @Test
    void anIncompleteEndIsNoDamage() throws IOException {
        store(directory, 0, 3);
        Path file = directory.resolve(FIRST);
        int offset = offsetOf(file, 3);
        truncate(file, offset + 60);
        CheckReport report = check();
        assertFalse(report.isDamaged(), () -> report.damage().toString());
        assertEquals(offset, report.tornTail().offset());
        assertEquals(2, report.messages());
        assertEquals(List.of(1L, 2L), ids(directory), "what a start finds");
    }

    @Test
    void aMissingSegmentIsNamed() throws IOException {
        store(directory, 0, 20);
        Files.delete(directory.resolve(SECOND));
        Damage damage = onlyDamage();
        assertEquals(SECOND, damage.file());
        assertEquals("the file is missing", damage.problem());
        assertEquals(List.of(SECOND), names(check(), Kind.MISSING));
    }

    private static List<String> names(CheckReport report, Kind kind) {
        return report.files(kind).stream().map(FileReport::name).toList();
    }

    @Test
    void foreignFilesAreNamedAndIgnored() throws IOException {
        store(directory, 0, 3);
        Files.writeString(directory.resolve("notes.txt"), "mine");
        Files.writeString(directory.resolve("1.log"), "a log of another program");
        Files.createDirectory(directory.resolve("sub"));
        CheckReport report = check();
        assertFalse(report.isDamaged());
        assertEquals(List.of("1.log", "notes.txt", "sub"), names(report, Kind.FOREIGN));
    }

    @Test
    void aNewerFormatIsRefused() throws IOException {
        store(directory, 0, 3);
        byte[] bytes = Files.readAllBytes(directory.resolve(FIRST));
        ByteBuffer.wrap(bytes).putInt(8, 2);
        Files.write(directory.resolve(FIRST), bytes);
        LogException refused = assertThrows(LogException.class, this::check);
        assertTrue(refused.getMessage().contains("format version 2"), refused::getMessage);
    }

    @Test
    void aDirectoryInUseIsRefusedAndItsHolderNamed() throws IOException {
        try (MessageLog log = Directories.open(directory, new Directories.Seen())) {
            log.append(Directories.message(1, 0));
            LogException refused = assertThrows(LogException.class, this::check);
            assertTrue(refused.getMessage().contains("in use by this process"), refused::getMessage);
        }
    }

    @Test
    void whatIsNoDataDirectoryIsRefused() throws IOException {
        assertMessage("has no segments", directory);
        assertMessage("there is no directory", directory.resolve("missing"));
        assertMessage("is a file", Files.writeString(directory.resolve("file"), ""));
        assertFalse(Files.exists(directory.resolve("LOCK")), "nothing is left in a directory that is none of ours");
    }

    private static void assertMessage(String part, Path path) {
        LogException refused = assertThrows(LogException.class, () -> DirectoryCheck.check(path, NOW));
        assertTrue(refused.getMessage().contains(part), refused::getMessage);
    }
}
