package io.messaging.store;

import static io.messaging.store.Messages.START;
import static io.messaging.store.Messages.ids;
import static io.messaging.store.Messages.message;
import static io.messaging.store.Messages.readAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.Priority;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CursorStartTest {
    private final AtomicLong now = new AtomicLong(START);
    private final MessageStore store = new MessageStore(StoreLimits.NONE, () -> Instant.ofEpochMilli(now.get()));

    private static final SubscriptionOptions PLAIN = SubscriptionOptions.plain();

    private Message store(Message message) {
        store.store("ns", "t", message);
        return message;
    }

    private Cursor open(SubscriptionOptions options) {
        return store.openCursor("t", CursorStart.of(options), () -> {});
    }

    @Test
    void optionsWithoutAStartAreFromNow() {
        store(message(Priority.NORMAL, 1, 1));

        Cursor cursor = open(PLAIN);
        Message later = store(message(Priority.NORMAL, 2, 1));

        assertEquals(ids(List.of(later)), ids(readAll(cursor)));
    }

    @Test
    void everythingStoredComesInStoringOrder() {
        List<Message> stored = new ArrayList<>();
        for (int i : new int[] {5, 1, 9, 3}) {
            stored.add(store(message(Priority.of(i % 8), i, 1)));
        }

        Cursor cursor = open(PLAIN.fromBeginning());
        stored.add(store(message(Priority.URGENT, 2, 1)));

        assertEquals(ids(stored), ids(readAll(cursor)));
    }

    /** Many chunks, of which some hold nothing later, against asking each message. */
    @Test
    void whatIsNotLaterThanTheIdIsLeftOutWheneverItIsStored() {
        Random random = new Random(7);
        List<Message> stored = new ArrayList<>();
        for (int i = 0; i < 6_000; i++) {
            stored.add(store(message(Priority.of(random.nextInt(8)), i + random.nextInt(900), i % 4_096)));
        }
        for (int at : new int[] {0, 17, 2_500, 5_000, 5_999}) {
            GemstoneId after = stored.get(at).id();

            Cursor cursor = open(PLAIN.after(after));

            List<GemstoneId> expected = stored.stream()
                    .map(Message::id)
                    .filter(id -> id.chronologicalKey() > after.chronologicalKey())
                    .toList();
            assertEquals(expected, ids(readAll(cursor)), () -> "after " + after);
        }
        Cursor cursor = open(PLAIN.after(stored.get(3_000).id()));
        readAll(cursor);
        store(message(Priority.NORMAL, 0, 77));
        Message later = store(message(Priority.NORMAL, 9_000, 77));

        assertEquals(ids(List.of(later)), ids(readAll(cursor)));
        assertEquals(cursor.end(), cursor.position());
    }

    @Test
    void anIdThatTheTopicDoesNotHoldIsRefusedAndCreatesNoTopic() {
        Message elsewhere = message(Priority.NORMAL, 1, 1);
        store.store("ns", "another", elsewhere);

        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> open(PLAIN.after(elsewhere.id())));
        assertEquals(
                "after is " + elsewhere.id() + ", and topic 't' holds no message of that id; give the id of one that it"
                        + " holds now, or start from the beginning",
                refusal.getMessage());
        assertEquals(1, store.stats().topics());

        store(message(Priority.NORMAL, 2, 1));
        assertThrows(IllegalArgumentException.class, () -> open(PLAIN.after(elsewhere.id())));
        assertEquals(0, store.stats().cursors());
    }

    @Test
    void anExpiredMessageIsNotHeld() {
        Message mortal = store(Messages.message(GemstoneId.of(Priority.NORMAL, START + 1, 1, 1), 1));
        open(PLAIN.after(mortal.id())).close();
        now.addAndGet(2_000);

        assertThrows(IllegalArgumentException.class, () -> open(PLAIN.after(mortal.id())));
    }

    @Test
    void aCursorGoesOnWithTheSameLeftOutButNothingToCheck() {
        Message first = store(message(Priority.NORMAL, 5, 1));
        CursorStart start = CursorStart.after(first.id());
        store(message(Priority.NORMAL, 4, 1));
        Message wanted = store(message(Priority.NORMAL, 6, 1));
        store.clear("nothing");

        assertTrue(start.leavesOut());
        assertEquals(ids(List.of(wanted)), ids(readAll(store.openCursor("t", start.goingOnAt(1), () -> {}))));
        assertEquals(List.of(), readAll(store.openCursor("elsewhere", start.goingOnAt(0), () -> {})));
    }
}
