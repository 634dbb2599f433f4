package io.messaging.store.log.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.store.log.LogException;
import io.messaging.store.log.LogOptions;
import io.messaging.store.log.MessageLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryBackupTest {
    private static final int BACKUPS = 5;

    @TempDir
    private Path temp;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCopyOfALiveDirectoryHasWhatWasStoredBefore(boolean large) throws IOException, InterruptedException {
        LogOptions options = large ? Directories.LARGE : Directories.SMALL;
        Path data = temp.resolve("data");
        AtomicLong safe = new AtomicLong();
        AtomicBoolean stop = new AtomicBoolean();
        try (MessageLog log = Directories.open(data, new Directories.Seen(), options)) {
            Thread storing = new Thread(() -> {
                for (long id = 1; !stop.get(); id++) {
                    log.awaitSafe(log.append(Directories.message(id, 0)));
                    safe.set(id);
                }
            });
            storing.start();
            try {
                for (int backup = 0; backup < BACKUPS; backup++) {
                    while (safe.get() < 20L * (backup + 1)) {
                        Thread.onSpinWait();
                    }
                    long before = safe.get();
                    Path copy = temp.resolve("copy" + backup);
                    CheckReport report = DirectoryBackup.backup(data, copy, 0);
                    List<Long> ids = Directories.ids(copy);
                    assertTrue(ids.size() >= before, () -> ids.size() + " of " + before);
                    assertEquals(LongStream.rangeClosed(1, ids.size()).boxed().toList(), ids);
                    assertEquals(ids.size(), report.messages());
                }
            } finally {
                stop.set(true);
                storing.join();
            }
        }
    }

    @Test
    void damageIsNotCopied() throws IOException {
        Path data = temp.resolve("data");
        Directories.store(data, 0, 20);
        Path first = data.resolve(Directories.FIRST);
        Directories.flip(first, Directories.offsetOf(first, 3) + 100);
        LogException refused =
                assertThrows(LogException.class, () -> DirectoryBackup.backup(data, temp.resolve("copy"), 0));
        assertTrue(refused.getMessage().contains("data check"), refused::getMessage);
    }

    /** The copy is sound, and would lack what is behind the damage. */
    @Test
    void damageInTheLastSegmentIsNotTakenForTheEnd() throws IOException {
        Path data = temp.resolve("data");
        Directories.store(data, 0, 4);
        Path only = data.resolve(Directories.FIRST);
        Directories.flip(only, Directories.offsetOf(only, 3) + 100);
        LogException refused =
                assertThrows(LogException.class, () -> DirectoryBackup.backup(data, temp.resolve("copy"), 0));
        assertTrue(refused.getMessage().contains("data check"), refused::getMessage);
    }

    @Test
    void theTargetHasToBeEmpty() throws IOException {
        Path data = temp.resolve("data");
        Directories.store(data, 0, 3);
        Path target = Files.createDirectory(temp.resolve("copy"));
        Files.writeString(target.resolve("notes"), "mine");
        LogException refused = assertThrows(LogException.class, () -> DirectoryBackup.backup(data, target, 0));
        assertTrue(refused.getMessage().contains("is not empty"), refused::getMessage);
    }
}
