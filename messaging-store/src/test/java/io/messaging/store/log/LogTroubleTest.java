package io.messaging.store.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.StoreFullException;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LogTroubleTest {
    private static final LogOptions OPTIONS = new LogOptions(SyncMode.ALWAYS, 0, 65_536, 1_024, 1, 0);
    private static final int TOPIC = 1;

    private final RecordingDirectory directory = new RecordingDirectory(Map.of());
    private final SmallStore store = SmallStore.open(directory, "boot", OPTIONS);

    private int storeUntilFull() {
        int stored = 0;
        while (true) {
            try {
                store.log().awaitSafe(store.store(TOPIC));
                stored++;
            } catch (StoreFullException full) {
                assertTrue(full.getMessage().contains("no space left"), full::getMessage);
                return stored;
            }
        }
    }

    private void requireMessages(SmallStore of, int count) {
        of.requireState(Map.of(TOPIC, LongStream.rangeClosed(1, count).boxed().toList()));
    }

    @Test
    void aFullDiskRefusesStoresUntilThereIsSpace() {
        directory.limitSpace(100_000);
        int stored = storeUntilFull();
        assertThrows(StoreFullException.class, () -> store.store(TOPIC));
        requireMessages(store, stored);
        directory.limitSpace(100_000);
        store.log().awaitSafe(store.store(TOPIC));
        requireMessages(store, stored + 1);
        requireMessages(SmallStore.open(new RecordingDirectory(directory.contents()), "boot", OPTIONS), stored + 1);
    }

    @Test
    void aFullDiskCanBeCleared() {
        directory.limitSpace(200_000);
        storeUntilFull();
        store.log().awaitSafe(store.clear(TOPIC));
        long full = size();
        while (store.log().maintain()) {
            // until nothing is left to do
        }
        assertTrue(size() < full, () -> size() + " of " + full);
        directory.limitSpace(100_000);
        store.log().awaitSafe(store.store(TOPIC));
        SmallStore again = SmallStore.open(new RecordingDirectory(directory.contents()), "boot", OPTIONS);
        again.requireState(Map.of(TOPIC, java.util.List.of(again.last())));
    }

    @Test
    void aFullDiskDoesNotKeepUpkeepFromItsWork() {
        directory.limitSpace(200_000);
        storeUntilFull();
        for (int left = 0; left < 70_000; left += 5_000) { // wherever the space ends
            directory.limitSpace(left);
            store.log().maintain();
        }
    }

    private static final LogOptions LARGE_SEGMENTS = new LogOptions(SyncMode.ALWAYS, 0, 16 << 20, 1 << 20, 1, 16 << 20);

    /** All that is stored is in the active segment. */
    @Test
    void aDiskSmallerThanASegmentCanBeCleared() {
        RecordingDirectory small = new RecordingDirectory(Map.of());
        small.limitSpace(1_000_000);
        SmallStore on = SmallStore.open(small, "boot", LARGE_SEGMENTS);
        for (int round = 0; round < 3; round++) {
            int stored = fill(on, TOPIC);
            assertTrue(stored > 500, stored + " stored in round " + round);
            on.log().awaitSafe(on.clear(TOPIC));
            maintain(on);
        }
        on.log().awaitSafe(on.store(TOPIC));
        SmallStore again = SmallStore.open(new RecordingDirectory(small.contents()), "boot", LARGE_SEGMENTS);
        again.requireState(Map.of(TOPIC, java.util.List.of(again.last())));
    }

    /** After a restart the log has several segments, each far from full. */
    @Test
    void aLogOnADiskSmallerThanASegmentIsStoredToAfterRestartsAndCompacted() {
        RecordingDirectory small = new RecordingDirectory(Map.of());
        small.limitSpace(2_000_000);
        SmallStore on = SmallStore.open(small, "boot", LARGE_SEGMENTS);
        for (int round = 0; round < 3; round++) {
            on.log().awaitSafe(on.store(2));
            int stored = fill(on, TOPIC);
            assertTrue(stored > 500, stored + " stored in round " + round);
            on.log().awaitSafe(on.clear(TOPIC));
            maintain(on);
            on.log().awaitSafe(on.store(TOPIC));
            on.log().close();
            on = SmallStore.open(small, "boot", LARGE_SEGMENTS);
        }
        on.requireReadable();
    }

    private static int fill(SmallStore of, int topic) {
        for (int stored = 0; ; stored++) {
            try {
                of.log().awaitSafe(of.store(topic));
            } catch (StoreFullException full) {
                return stored;
            }
        }
    }

    private static void maintain(SmallStore of) {
        while (of.log().maintain()) {
            // until nothing is left to do
        }
    }

    /** Every segment has some live records, so that only compaction frees space, for which it needs some. */
    @Test
    void aFullDiskIsCompacted() {
        directory.limitSpace(1_000_000);
        int stored = 0;
        try {
            for (; ; stored++) {
                store.log().awaitSafe(store.store(1 + stored % 3));
            }
        } catch (StoreFullException full) {
            assertTrue(stored > 100, () -> full + "");
        }
        store.log().awaitSafe(store.clear(1));
        store.log().awaitSafe(store.clear(2));
        while (store.log().maintain()) {
            // until nothing is left to do
        }
        for (int i = 0; i < 300; i++) {
            store.log().awaitSafe(store.store(1));
        }
        store.requireReadable();
        SmallStore again = SmallStore.open(new RecordingDirectory(directory.contents()), "boot", OPTIONS);
        again.requireReadable();
        assertEquals(store.liveBytes(), again.liveBytes());
    }

    @Test
    void aLogOnAFullDiskIsOpenedReadAndCleared() {
        directory.limitSpace(400_000);
        int stored = storeUntilFull();
        RecordingDirectory full = new RecordingDirectory(directory.contents());
        full.limitSpace(0);
        SmallStore again = SmallStore.open(full, "boot", OPTIONS);
        requireMessages(again, stored);
        assertThrows(StoreFullException.class, () -> {
            for (int i = 0; i < 2_000; i++) {
                again.store(TOPIC);
            }
        });
        again.log().awaitSafe(again.clear(TOPIC));
        while (again.log().maintain()) {
            // until nothing is left to do
        }
        again.log().awaitSafe(again.store(TOPIC));
    }

    private long size() {
        return directory.contents().values().stream()
                .mapToLong(file -> file.length)
                .sum();
    }

    @Test
    void aFailedForceStopsStoringUntilTheLogIsOpenedAgain() {
        store.log().awaitSafe(store.store(TOPIC));
        directory.failForces(true);
        long second = store.store(TOPIC);
        LogException failed = assertThrows(LogException.class, () -> store.log().awaitSafe(second));
        assertTrue(failed.getMessage().contains("the device has failed"), failed::getMessage);
        directory.failForces(false);
        assertThrows(LogException.class, () -> store.log().awaitSafe(second));
        assertThrows(LogException.class, () -> store.store(TOPIC));
        requireMessages(store, 2);
        store.log().close();
        SmallStore again = SmallStore.open(new RecordingDirectory(directory.contents()), "boot", OPTIONS);
        assertTrue(again.last() >= 1);
        again.log().awaitSafe(again.store(TOPIC));
    }

    /** It wakes up before its thread has looked for the lock. */
    @Test
    void aFrozenHolderThatWakesUpAcknowledgesNothing() throws InterruptedException {
        store.log().awaitSafe(store.store(TOPIC));
        directory.loseLock();
        Thread.sleep(100);
        long second = store.store(TOPIC);
        LogException failed = assertThrows(LogException.class, () -> store.log().awaitSafe(second));
        assertTrue(failed.getMessage().contains("the lock"), failed::getMessage);
        assertThrows(LogException.class, () -> store.store(TOPIC));
    }

    @Test
    void closeIsIdempotentAndLeavesNoFileOpen() {
        for (int i = 0; i < 1_000; i++) {
            store.store(TOPIC);
        }
        store.log().force();
        store.log().close();
        store.log().close();
        assertEquals(0, directory.openFiles());
        assertThrows(LogException.class, () -> store.store(TOPIC));
    }

    @Test
    void someOfManyFilesAreOpen() {
        for (int i = 0; i < 50_000; i++) {
            store.store(TOPIC);
        }
        store.log().force();
        assertTrue(store.log().stats().segments() > 80, store.log().stats()::toString);
        requireMessages(store, 50_000);
        assertTrue(directory.openFiles() < 70, () -> directory.openFiles() + " files are open");
    }
}
