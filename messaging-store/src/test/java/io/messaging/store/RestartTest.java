package io.messaging.store;

import static io.messaging.store.Messages.START;
import static io.messaging.store.Messages.ids;
import static io.messaging.store.Messages.message;
import static io.messaging.store.Messages.readAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.RejectedMessageException;
import io.messaging.backend.StoreFullException;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.Priority;
import io.messaging.store.log.LogException;
import io.messaging.store.log.RecordingDirectory;
import io.messaging.store.log.SyncMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A store that is opened again on the same directory, after it was closed or not. */
@ParameterizedClass
@EnumSource(SyncMode.class)
class RestartTest {
    private static final GemstoneGenerator IDS = new GemstoneGenerator(7);

    private final SyncMode sync;
    private RecordingDirectory directory = new RecordingDirectory(Map.of());
    private long now = START;
    private MessageStore store;

    RestartTest(SyncMode sync) {
        this.sync = sync;
        store = open();
    }

    private MessageStore open() {
        return Holding.openIn(directory, sync, StoreLimits.NONE, () -> Instant.ofEpochMilli(now));
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** The process is killed: what was written to files is there. */
    private void kill() {
        directory = new RecordingDirectory(directory.contents());
        MessageStore killed = store;
        store = open();
        killed.close();
    }

    private void restart() {
        store.close();
        store = open();
    }

    private Message store(String topic, Message message) {
        assertTrue(store.store("ns", topic, message));
        return message;
    }

    private List<Message> all(String topic) {
        return readAll(store.openCursor(topic, 0, () -> {}));
    }

    @Test
    void messagesComeInTheSameStoringOrderWithTheSamePositions() {
        Random random = new Random(3);
        List<Message> stored = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            stored.add(store("t" + i % 2, message(Priority.of(random.nextInt(8)), random.nextInt(700), i)));
        }
        for (int round = 0; round < 2; round++) {
            kill();
            List<Message> first = all("t0");
            assertEquals(ids(stored).subList(0, 0), ids(all("unknown")));
            for (int i = 0; i < first.size(); i++) {
                assertEquals(stored.get(2 * i), first.get(i));
            }
            assertEquals(first.size() + all("t1").size(), stored.size());
            Cursor resumed = store.openCursor("t1", 1_000, () -> {});
            assertEquals(stored.get(2_001), resumed.next());
            assertEquals(1_001, resumed.position());
            List<GemstoneId> sorted = ids(stored).stream()
                    .filter(id -> store.messagesById("ns", List.of(id)).size() == 1)
                    .sorted()
                    .toList();
            assertEquals(stored.size(), sorted.size());
            List<Message> both = new ArrayList<>(store.messages("t0"));
            both.addAll(store.messages("t1"));
            assertEquals(sorted, ids(both).stream().sorted().toList());
            stored.add(store("t0", message(Priority.NORMAL, 1_000, stored.size())));
            stored.add(store("t1", message(Priority.NORMAL, 1_000, stored.size())));
        }
    }

    @Test
    void anEqualMessageChangesNothingAndADifferentOneIsRejected() {
        Message message = store("t", message(Priority.HIGH, 1, 1));
        kill();

        assertFalse(store.store("ns", "t", Message.fromJson(message.toJson())));
        Message different = message.toBuilder().sender("somebody-else").build();
        assertThrows(RejectedMessageException.class, () -> store.store("ns", "t", different));
        assertEquals(List.of(message), all("t"));
    }

    @Test
    void ttlsCountOnWhileItIsDown() {
        Message brief = store("t", message(GemstoneId.of(Priority.NORMAL, START, 1, 1), 10));
        Message longer = store("t", message(GemstoneId.of(Priority.NORMAL, START, 1, 2), 20));
        now += 9_000;
        kill();
        assertEquals(List.of(brief, longer), all("t"));
        now += 1_000;
        assertEquals(List.of(longer), all("t"));
        kill();
        assertEquals(List.of(longer), all("t"));
        assertEquals(1, store.stats().messages());
        assertFalse(store.storeAgain("ns", "t", brief), "it has expired lately");
        now += 11_000;
        kill();
        assertEquals(List.of(), all("t"));
        assertEquals(0, store.stats().messages());
    }

    /** Also where nothing but its expiry has happened since, and where its record is long gone. */
    @Test
    void positionsOfExpiredMessagesNeverComeAgain() {
        Message lasting = store("t", message(Priority.NORMAL, 0, 0));
        for (int i = 1; i <= 5; i++) {
            store("t", message(GemstoneId.of(Priority.NORMAL, START, 1, i), 1));
            now += 1_000;
            store.reclaimExpired();
            fillSegments();
            kill();
            Cursor end = store.openCursor("t", Cursor.NOW, () -> {});
            assertEquals(i + 1, end.position());
            assertEquals(List.of(lasting), all("t"));
        }
    }

    /** So many that come and go that the log gives up and copies on whatever is older. */
    private void fillSegments() {
        for (int i = 0; i < 3_000; i++) {
            store("others", message(GemstoneId.of(Priority.NORMAL, START + i, 2, 0), 0));
        }
        store.clear("others");
    }

    @Test
    void whatWasClearedStaysAwayAndMayBeStoredAgain() {
        Message cleared = store("t", message(Priority.NORMAL, 0, 1));
        Message elsewhere = store("u", message(Priority.NORMAL, 0, 1));
        store.clear("t");
        kill();

        assertEquals(List.of(), all("t"));
        assertEquals(List.of(elsewhere), all("u"));
        assertEquals(List.of(elsewhere), store.messagesById("ns", List.of(cleared.id())));
        assertEquals(1, store.openCursor("t", Cursor.NOW, () -> {}).position());
        store("t", cleared);
        kill();
        assertEquals(List.of(cleared), all("t"));
        assertEquals(2, store.openCursor("t", Cursor.NOW, () -> {}).position());
    }

    @Test
    void positionsOfDroppedTopicsNeverComeAgain() {
        for (int i = 0; i < 40; i++) {
            store("dropped", message(Priority.NORMAL, 0, i));
        }
        store("kept", message(Priority.NORMAL, 0, 1));
        store.clearAll("kept"::equals);
        assertEquals(1, store.stats().topics());
        long highest = 40;
        for (int round = 0; round < 3; round++) {
            kill();
            assertEquals(1, store.stats().topics());
            Cursor cursor = store.openCursor("dropped", Cursor.NOW, () -> {});
            assertTrue(cursor.position() >= highest, cursor.position() + " after " + highest);
            cursor.close();
            fillSegments();
            highest = store.openCursor("others", Cursor.NOW, () -> {}).position();
            assertTrue(highest >= 3_040);
            restart();
            store.clearAll("kept"::equals);
        }
    }

    @Test
    void namespacesAndEqualMessagesUnderSeveralAreFound() {
        Message message = store("t", message(Priority.NORMAL, 0, 1));
        assertFalse(store.store("other", "t", message));
        for (int round = 0; round < 3; round++) {
            kill();
            assertEquals(List.of(message), store.messagesById("ns", List.of(message.id())));
            assertEquals(List.of(message), store.messagesById("other", List.of(message.id())));
            assertEquals(List.of(message), all("t"));
            fillSegments();
        }
        store.clear("t");
        assertEquals(List.of(), store.messagesById("other", List.of(message.id())));
        kill();
        assertEquals(List.of(), store.messagesById("ns", List.of(message.id())));
        assertEquals(List.of(), store.messagesById("other", List.of(message.id())));
    }

    @Test
    void theIdStaysAndIsAnotherInAnotherDirectory() {
        String id = store.id();
        kill();
        assertEquals(id, store.id());
        restart();
        assertEquals(id, store.id());
        directory = new RecordingDirectory(Map.of());
        restart();
        assertNotEquals(id, store.id());
    }

    @Test
    void aFullDiskRefusesAndChangesNothing() {
        Message first = store("t", message(Priority.NORMAL, 0, 0));
        directory.limitSpace(300_000);
        int stored = 0;
        List<Message> there = new ArrayList<>(List.of(first));
        try {
            for (int i = 1; i < 10_000; i++) {
                Message next = message(Priority.NORMAL, 0, i);
                store("t", next);
                there.add(next);
                stored = i;
            }
        } catch (StoreFullException full) {
            assertTrue(full.getMessage().contains("no space"), full.getMessage());
        }
        assertTrue(stored > 100 && stored < 9_000, "stored " + stored);
        Message refused = message(Priority.NORMAL, 0, stored + 1);
        assertThrows(StoreFullException.class, () -> store.store("ns", "t", refused));
        assertThrows(StoreFullException.class, () -> store.store("ns", "new", refused));
        assertEquals(ids(there), ids(all("t")));
        assertEquals(List.of(), store.messagesById("ns", List.of(refused.id())));
        assertEquals(there.size(), store.stats().messages());
        assertFalse(store.store("ns", "t", first), "an equal one changes nothing");

        assertEquals(there.size(), store.clear("t"));
        assertEquals(List.of(), all("t"));
        directory.limitSpace(Long.MAX_VALUE);
        store("t", refused);
        kill();
        assertEquals(List.of(refused), all("t"));
    }

    /** The record of a message that has expired may be the only one that says what the next position is. */
    @Test
    void whatAFullDiskKeptFromBeingReleasedIsReleasedLater() {
        Life life = Life.first();
        List<String> topics = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            topics.add("t".repeat(1_000) + i);
        }
        for (String topic : topics) {
            life.store.store("ns", topic, expiring());
        }
        life.directory.refuseWrites(true);
        life.pass(Duration.ofSeconds(2));
        assertEquals(0, life.store.stats().messages());
        life.directory.refuseWrites(false);
        for (String topic : topics) {
            life.store.store("ns", topic, expiring());
        }
        life.pass(Duration.ofSeconds(2));
        life.compact();
        long live = life.store.log().stats().liveBytes();
        Life next = life.restart();
        next.compact();
        assertEquals(next.store.log().stats().liveBytes(), live);
    }

    private static Message expiring() {
        return Message.builder(IDS.next())
                .payload(Map.of("n", 1))
                .ttlSeconds(1)
                .build()
                .compact();
    }

    @Test
    void aStoreThatWasNeverOpenedLetsGoOfItsDirectory() {
        RecordingDirectory other = new RecordingDirectory(Map.of());
        MessageStore unopened = MessageStore.inDirectory(
                StoreLimits.NONE, () -> Instant.ofEpochMilli(now), other, "boot", Life.options(sync));
        unopened.close();
        unopened.close();
        assertTrue(other.isClosed());
        assertThrows(LogException.class, unopened::open, "somebody else may have the directory");
    }

    @Test
    void aHeapThatIsTooSmallForTheIndexIsToldTheOneThatIsNeeded() {
        for (int i = 0; i < 4_000; i++) {
            store("t", message(Priority.NORMAL, 0, i));
        }
        store.close();
        directory = new RecordingDirectory(directory.contents());
        Set<String> files = directory.contents().keySet();
        LogException small = assertThrows(LogException.class, () -> openWithIndex(4_000 * 64 / 2));
        assertEquals(files, directory.contents().keySet(), "whoever tries again and again leaves nothing");
        assertTrue(small.getMessage().contains("-Xmx1m"), small::getMessage);
        assertTrue(directory.isClosed());
        directory = new RecordingDirectory(directory.contents());
        store = openWithIndex(4_000 * 64);
        assertEquals(4_000, store.stats().messages());
    }

    private MessageStore openWithIndex(long bytes) {
        return Holding.openIn(
                directory,
                sync,
                new StoreLimits(Long.MAX_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, bytes),
                () -> Instant.ofEpochMilli(now));
    }

    /** As where the file system copies on write: it may lack the space that it had given. */
    @Test
    void whatTheDiskRefusedToWriteIsDeliveredOnceItIsStoredAgain() {
        Message first = store("t", message(Priority.NORMAL, 0, 0));
        Cursor cursor = store.openCursor("t", 0, () -> {});
        directory.refuseWrites(true);
        Message refused = message(Priority.NORMAL, 0, 1);
        assertThrows(StoreFullException.class, () -> store.store("ns", "t", refused));
        assertEquals(List.of(first), readAll(cursor));
        directory.refuseWrites(false);
        assertFalse(store.store("ns", "t", refused), "it is there");
        assertEquals(List.of(refused), readAll(cursor));
        assertFalse(store.store("ns", "t", first));
        assertEquals(List.of(), readAll(cursor));
    }

    @Test
    void aFailedForceStopsStoringAndReadsContinue() {
        Message first = store("t", message(Priority.NORMAL, 0, 0));
        directory.failForces(true);
        Message later = message(Priority.NORMAL, 0, 1);
        if (sync == SyncMode.ALWAYS) {
            assertThrows(LogException.class, () -> store.store("ns", "t", later));
            directory.failForces(false);
            assertThrows(LogException.class, () -> store.store("ns", "t", message(Priority.NORMAL, 0, 2)));
            Cursor cursor = store.openCursor("t", 0, () -> {});
            assertEquals(first, cursor.next());
            assertNull(cursor.next(), "what is not safe is not delivered");
        }
        directory.failForces(false);
        kill();
        assertEquals(first, all("t").get(0));
    }

    @Test
    void aBatchIsDeliveredWhenItIsSafe() {
        StoreBatch batch = store.batch();
        List<Runnable> signals = new ArrayList<>();
        Cursor cursor = store.openCursor("t", Cursor.NOW, () -> signals.add(() -> {}));
        Message message = message(Priority.NORMAL, 0, 1);
        assertTrue(batch.store("ns", "t", message));
        assertFalse(batch.store("ns", "t", message));
        assertTrue(batch.store("ns", "t", message(Priority.NORMAL, 0, 2)));
        assertNull(cursor.next());
        assertEquals(List.of(), signals);

        batch.awaitSafe();
        assertEquals(1, signals.size());
        assertEquals(2, readAll(cursor).size());
        assertTrue(batch.isEmpty());

        Message third = message(Priority.NORMAL, 0, 3);
        assertTrue(batch.store("ns", "t", third));
        assertFalse(batch.store("ns", "t", third), "and nothing is delivered twice, or not at all");
        CompletableFuture<Object> answered = new CompletableFuture<>();
        batch.whenSafe(failure -> answered.complete(failure == null ? "safe" : failure));
        assertEquals("safe", answered.join());
        assertEquals(1, readAll(cursor).size());
    }
}
