package io.messaging.store;

import static io.messaging.store.Messages.START;
import static io.messaging.store.Messages.ids;
import static io.messaging.store.Messages.message;
import static io.messaging.store.Messages.readAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.RejectedMessageException;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.Priority;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Holding.class)
class MessageStoreTest {
    private final MessageStore store;

    MessageStoreTest(Holding holding) {
        store = holding.open(StoreLimits.NONE, () -> Instant.ofEpochMilli(START));
    }

    @AfterEach
    void close() {
        store.close();
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
        assertEquals(visited, ids(store.page("t", GemstoneId.ZERO, Integer.MAX_VALUE, Long.MAX_VALUE)));
        for (int i = 0; i < visited.size(); i += 97) {
            List<GemstoneId> expected = visited.subList(i + 1, Math.min(i + 8, visited.size()));
            assertEquals(expected, ids(store.page("t", visited.get(i), 7, Long.MAX_VALUE)));
        }
        assertEquals(visited.subList(0, 1), ids(store.page("t", GemstoneId.ZERO, 7, 1)), "one message fills a byte");
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
}
