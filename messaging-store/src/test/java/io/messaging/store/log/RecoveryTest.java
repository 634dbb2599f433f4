package io.messaging.store.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.store.log.segment.LogDamagedException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(QuietRecovery.class)
class RecoveryTest {
    private static final LogOptions OPTIONS = new LogOptions(SyncMode.INTERVAL, 0, 4_096, 1_024, 1, 1_000_000);
    private static final String FIRST = "0000000001.log";
    private static final int TOPIC = 1;

    private RecordingDirectory directory = new RecordingDirectory(Map.of());
    private SmallStore store = SmallStore.open(directory, "boot", OPTIONS);

    private void store(int count) {
        for (int i = 0; i < count; i++) {
            store.log().awaitSafe(store.store(TOPIC));
        }
    }

    private void reopen(Map<String, byte[]> files, String boot) {
        directory = new RecordingDirectory(files);
        store = SmallStore.open(directory, boot, OPTIONS);
    }

    private void requireMessages(int count) {
        store.requireState(
                count == 0
                        ? Map.of()
                        : Map.of(TOPIC, LongStream.rangeClosed(1, count).boxed().toList()));
    }

    private static byte[] changed(byte[] file, int at) {
        byte[] changed = file.clone();
        changed[at] ^= 1;
        return changed;
    }

    /** Where the record of a message starts in the first segment. */
    private static int offsetOf(byte[] file, long id) {
        for (int at = 16; at < file.length; at += ByteBuffer.wrap(file).getInt(at) + 7 & -8) {
            if (ByteBuffer.wrap(file).getLong(at + 36) == id) {
                return at;
            }
        }
        throw new IllegalArgumentException("no record " + id);
    }

    @Test
    void aKilledProcessLosesNothingThatWasSafe() {
        store(100);
        reopen(directory.contents(), "boot");
        requireMessages(100);
        store(20);
        requireMessages(120);
        reopen(directory.contents(), "boot");
        requireMessages(120);
    }

    @Test
    void anIncompleteLastRecordIsCutOff() {
        store(5);
        Map<String, byte[]> files = directory.contents();
        byte[] file = files.get(FIRST);
        Arrays.fill(file, offsetOf(file, 5) + 60, file.length, (byte) 0);
        reopen(files, "boot");
        requireMessages(4);
        store(3);
        reopen(directory.contents(), "boot");
        requireMessages(7);
    }

    @Test
    void damageBeforeOtherRecordsOfTheSameBootIsRefused() {
        store(5);
        Map<String, byte[]> files = directory.contents();
        int offset = offsetOf(files.get(FIRST), 3);
        files.put(FIRST, changed(files.get(FIRST), offset + 20));
        LogDamagedException damage = assertThrows(LogDamagedException.class, () -> reopen(files, "boot"));
        assertEquals("memory/" + FIRST, damage.file());
        assertEquals(offset, damage.offset());
        assertTrue(damage.getMessage().contains("damaged at offset " + offset), damage::getMessage);
    }

    @Test
    void theSameAfterALossOfPowerIsTheEnd() {
        store(5);
        Map<String, byte[]> files = directory.contents();
        files.put(FIRST, changed(files.get(FIRST), offsetOf(files.get(FIRST), 3) + 20));
        reopen(files, "next boot");
        requireMessages(2);
    }

    @Test
    void damageOfWhatWasForcedIsRefusedAlsoAfterALossOfPower() {
        store(3);
        store.log().force();
        store(1);
        Map<String, byte[]> files = directory.contents();
        files.put(FIRST, changed(files.get(FIRST), offsetOf(files.get(FIRST), 3) + 20));
        assertThrows(LogDamagedException.class, () -> reopen(files, "next boot"));
    }

    @Test
    void damageOfTheLastRecordIsRefusedOnceTheLogWasIdle() {
        store(3);
        store.log().maintain();
        Map<String, byte[]> files = directory.contents();
        files.put(FIRST, changed(files.get(FIRST), offsetOf(files.get(FIRST), 3) + 20));
        assertThrows(LogDamagedException.class, () -> reopen(files, "next boot"));
    }

    @Test
    void damageOfAnythingIsRefusedAfterACloseOrIsNotNoticedToMatter() {
        store(60);
        store.log().close();
        Map<String, byte[]> files = directory.contents();
        for (String name : files.keySet()) {
            byte[] file = files.get(name);
            for (int at = 0; at < file.length; at += 97) {
                Map<String, byte[]> damaged = new java.util.HashMap<>(files);
                damaged.put(name, changed(file, at));
                try {
                    reopen(damaged, "boot");
                    requireMessages(60); // a byte that nothing depends on: padding, or the last mark
                } catch (LogDamagedException | LogException refused) {
                    assertTrue(refused.getMessage().contains(name), refused::getMessage);
                }
            }
        }
    }

    /** Of the segments behind the end, one that is left must not name one that is gone already. */
    @Test
    void aRecoveryMayItselfBeStoppedAnywhere() {
        store(80);
        Map<String, byte[]> files = directory.contents();
        String second = "0000000002.log";
        files.put(second, changed(files.get(second), 1_000));
        reopen(files, "second boot");
        assertTrue(files.size() > 4, () -> files.size() + " segments");
        RecordingDirectory recovery = directory;
        int found = (int) store.last();
        requireMessages(found);
        for (int steps = 0; steps <= recovery.steps.size(); steps++) {
            for (int seed = 0; seed < 20; seed++) {
                reopen(CrashStates.powerLoss(recovery, steps, new Random(seed)), "third boot");
                requireMessages(found);
                reopen(CrashStates.kill(recovery, steps, new Random(seed)), "second boot");
                requireMessages(found);
            }
        }
    }

    @Test
    void aMissingSegmentIsRefused() {
        store(60);
        Map<String, byte[]> files = directory.contents();
        files.remove("0000000002.log");
        LogDamagedException damage = assertThrows(LogDamagedException.class, () -> reopen(files, "next boot"));
        assertTrue(damage.getMessage().contains("0000000002.log"), damage::getMessage);
        assertTrue(damage.getMessage().contains("missing"), damage::getMessage);
    }

    @Test
    void aFileThatWasCutShortIsRefused() {
        store(60);
        Map<String, byte[]> files = directory.contents();
        byte[] file = files.get(FIRST);
        files.put(FIRST, Arrays.copyOf(file, file.length / 2));
        assertThrows(LogDamagedException.class, () -> reopen(files, "boot"));
    }

    @Test
    void aNewerFormatIsRefused() {
        store(1);
        Map<String, byte[]> files = directory.contents();
        ByteBuffer.wrap(files.get(FIRST)).putInt(8, 2);
        LogException newer = assertThrows(LogException.class, () -> reopen(files, "boot"));
        assertTrue(newer.getMessage().contains("version 2"), newer::getMessage);
        assertTrue(newer.getMessage().contains(FIRST), newer::getMessage);
    }

    @Test
    void aRecordInAnotherPlaceIsNotValid() {
        store(3);
        Map<String, byte[]> files = directory.contents();
        byte[] file = files.get(FIRST);
        int third = offsetOf(file, 3);
        byte[] moved = Arrays.copyOf(file, file.length);
        Arrays.fill(moved, third, moved.length, (byte) 0);
        System.arraycopy(file, third, moved, third + 8, ByteBuffer.wrap(file).getInt(third));
        files.put(FIRST, moved);
        reopen(files, "boot");
        requireMessages(2);
    }

    @Test
    void aFrozenProcessThatWakesUpChangesNothing() {
        store(3);
        RecordingDirectory shared = directory;
        SmallStore frozen = store;
        store = SmallStore.open(shared, "boot", OPTIONS);
        store(2);
        frozen.log().awaitSafe(frozen.store(TOPIC)); // as if it had lost its lock
        reopen(shared.contents(), "boot");
        requireMessages(5);
    }

    @Test
    void anEmptyDirectoryAndOtherFilesAreNoProblem() {
        reopen(Map.of("LOCK", new byte[0], "notes.txt", new byte[] {1}), "boot");
        requireMessages(0);
        assertEquals(1, store.log().stats().segments());
        assertTrue(directory.list().containsAll(List.of("LOCK", "notes.txt")));
    }

    @Test
    void manyStartsDoNotLeaveManySegments() {
        for (int i = 0; i < 50; i++) {
            store(1);
            store.log().close();
            reopen(directory.contents(), "boot");
            LogOptions small = new LogOptions(SyncMode.INTERVAL, 0, 65_536, 1_024, 1, 65_536);
            directory = new RecordingDirectory(directory.contents());
            store = SmallStore.open(directory, "boot", small);
            for (int step = 0; step < 20 && store.log().maintain(); step++) {
                // until nothing is left to do
            }
        }
        requireMessages(50);
        assertTrue(store.log().stats().segments() < 12, store.log().stats()::toString);
        assertEquals(
                Collections.max(directory.list()),
                directory.list().stream().sorted().reduce((a, b) -> b).orElseThrow());
    }
}
