package io.messaging.store.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.MessagingException;
import io.messaging.backend.StoreFullException;
import io.messaging.store.log.segment.Location;
import io.messaging.store.log.segment.LogDamagedException;
import io.messaging.store.log.segment.LogRecord;
import io.messaging.store.log.segment.Segment;
import io.messaging.store.log.segment.SegmentFiles;
import io.messaging.store.log.segment.SegmentStart;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One thing that fails does not keep a log from the others that it has to do. */
class LogUpkeepTest {
    private static final LogOptions OPTIONS = new LogOptions(SyncMode.INTERVAL, 0, 8_192, 1_024, 1, 0);

    private static final Logger[] NOISE = {
        Logger.getLogger(Reclaimer.class.getName()), Logger.getLogger(LogThread.class.getName())
    };

    @BeforeAll
    static void expectErrors() {
        List.of(NOISE).forEach(logger -> logger.setLevel(Level.OFF));
    }

    @AfterAll
    static void logAgain() {
        List.of(NOISE).forEach(logger -> logger.setLevel(null));
    }

    private final RecordingDirectory directory = new RecordingDirectory(Map.of());

    private SmallStore open() {
        return SmallStore.open(directory, "boot", OPTIONS);
    }

    private void requireForced(SmallStore store) {
        store.store(3);
        int before = directory.forces();
        store.log().maintain();
        assertTrue(directory.forces() > before, "nothing was forced");
    }

    /** Of its segments, some have few live records. */
    private SmallStore sparse() {
        SmallStore store = open();
        for (int i = 0; i < 2_000; i++) {
            store.store(i % 20 == 0 ? 1 : 2);
        }
        store.clear(2);
        store.log().close();
        return open();
    }

    @Test
    void whatCannotBeReadIsNotCompactedAndTheRestGoesOn() {
        SmallStore store = sparse();
        directory.failReads(true);
        for (int i = 0; i < 100; i++) {
            requireForced(store);
        }
        directory.failReads(false);
        store.requireReadable();
    }

    @Test
    void whereNoFileCanBeCreatedForcesGoOn() {
        SmallStore store = open();
        requireForced(store);
        directory.failCreates(true);
        assertThrows(LogException.class, () -> {
            for (int i = 0; i < 1_000; i++) {
                store.store(1);
                requireForced(store);
            }
        });
        store.log().maintain();
        directory.failCreates(false);
        requireForced(store);
    }

    @Test
    void whoStoresIsToldWhyThereIsNoReserve() {
        SmallStore store = open();
        directory.failCreates(true);
        LogException failed = assertThrows(LogException.class, () -> {
            for (int i = 0; i < 1_000; i++) {
                store.store(1);
            }
        });
        assertTrue(failed.getMessage().contains("too many open files"), failed::getMessage);
        directory.failCreates(false);
        store.store(1);
    }

    @Test
    void theThreadGoesOnAfterAFailureThatTheLogSurvives() throws InterruptedException {
        CountDownLatch calls = new CountDownLatch(3);
        MessageLog log = MessageLog.open(directory, "boot", OPTIONS, opened -> new LogOwner() {
            @Override
            public void recovered(LogRecord record, long location) {}

            @Override
            public void copyOn(LogRecord record, long location) {}

            @Override
            public void beforeWrite() {
                calls.countDown();
                throw new LogException("a file cannot be created", null);
            }
        });
        log.start();
        assertTrue(calls.await(60, TimeUnit.SECONDS), "the thread has ended");
        assertThrows(LogException.class, log::close);
        assertEquals(0, directory.openFiles());
    }

    @Test
    void whoWaitsForAForceIsToldOfAnyError() throws Exception {
        AtomicBoolean first = new AtomicBoolean(true);
        SafeCallbacks callbacks = new SafeCallbacks(location -> {
            if (first.getAndSet(false)) {
                throw new OutOfMemoryError("a test's");
            }
        });
        for (boolean failing : new boolean[] {true, false}) {
            CompletableFuture<MessagingException> told = new CompletableFuture<>();
            callbacks.add(1, told::complete);
            assertEquals(failing, told.get(60, TimeUnit.SECONDS) != null);
        }
        callbacks.stop();
    }

    @Test
    void whoMayNotOpenItLeavesNothingBehind() {
        directory.limitSpace(100);
        for (int i = 0; i < 3; i++) {
            assertThrows(StoreFullException.class, this::open);
            assertEquals(0, directory.openFiles());
            assertTrue(
                    directory.contents().keySet().stream().allMatch(name -> SegmentStart.number(name) == 0),
                    () -> directory.contents().keySet() + " are left");
        }
    }

    @Test
    void aFileThatSomebodyHasDeletedIsDamage() throws Exception {
        SmallStore store = open();
        long first = store.store(1);
        for (int i = 0; i < 500; i++) {
            store.store(1);
        }
        store.log().close();
        SmallStore again = open();
        directory.delete(SegmentStart.fileName(Location.segment(first)));
        LogDamagedException damaged =
                assertThrows(LogDamagedException.class, () -> again.log().read(first));
        assertTrue(damaged.getMessage().contains("missing"), damaged::getMessage);
        assertThrows(LogDamagedException.class, () -> again.log().reader().read(first));
    }

    @Test
    void aReaderThatComesLateOpensNoFile() {
        SmallStore store = open();
        long first = store.store(1);
        store.log().close();
        SmallStore again = open();
        assertNotNull(again.log().read(first));
        again.log().close();
        assertThrows(LogException.class, () -> again.log().read(first));
        assertEquals(0, directory.openFiles());
    }

    @Test
    void aSegmentInMemoryMayBeGivenUpWhileItIsRead() {
        LogState state = new LogState("in memory");
        Segment segment = new Segment(1, 64);
        state.segments.put(1, segment);
        segment.dropMemory(); // as by the thread that reclaims, after a reader has found the segment
        assertNull(LogReader.read(state, null, Location.of(1, SegmentStart.HEADER)));
        assertNull(new LogReader(state, null).read(Location.of(1, SegmentStart.HEADER)));
    }

    @Test
    void aSegmentThatIsRetiredTwiceIsOpenedAgain() throws Exception {
        SegmentFiles files = new SegmentFiles(directory);
        Segment twice = sealed(1);
        files.retire(twice);
        files.retire(twice);
        for (int number = 2; number <= 64; number++) {
            assertNotNull(files.file(sealed(number)));
        }
        assertNotNull(files.file(twice));
        assertNotNull(files.file(sealed(65)));
        assertNotNull(files.file(twice));
        files.closeAll();
        assertEquals(0, directory.openFiles());
    }

    private Segment sealed(int number) throws Exception {
        directory.create(SegmentStart.fileName(number)).close();
        return new Segment(number, SegmentStart.HEADER, 0);
    }
}
