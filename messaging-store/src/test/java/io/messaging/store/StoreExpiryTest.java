package io.messaging.store;

import static io.messaging.store.Messages.START;
import static io.messaging.store.Messages.message;
import static io.messaging.store.Messages.readAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.Priority;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Holding.class)
class StoreExpiryTest {
    private final AtomicLong nowMillis = new AtomicLong(START);
    private final MessageStore store;

    private final Holding holding;

    StoreExpiryTest(Holding holding) {
        this.holding = holding;
        store = holding.open(StoreLimits.NONE, () -> Instant.ofEpochMilli(nowMillis.get()));
    }

    @AfterEach
    void close() {
        store.close();
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
        assertEquals(holding != Holding.OBJECTS, store.hasExpiring(), "only for those who may store it again");
    }

    @Test
    void anEqualMessageUnderAnotherNamespaceExpiresWithTheFirst() {
        Message brief = message(GemstoneId.of(Priority.NORMAL, START, 1, 1), 2);
        store.store("ns", "t", brief);
        nowMillis.addAndGet(1_000);
        assertFalse(store.store("other", "t", brief));
        assertEquals(List.of(brief), store.messagesById("other", List.of(brief.id())));

        nowMillis.addAndGet(1_000);
        assertEquals(
                List.of(), store.messagesById("other", List.of(brief.id())), "it has expired, and is not reclaimed");
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
    void clearingLetsGoOfMessagesWithATtl() {
        for (int i = 0; i < 100; i++) {
            store.store("ns", "t", message(GemstoneId.of(Priority.NORMAL, START, 1, i), 1_000_000));
        }
        assertTrue(store.hasExpiring());
        assertEquals(100, store.clear("t"));
        assertEquals(holding != Holding.OBJECTS, store.hasExpiring(), "only for those who may store it again");
        nowMillis.addAndGet(60_000);
        store.reclaimExpired();
        assertFalse(store.hasExpiring());
    }
}
