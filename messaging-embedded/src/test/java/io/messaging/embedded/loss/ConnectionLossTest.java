package io.messaging.embedded.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.BackendClosedException;
import io.messaging.backend.ConnectionChange;
import io.messaging.backend.ConnectionListener;
import io.messaging.backend.MessagingException;
import io.messaging.backend.MessagingTimeoutException;
import io.messaging.embedded.EmbeddedMessagingBackend;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.testing.Backends;
import io.messaging.embedded.testing.Messages;
import io.messaging.message.Message;
import io.messaging.testsupport.Await;
import io.messaging.testsupport.TcpProxy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that break, at whatever byte, while the server lives: nothing lost, nothing twice, order kept. */
class ConnectionLossTest {
    private static final int SHORT_MILLIS = 3_000;
    private static final int VERY_LONG_MILLIS = 3_600_000;
    private static final Duration GUARD = Duration.ofMinutes(5);

    private EmbeddedServer server;
    private TcpProxy proxy;
    private EmbeddedMessagingBackend client;
    private EmbeddedMessagingBackend witness;
    private final BlockingQueue<Integer> received = new LinkedBlockingQueue<>();

    @BeforeEach
    void start() throws IOException {
        server = EmbeddedServer.start();
        proxy = new TcpProxy(server.port());
        client = Backends.socket(proxy.port());
        witness = Backends.socket(server.port());
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        witness.close();
        proxy.close();
        server.close();
    }

    private EmbeddedMessagingBackend impatient(int timeoutMillis) {
        return Backends.socket(proxy.port(), timeoutMillis);
    }

    /** Stores while a cut is armed for each offset, and sees that everything is there once. */
    private void storesSurvive(int offsets, IntConsumer arm) throws InterruptedException {
        client.subscribe("t", message -> received.add(Messages.numberOf(message)));
        List<Integer> expected = new ArrayList<>();
        for (int offset = 0; offset < offsets; offset++) {
            arm.accept(offset);
            client.storeMessage("n", "t", Messages.numbered(offset));
            expected.add(offset);
        }
        assertEquals(
                expected,
                witness.getMessagesForTopic("t").stream()
                        .map(Messages::numberOf)
                        .toList());
        List<Integer> delivered = new ArrayList<>();
        while (delivered.size() < offsets) {
            delivered.add(Await.next(received, "message " + delivered.size()));
        }
        assertEquals(expected, delivered);
        assertTrue(received.isEmpty(), () -> "delivered as well: " + received);
    }

    @Test
    void aConnectionCutAtEveryByteOfARequestLosesAndRepeatsNothing() throws InterruptedException {
        int requestBytes = 100 + 4 * Messages.numbered(1_000).jsonLength() / 3;
        storesSurvive(requestBytes, proxy::cutAfterBytesToServer);
    }

    @Test
    void aConnectionCutAtEveryByteOfAReplyLosesAndRepeatsNothing() throws InterruptedException {
        int replyAndDeliveryBytes = 100 + 4 * Messages.numbered(1_000).jsonLength() / 3;
        storesSurvive(replyAndDeliveryBytes, proxy::cutAfterBytesToClient);
    }

    @Test
    void readsAreCompleteWhereverTheirReplyWasCut() {
        List<Message> stored = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            stored.add(Messages.numbered(i));
            witness.storeMessage("n", "t", stored.get(i));
        }
        int replyBytes = 20 + 4 * stored.stream().mapToInt(Message::jsonLength).sum() / 3;
        for (int offset = 0; offset < replyBytes; offset++) {
            proxy.cutAfterBytesToClient(offset);
            assertEquals(stored, client.getMessagesForTopic("t"), "cut after " + offset + " bytes");
        }
    }

    @Test
    void cutsAtRandomBytesInBothDirectionsLoseAndRepeatNothingOfAPipeline() throws InterruptedException {
        client.subscribe("t", message -> received.add(Messages.numberOf(message)));
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<CompletableFuture<Void>> stores = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            if (i % 100 == 50) {
                proxy.cutAfterBytesToServer(random.nextInt(20_000));
                proxy.cutAfterBytesToClient(random.nextInt(20_000));
            }
            stores.add(client.storeMessageAsync("n", "t", Messages.numbered(i)));
        }
        stores.forEach(CompletableFuture::join);
        for (int i = 0; i < 3_000; i++) {
            assertEquals(i, Await.next(received, "message " + i + ", seed " + seed), "seed " + seed);
        }
        assertEquals(3_000, witness.getMessagesForTopic("t").size());
        assertTrue(received.isEmpty(), () -> "delivered as well: " + received);
    }

    /** The answer to the store is lost, and before the client tries again the message has been delivered and expired. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatExpiredBeforeTheStoreIsRepeatedIsNotDeliveredTwice(boolean async) throws Exception {
        client.storeMessageAsync("n", "another topic", Messages.numbered(0)).join(); // has its connections ready
        witness.subscribe("t", message -> received.add(Messages.numberOf(message)));
        Message brief = Messages.numbered(1).toBuilder().ttlSeconds(1).build();
        proxy.holdReplies();
        CompletableFuture<Void> store = async
                ? client.storeMessageAsync("n", "t", brief)
                : CompletableFuture.runAsync(() -> client.storeMessage("n", "t", brief));
        assertEquals(1, Await.next(received, "the first delivery"));
        Await.until(
                () -> "it does not expire",
                () -> witness.getMessagesForTopic("t").isEmpty());
        proxy.cut();
        proxy.thaw();
        store.join();
        witness.storeMessage("n", "t", Messages.numbered(2));
        assertEquals(2, Await.next(received, "the next message"));
    }

    @Test
    void aLateAnswerIsNotTakenForTheNextOne() {
        try (EmbeddedMessagingBackend impatient = impatient(SHORT_MILLIS)) {
            Message first = Messages.numbered(1);
            impatient.storeMessage("n", "t", first);
            proxy.freeze();
            assertThrows(MessagingTimeoutException.class, () -> impatient.getMessagesForTopic("t"));
            proxy.thaw();
            assertEquals(List.of(), impatient.getMessagesForTopic("another topic"));
            assertEquals(List.of(first), impatient.getMessagesForTopic("t"));
        }
    }

    @Test
    void aSubscriptionNoticesThatItsServerIsOutOfReachAndFindsItAgain() throws Exception {
        try (EmbeddedMessagingBackend impatient = impatient(SHORT_MILLIS)) {
            BlockingQueue<ConnectionChange> changes = new LinkedBlockingQueue<>();
            impatient.addConnectionListener(changes::add);
            impatient.subscribe("t", message -> received.add(Messages.numberOf(message)));
            proxy.freeze();
            witness.storeMessage("n", "t", Messages.numbered(7));
            assertEquals(7, Await.next(received, "the message that was stored while nothing passed"));
            assertEquals(
                    ConnectionChange.Kind.LOST, Await.next(changes, "the loss").kind());
            assertEquals(
                    new ConnectionChange(ConnectionChange.Kind.RESUMED, server.id(), ""),
                    withoutDetail(Await.next(changes, "the way back")));
        }
    }

    private static ConnectionChange withoutDetail(ConnectionChange change) {
        return new ConnectionChange(change.kind(), change.serverId(), "");
    }

    @Test
    void anIdleConnectionIsNotTakenForADeadOne() throws Exception {
        try (EmbeddedMessagingBackend impatient = impatient(SHORT_MILLIS)) {
            BlockingQueue<ConnectionChange> changes = new LinkedBlockingQueue<>();
            impatient.addConnectionListener(changes::add);
            long before = Backends.count(server, "commands");
            Await.until(() -> "never asked", () -> Backends.count(server, "commands") >= before + 2);
            assertTrue(changes.isEmpty(), () -> "notified of " + changes);
        }
    }

    @Test
    void eachLossIsToldOnceAndInOrder() throws Exception {
        BlockingQueue<ConnectionChange> changes = new LinkedBlockingQueue<>();
        client.addConnectionListener(changes::add);
        ConnectionListener removed = change -> changes.add(new ConnectionChange(change.kind(), "removed", ""));
        client.addConnectionListener(removed);
        client.removeConnectionListener(removed);
        client.subscribe("t", message -> received.add(Messages.numberOf(message)));
        for (int i = 0; i < 8; i++) {
            client.storeMessage("n", "t", Messages.numbered(i));
            Await.next(received, "message " + i);
            proxy.cut();
            assertEquals(
                    new ConnectionChange(ConnectionChange.Kind.LOST, server.id(), ""),
                    withoutDetail(Await.next(changes, "loss " + i)));
            assertEquals(
                    new ConnectionChange(ConnectionChange.Kind.RESUMED, server.id(), ""),
                    withoutDetail(Await.next(changes, "way back " + i)));
        }
        assertTrue(changes.isEmpty(), () -> "notified as well: " + changes);
    }

    @Test
    void aListenerThatThrowsIsToldOfLaterChanges() throws Exception {
        BlockingQueue<ConnectionChange.Kind> changes = new LinkedBlockingQueue<>();
        client.addConnectionListener(change -> {
            changes.add(change.kind());
            throw new IllegalStateException("on purpose");
        });
        client.subscribe("t", message -> received.add(Messages.numberOf(message)));
        proxy.cut();
        assertEquals(ConnectionChange.Kind.LOST, Await.next(changes, "the loss"));
        assertEquals(ConnectionChange.Kind.RESUMED, Await.next(changes, "the way back"));
    }

    @Test
    void anInterruptedThreadStoresWhenItNeedNotWait() {
        Thread.currentThread().interrupt();
        client.storeMessage("n", "t", Messages.numbered(1));
        assertTrue(Thread.interrupted(), "the flag was swallowed");
        assertEquals(1, witness.getMessagesForTopic("t").size());
    }

    @Test
    void closingIsQuickWhileNothingPasses() {
        EmbeddedMessagingBackend patient = impatient(VERY_LONG_MILLIS);
        patient.subscribe("t", message -> {});
        proxy.freeze();
        CompletableFuture<Throwable> call = CompletableFuture.supplyAsync(
                () -> assertThrows(MessagingException.class, () -> patient.getMessagesForTopic("t")));
        CompletableFuture<Void> store = patient.storeMessageAsync("n", "t", Messages.numbered(1));
        assertTimeoutPreemptively(GUARD, () -> patient.close(), "the close waited for an answer");
        assertEquals(BackendClosedException.class, call.join().getClass());
        assertTrue(store.isDone());
    }
}
