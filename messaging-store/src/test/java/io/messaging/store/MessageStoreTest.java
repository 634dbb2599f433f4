package io.messaging.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.RejectedMessageException;
import io.messaging.backend.StoreFullException;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.Priority;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MessageStoreTest {
    private static final long START = GemstoneId.EPOCH_MILLIS + 1_000_000;

    /** What the quota counts for a namespace, a topic and a message, and not enough for another message. */
    private static final long NAMES_AND_ONE_MESSAGE = 8_900;

    private final AtomicLong nowMillis = new AtomicLong(START);
    private final MessageStore store = new MessageStore(StoreLimits.NONE, () -> Instant.ofEpochMilli(nowMillis.get()));

    private static Message message(GemstoneId id, long ttlSeconds) {
        return Message.builder(id)
                .payload(Map.of("text", "hello"))
                .ttlSeconds(ttlSeconds)
                .build();
    }

    private static Message message(Priority priority, long millis, int sequence) {
        return message(GemstoneId.of(priority, START + millis, 1, sequence), 0);
    }

    private static List<GemstoneId> ids(List<Message> messages) {
        return messages.stream().map(Message::id).toList();
    }

    private static List<Message> readAll(Cursor cursor) {
        List<Message> read = new ArrayList<>();
        for (Message message = cursor.next(); message != null; message = cursor.next()) {
            read.add(message);
        }
        return read;
    }

    /** A model with sorted maps, against thousands of messages in random order over all priorities. */
    @Test
    void readsAgreeWithASortedMapWhateverTheStoringOrder() {
        Random random = new Random(42);
        TreeMap<GemstoneId, Message> model = new TreeMap<>();
        List<Message> storingOrder = new ArrayList<>();
        Cursor cursor = store.openCursor("t", Cursor.NOW, () -> {});
        for (int i = 0; i < 5_000; i++) {
            Message message = message(Priority.of(random.nextInt(8)), random.nextInt(700), random.nextInt(4));
            if (model.putIfAbsent(message.id(), message) == null) {
                storingOrder.add(message);
            }
            store.store("ns", "t", message);
        }

        assertEquals(List.copyOf(model.keySet()), ids(store.messages("t")));
        assertEquals(ids(storingOrder), ids(readAll(cursor)));
        for (int i = 0; i < 200; i++) {
            GemstoneId since = GemstoneId.of(Priority.of(random.nextInt(8)), START + random.nextInt(702), 1, 2);
            List<GemstoneId> expected = model.keySet().stream()
                    .filter(id -> id.chronologicalKey() > since.chronologicalKey())
                    .toList();
            assertEquals(expected, ids(store.messagesSince("t", since)), () -> "since " + since);
        }
        List<GemstoneId> visited = new ArrayList<>();
        Optional<Message> next = store.nextSince("t", GemstoneId.ZERO);
        while (next.isPresent()) {
            visited.add(next.get().id());
            next = store.nextSince("t", next.get().id());
        }
        List<GemstoneId> chronological = new ArrayList<>(model.keySet());
        chronological.sort(
                Comparator.comparingLong(GemstoneId::chronologicalKey).thenComparing(id -> id));
        assertEquals(chronological, visited);
        List<GemstoneId> shuffled = new ArrayList<>(model.keySet());
        Collections.shuffle(shuffled, random);
        assertEquals(shuffled, ids(store.messagesById("ns", shuffled)));
    }

    @Test
    void anEqualMessageChangesNothingAndADifferentOneIsRejected() {
        Message message = message(Priority.HIGH, 1, 1);
        AtomicInteger signals = new AtomicInteger();
        store.openCursor("t", Cursor.NOW, signals::incrementAndGet);

        assertTrue(store.store("ns", "t", message));
        assertFalse(store.store("ns", "t", Message.fromJson(message.toJson())));
        Message different = message.toBuilder().sender("somebody-else").build();
        RejectedMessageException refused =
                assertThrows(RejectedMessageException.class, () -> store.store("ns", "t", different));

        assertTrue(refused.getMessage().contains(message.id().toString()), refused.getMessage());
        assertEquals(List.of(message), store.messages("t"));
        assertEquals(1, signals.get());
    }

    @Test
    void anExpiredMessageIsInNoReadAndItsMemoryComesBack() {
        Message brief = message(GemstoneId.of(Priority.NORMAL, START, 1, 1), 2);
        Message lasting = message(Priority.NORMAL, 0, 2);
        Cursor early = store.openCursor("t", Cursor.NOW, () -> {});
        store.store("ns", "t", brief);
        store.store("ns", "t", lasting);
        assertEquals(List.of(brief, lasting), store.messages("t"));

        nowMillis.addAndGet(2_000);

        assertEquals(List.of(lasting), store.messages("t"));
        assertEquals(List.of(lasting), store.messagesSince("t", GemstoneId.ZERO));
        assertEquals(Optional.of(lasting), store.nextSince("t", GemstoneId.ZERO));
        assertEquals(List.of(lasting), store.messagesById("ns", List.of(brief.id(), lasting.id())));
        assertEquals(List.of(lasting), readAll(early));
        assertTrue(store.hasExpiring());
        assertEquals(2, store.stats().messages());
        store.reclaimExpired();
        assertEquals(1, store.stats().messages());
        assertFalse(store.hasExpiring());
    }

    @Test
    void anIdMayBeStoredAgainAfterItExpired() {
        GemstoneId id = GemstoneId.of(Priority.NORMAL, START, 1, 1);
        store.store("ns", "t", message(id, 1));
        nowMillis.addAndGet(1_000);
        Message other = message(id, 5);

        assertTrue(store.store("ns", "t", other));
        store.reclaimExpired();

        assertEquals(List.of(other), store.messages("t"));
        assertEquals(List.of(other), store.messagesById("ns", List.of(id)));
    }

    @Test
    void whatExpiredIsNotStoredAgainByOneWhoseAnswerWasLost() {
        MessageStore remembering =
                MessageStore.forRemoteClients(StoreLimits.NONE, () -> Instant.ofEpochMilli(nowMillis.get()));
        GemstoneId id = GemstoneId.of(Priority.NORMAL, START, 1, 1);
        Message brief = message(id, 1);
        assertTrue(remembering.storeAgain("ns", "t", brief), "it never was there");
        assertFalse(remembering.storeAgain("ns", "t", brief), "it is there");

        nowMillis.addAndGet(1_000);
        assertFalse(remembering.storeAgain("ns", "t", brief), "it has just expired");
        assertEquals(0, remembering.stats().messages());
        remembering.reclaimExpired();
        assertFalse(remembering.storeAgain("ns", "t", brief), "it has expired, and its memory is back");
        assertTrue(remembering.storeAgain("ns", "another", brief), "another topic never had it");

        nowMillis.addAndGet(59_000);
        remembering.reclaimExpired();
        assertTrue(remembering.storeAgain("ns", "t", brief), "a minute is over");
        nowMillis.addAndGet(60_000);
        remembering.reclaimExpired();
        assertFalse(remembering.hasExpiring(), "something is remembered for ever");
    }

    @Test
    void aMessageInSeveralTopicsIsFoundByIdAsLongAsOneHasIt() {
        Message message = message(Priority.NORMAL, 0, 1);
        store.store("ns", "a", message);
        store.store("ns", "b", message);
        store.store("other", "b", message);

        store.clear("a");
        assertEquals(List.of(message), store.messagesById("ns", List.of(message.id())));
        store.clear("b");
        assertEquals(List.of(), store.messagesById("ns", List.of(message.id())));
        assertEquals(List.of(), store.messagesById("other", List.of(message.id())));
    }

    @Test
    void anEqualMessageUnderAnotherNamespaceIsFoundThereToo() {
        Message message = message(Priority.NORMAL, 0, 1);
        store.store("one", "t", message);

        assertFalse(store.store("two", "t", message));

        assertEquals(List.of(message), store.messagesById("two", List.of(message.id())));
        assertEquals(List.of(), store.messagesById("three", List.of(message.id())));
    }

    @Test
    void positionsGoOnAfterClearAndAcrossChunks() {
        Cursor cursor = store.openCursor("t", Cursor.NOW, () -> {});
        for (int i = 0; i < 3_000; i++) {
            store.store("ns", "t", message(Priority.NORMAL, i, 0));
        }
        assertEquals(3_000, store.clear("t"));
        Message after = message(Priority.NORMAL, 9_000, 0);
        store.store("ns", "t", after);

        assertEquals(List.of(after), readAll(cursor));
        assertEquals(3_001, cursor.position());
        assertEquals(List.of(after), readAll(store.openCursor("t", 17, () -> {})));
        assertNull(store.openCursor("t", Cursor.NOW, () -> {}).next());
    }

    @Test
    void expiredChunksInTheMiddleAreSkipped() {
        for (int i = 0; i < 5_000; i++) {
            boolean brief = i > 10 && i < 4_000;
            store.store("ns", "t", message(GemstoneId.of(Priority.NORMAL, START + i, 1, 0), brief ? 1 : 0));
        }
        nowMillis.addAndGet(1_000);
        store.reclaimExpired();

        Cursor cursor = store.openCursor("t", 0, () -> {});
        assertEquals(1_011, readAll(cursor).size());
        assertEquals(5_000, cursor.position());
        assertEquals(1_011, store.messages("t").size());
    }

    @Test
    void limitsRefuseTheStorerAndKeepWhatIsStored() {
        Message first = message(Priority.NORMAL, 0, 1);
        StoreLimits limits = new StoreLimits(first.jsonLength() + NAMES_AND_ONE_MESSAGE, 1, 1, 100);
        MessageStore limited = new MessageStore(limits, () -> Instant.ofEpochMilli(START));
        limited.store("ns", "t", first);

        StoreFullException bytes =
                assertThrows(StoreFullException.class, () -> limited.store("ns", "t", message(Priority.LOW, 0, 2)));
        assertTrue(bytes.getMessage().contains("max_stored_bytes"), bytes.getMessage());
        assertThrows(StoreFullException.class, () -> limited.store("ns", "u", message(Priority.LOW, 0, 2)));
        assertFalse(limited.store("ns", "t", first), "an equal message fits, since it changes nothing");
        assertEquals(List.of(first), limited.messages("t"));

        limited.clear("t");
        assertTrue(limited.store("ns", "t", message(Priority.LOW, 0, 2)), "clearing makes room");
    }

    @Test
    void countsWhatWasEverStoredInTheTopicsAskedFor() {
        Message expiring = message(GemstoneId.of(Priority.NORMAL, START, 1, 1), 1);
        store.store("ns", "a", expiring);
        store.store("ns", "a", expiring);
        store.store("ns", "b", message(Priority.NORMAL, 1, 2));
        assertEquals(2, store.storedIn(topic -> true));
        nowMillis.addAndGet(5_000);
        store.reclaimExpired();
        assertEquals(1, store.storedIn("a"::equals), "a message that is gone again");
        assertEquals(0, store.storedIn("c"::equals));
    }

    @Test
    void namesThatAreTooLongAreRejectedAndOneAtTheLimitIsTaken() {
        MessageStore limited =
                new MessageStore(new StoreLimits(Long.MAX_VALUE, 10, 10, 5), () -> Instant.ofEpochMilli(START));
        Message message = message(Priority.NORMAL, 0, 1);
        assertThrows(RejectedMessageException.class, () -> limited.store("ns", "123456", message));
        assertThrows(RejectedMessageException.class, () -> limited.store("123456", "12345", message));
        assertThrows(RejectedMessageException.class, () -> limited.openCursor("123456", Cursor.NOW, () -> {}));
        assertEquals(0, limited.stats().messages());
        assertTrue(limited.store("12345", "12345", message));
    }

    /** Else a million messages of thirty bytes each would fill a heap long before any limit. */
    @Test
    void tinyMessagesCountWithTheMemoryAroundThem() {
        MessageStore limited =
                new MessageStore(new StoreLimits(100_000, 10_000, 10, 100), () -> Instant.ofEpochMilli(START));
        int stored = 0;
        try {
            while (stored < 10_000) {
                limited.store("ns", "t", Message.fromJson("{\"id\":" + (stored + 1) + "}"));
                stored++;
            }
        } catch (StoreFullException expected) {
            assertEquals(stored, limited.messages("t").size());
        }
        assertTrue(stored > 500 && stored < 800, "stored " + stored);
        assertTrue(limited.stats().bytes() < 10 * stored, "the counts show the JSON alone");
    }

    @Test
    void aMillionTopicsThatWereOnlyListenedToLeaveNothing() {
        MessageStore limited =
                new MessageStore(new StoreLimits(100_000, 10, 2, 100), () -> Instant.ofEpochMilli(START));
        for (int i = 0; i < 1_000; i++) {
            limited.openCursor("t" + i, Cursor.NOW, () -> {}).close();
        }
        assertEquals(0, limited.stats().topics());
        Cursor first = limited.openCursor("a", Cursor.NOW, () -> {});
        limited.openCursor("b", Cursor.NOW, () -> {});
        assertThrows(StoreFullException.class, () -> limited.openCursor("c", Cursor.NOW, () -> {}));
        first.close();
        limited.openCursor("c", Cursor.NOW, () -> {});
    }

    @Test
    void clearingAllDropsTopicsThatNobodyHasAPlaceInAndPositionsNeverComeAgain() {
        for (String topic : List.of("kept", "listened", "dropped")) {
            for (int i = 0; i < 100; i++) {
                store.store("ns", topic, message(Priority.NORMAL, 0, i));
            }
        }
        Cursor behind = store.openCursor("listened", 40, () -> {});
        assertEquals(300, store.clearAll("kept"::equals));

        assertEquals(2, store.stats().topics());
        assertEquals(0, store.stats().messages());
        assertEquals(
                List.of(),
                store.messagesById("ns", List.of(message(Priority.NORMAL, 0, 1).id())));
        assertNull(behind.next());
        for (String topic : List.of("kept", "listened", "dropped")) {
            Message again = message(Priority.NORMAL, 0, 1);
            assertTrue(store.store("ns", topic, again), "what was cleared may be stored again");
            Cursor resumed = store.openCursor(topic, 100, () -> {});
            assertEquals(again, resumed.next());
            assertEquals(101, resumed.position());
        }
        assertEquals(101, behind.position() + readAll(behind).size());
    }

    @Test
    void clearingLetsGoOfMessagesWithATtl() {
        for (int i = 0; i < 100; i++) {
            store.store("ns", "t", message(GemstoneId.of(Priority.NORMAL, START, 1, i), 1_000_000));
        }
        assertTrue(store.hasExpiring());
        assertEquals(100, store.clear("t"));
        assertFalse(store.hasExpiring());
    }

    /** Whole chunks and parts of them, with and without holes, against counting one by one. */
    @Test
    void countsFromAPositionWhateverWasRemoved() {
        PositionLog log = new PositionLog(1_500);
        Random random = new Random(5);
        TreeMap<Long, StoredMessage> model = new TreeMap<>();
        StoredMessage item = new StoredMessage(message(Priority.NORMAL, 1, 1), null);
        for (int round = 0; round < 40; round++) {
            for (int i = random.nextInt(700); i > 0; i--) {
                model.put(log.append(item), item);
            }
            // Mostly the oldest, as ttls do, sometimes any, sometimes all.
            for (int i = round % 3 == 0 ? 0 : random.nextInt(500); i > 0 && !model.isEmpty(); i--) {
                long from = random.nextInt(20) == 0 ? 1_500 + random.nextInt(20_000) : 0;
                Long position = model.ceilingKey(from);
                if (position != null) {
                    log.remove(position);
                    model.remove(position);
                }
            }
            if (round == 25) {
                log.clear();
                model.clear();
            }
            for (int i = 0; i < 50; i++) {
                long position = random.nextInt(1_000 + (int) log.end());
                assertEquals(model.tailMap(position).size(), log.countFrom(position), "from " + position);
            }
        }
    }
}
