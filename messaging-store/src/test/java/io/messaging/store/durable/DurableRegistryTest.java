package io.messaging.store.durable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.administration.DeadLetter;
import io.messaging.administration.DurableClient;
import io.messaging.administration.Origin;
import io.messaging.administration.Subscriber;
import io.messaging.backend.RejectedMessageException;
import io.messaging.backend.StoreFullException;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.Priority;
import io.messaging.spi.delivery.FailureText;
import io.messaging.store.CursorStart;
import io.messaging.store.MessageStore;
import io.messaging.store.StoreLimits;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class DurableRegistryTest {
    private static final GemstoneGenerator IDS = new GemstoneGenerator(4);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2030-01-01T00:00:00Z"));
    private final InstantSource clock = now::get;
    private final MessageStore store = new MessageStore(StoreLimits.NONE, clock);
    private final DurableRegistry registry = new DurableRegistry(store, "TestBackend", clock);

    /** Notes how its attachment ended. */
    private static final class Owner implements Attachment.Owner {
        final List<Boolean> takenOver = new ArrayList<>();

        @Override
        public void onReady() {
            // The tests ask for themselves.
        }

        @Override
        public void onClosed(boolean byNewer) {
            takenOver.add(byNewer);
        }
    }

    /** Of this process. */
    private static final class LocalOwner implements Attachment.Owner {
        @Override
        public Origin origin() {
            return Origin.ofThisProcess(Instant.EPOCH);
        }

        @Override
        public void onReady() {
            // nothing is taken
        }

        @Override
        public void onClosed(boolean byNewer) {
            // nobody has to know
        }
    }

    private List<Origin> origins() {
        return registry.subscribers().map(Subscriber::origin).toList();
    }

    @Test
    void oneThatComesBackHasTheOriginOfItsFirstClaim() {
        Origin first = Origin.ofThisProcess(now.get());
        Attachment attachment = registry.attach("c", "t", null, Attachment.NEW, new LocalOwner());
        passSeconds(10);
        assertEquals(List.of(first), origins());
        attachment.release();
        assertEquals(Collections.singletonList(null), origins());

        Attachment again = registry.attach("c", "t", null, attachment.claim(), new LocalOwner());
        assertEquals(List.of(first), origins());

        registry.attach("c", "t", null, Attachment.NEW, new LocalOwner());
        assertEquals(List.of(first.at(now.get())), origins());
        again.release();
    }

    private Attachment attach(String topic) {
        return registry.attach("c", topic, null, Attachment.NEW, new Owner());
    }

    private List<Message> store(String topic, int count, long ttlSeconds) {
        List<Message> stored = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Message message = Message.builder(IDS.next())
                    .payload(Map.of("n", i))
                    .ttlSeconds(ttlSeconds)
                    .build();
            store.store("ns", topic, message);
            stored.add(message);
        }
        return stored;
    }

    private void passSeconds(long seconds) {
        now.updateAndGet(time -> time.plusSeconds(seconds));
        store.reclaimExpired();
    }

    private DurableClient only() {
        assertEquals(1, registry.list().size());
        return registry.list().get(0);
    }

    private void verify(long position, long lag, long inFlight, long lost) {
        DurableClient client = only();
        assertEquals(
                List.of(position, lag, inFlight, lost),
                List.of(client.position(), client.lag(), client.inFlight(), client.lost()),
                "position, lag, in flight, lost");
    }

    @Test
    void whatExpiresBeforeItIsHandledIsLostToTheClientAndKeptUntilThen() {
        attach("t").release();
        store("t", 3, 10);
        List<Message> lasting = store("t", 2, 0);
        verify(0, 5, 0, 0);
        passSeconds(11);
        verify(0, 2, 0, 3); // while it is away, too
        Attachment back = attach("t");
        assertEquals(lasting.get(0), back.next().message());
        verify(0, 2, 1, 3);
        back.acknowledge(1);
        verify(4, 1, 0, 3);
    }

    @Test
    void whatExpiresInFlightIsNotLost() {
        Attachment attachment = attach("t");
        store("t", 2, 10);
        long first = attachment.next().token();
        passSeconds(11);
        verify(0, 0, 1, 1);
        attachment.acknowledge(first);
        assertNull(attachment.next());
        verify(2, 0, 0, 1);
    }

    @Test
    void whatWasGoneBeforeTheClientCameIsNoLoss() {
        store("t", 5, 10);
        store("t", 1, 0);
        store("t", 5, 20);
        now.updateAndGet(time -> time.plusSeconds(11)); // and nobody has reclaimed it yet
        Attachment attachment = attach("t");
        verify(0, 6, 0, 0);
        attachment.acknowledge(attachment.next().token());
        verify(6, 5, 0, 0);
        passSeconds(10);
        verify(6, 0, 0, 5);
        assertNull(attachment.next());
        verify(11, 0, 0, 5);
    }

    @Test
    void whatIsClearedIsLostAndTheClientGoesOnBehindIt() {
        Attachment attachment = attach("t");
        store("t", 100, 0);
        attachment.acknowledge(attachment.next().token());
        store.clear("t");
        List<Message> later = store("t", 1, 0);
        verify(1, 1, 0, 99);
        assertEquals(later.get(0), attachment.next().message());
        attachment.acknowledge(2);
        verify(101, 0, 0, 99);
    }

    /** A topic without messages may be dropped and come back; the new one's positions start further up. */
    @Test
    void aTopicThatWasMadeAnewMeanwhileIsNoLoss() {
        store("other", 500, 0);
        attach("t").release();
        store.clearAll(registry::hasClientOf);
        List<Message> stored = store("t", 2, 0);
        assertEquals(0, only().lost());
        assertEquals(2, only().lag());
        Attachment back = attach("t");
        assertEquals(stored.get(0), back.next().message());
        back.acknowledge(1);
        assertEquals(List.of(0L, 1L), List.of(only().lost(), only().lag()));
    }

    @Test
    void messagesGivenBackCountAsLagAndNotAsLost() {
        Attachment attachment = attach("t");
        List<Message> stored = store("t", 2, 0);
        attachment.next();
        attachment.fail(1, new FailureText("E", "no"));
        Message letter = store.messages(DeadLetter.TOPIC).get(0);
        registry.requeue(letter);
        registry.requeue(letter);
        verify(1, 3, 0, 0);
        assertEquals(stored.get(0), attachment.next().message());
        assertEquals(stored.get(0), attachment.next().message());
        assertEquals(stored.get(1), attachment.next().message());
        attachment.acknowledge(3);
        verify(1, 1, 1, 0);
        attachment.acknowledge(4);
        verify(2, 0, 0, 0);
    }

    @Test
    void whoLostItsConnectionMayComeBackUnlessAnotherCameFirst() {
        Attachment first = attach("t");
        Attachment back = registry.attach("c", "t", null, first.claim(), new Owner());
        assertEquals(first.claim(), back.claim(), "so that it may come back once more");
        Owner owner = new Owner();
        registry.attach("c", "t", null, Attachment.NEW, owner);
        ClaimLostException late = assertThrows(
                ClaimLostException.class, () -> registry.attach("c", "t", null, back.claim(), new Owner()));
        assertTrue(late.isTakenOver());
        assertEquals(List.of(), owner.takenOver, "the newer one stays");
        registry.forget("c");
        assertFalse(
                assertThrows(ClaimLostException.class, () -> registry.attach("c", "t", null, back.claim(), new Owner()))
                        .isTakenOver());
    }

    @Test
    void theSuccessorOfAForgottenClientWaitsForItsHandler() {
        store("t", 2, 0);
        Owner owner = new Owner();
        Attachment old = registry.attach("c", "t", null, Attachment.NEW, owner);
        old.next();
        assertTrue(registry.forget("c"));
        assertFalse(registry.forget("c"));
        assertEquals(List.of(false), owner.takenOver);
        Attachment successor = attach("t");
        assertNull(successor.next(), "one at a time");
        old.release();
        assertEquals(1, successor.next().token());
    }

    @Test
    void aRefusedSubscriptionLeavesNoClientBehind() {
        MessageStore full =
                new MessageStore(new StoreLimits(Long.MAX_VALUE, Long.MAX_VALUE, 0, Integer.MAX_VALUE), clock);
        DurableRegistry refusing = new DurableRegistry(full, "TestBackend", clock);
        assertThrows(StoreFullException.class, () -> refusing.attach("c", "t", null, Attachment.NEW, new Owner()));
        assertEquals(List.of(), refusing.list());
        assertFalse(refusing.forget("c"));
    }

    @Test
    void clientsTakeOfTheStoresRoomUntilTheyAreForgotten() {
        MessageStore small = new MessageStore(new StoreLimits(4_000, 10, 10, 100), clock);
        DurableRegistry bounded = new DurableRegistry(small, "TestBackend", clock);
        StoreFullException full = assertThrows(StoreFullException.class, () -> {
            for (int i = 0; i < 10; i++) {
                bounded.attach("c" + i, "t", null, Attachment.NEW, new Owner());
            }
        });
        assertTrue(full.getMessage().contains("a durable client that takes"), full.getMessage());
        int clients = bounded.list().size();
        assertTrue(clients >= 2 && clients < 10, "clients: " + clients);
        assertTrue(bounded.forget("c0"));
        bounded.attach("another", "t", null, Attachment.NEW, new Owner());
        assertEquals(clients, bounded.list().size());
        assertThrows(
                RejectedMessageException.class,
                () -> bounded.attach("c".repeat(101), "t", null, Attachment.NEW, new Owner()));
        assertEquals(0, small.stats().bytes(), "clients are no messages");
    }

    @Test
    void clientsThatAreAwayAreNotToldOfNewMessages() {
        store("t", 10_000, 0);
        for (int i = 0; i < 100; i++) {
            Attachment attachment = registry.attach("c" + i, "t", null, Attachment.NEW, new Owner());
            attachment.next();
            attachment.release();
        }
        assertEquals(0, store.stats().cursors());
        assertEquals(100, registry.list().size());
    }

    /** Stores a message of an id that is chronologically after those of lesser numbers. */
    private Message keyed(int number) {
        long millis = Instant.parse("2030-01-01T00:00:00Z").toEpochMilli() + number;
        Message message = Message.builder(GemstoneId.of(Priority.NORMAL, millis, 1, 1))
                .payload(Map.of("k", 1))
                .build();
        store.store("ns", "t", message);
        return message;
    }

    private Attachment after(String client, Message start) {
        return registry.attach(client, "t", null, CursorStart.after(start.id()), Attachment.NEW, new Owner());
    }

    /** Every second message is left out, in whole chunks and beside others. */
    @Test
    void aNewClientLeavesOutWhatIsNotLaterThanItsStart() {
        Message start = keyed(9_000);
        List<Message> wanted = new ArrayList<>();
        for (int i = 0; i < 6_500; i++) {
            boolean later = i > 2_000 && i < 3_000 && i % 2 == 0 || i > 6_000;
            Message message = keyed(later ? 10_000 + i : i);
            if (later) {
                wanted.add(message);
            }
        }
        Attachment client = after("c", start);
        assertEquals(wanted.size(), only().lag());
        assertEquals(0, only().lost());
        for (int i = 0; i < wanted.size(); i++) {
            DurableDelivery next = client.next();
            assertEquals(wanted.get(i).id(), next.message().id());
            if (i % 3 == 0) {
                client.acknowledge(next.token());
            }
            if (i % 100 == 0) {
                assertEquals(0, only().lost());
            }
        }
        assertNull(client.next());
        client.acknowledge(Long.MAX_VALUE);
        assertNull(client.next());
        assertTrue(client.isCaughtUp());
        client.release();
        keyed(8_000);
        assertEquals(0, only().lag());

        Attachment again =
                after("c", Message.builder(IDS).payload(Map.of("k", 1)).build());
        Message later = keyed(30_000);
        DurableDelivery next = again.next();
        assertEquals(later.id(), next.message().id());
        assertEquals(0, only().lost());
        again.acknowledge(next.token());
        assertEquals(0, only().lost());
    }

    @Test
    void whatIsClearedIsLostToAClientThatLeavesOut() {
        Message start = keyed(5);
        keyed(6);
        keyed(7);
        after("c", start);
        assertEquals(2, only().lag());
        store.clear("t");
        assertEquals(0, only().lag());
        assertEquals(2, only().lost());
    }

    @Test
    void aNewClientIsRefusedAStartThatIsNotThere() {
        Message start = Message.builder(IDS).payload(Map.of("k", 1)).build();
        assertThrows(IllegalArgumentException.class, () -> after("c", start));
        assertEquals(List.of(), registry.list());
        assertEquals(0, registry.clientCount());
        keyed(5);
        assertThrows(IllegalArgumentException.class, () -> after("c", start));
        assertEquals(0, registry.clientCount());
        assertEquals(0, store.stats().cursors());
    }
}
