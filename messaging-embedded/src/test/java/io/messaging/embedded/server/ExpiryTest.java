package io.messaging.embedded.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.python.PythonPeer;
import io.messaging.embedded.testing.Backends;
import io.messaging.embedded.testing.Messages;
import io.messaging.message.Message;
import io.messaging.testsupport.Await;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An expired message appears in no delivery, however long it has been on its way to a handler. */
@Timeout(300)
class ExpiryTest {
    private final EmbeddedServer server = EmbeddedServer.start();
    private final MessagingBackend storer = Backends.inProcess(server.port());
    private final CountDownLatch mayGoOn = new CountDownLatch(1);

    @AfterEach
    void close() {
        mayGoOn.countDown();
        storer.close();
        server.close();
    }

    private Message store(String topic, int number, long ttlSeconds) {
        Message message =
                Messages.numbered(number).toBuilder().ttlSeconds(ttlSeconds).build();
        storer.storeMessage("n", topic, message);
        return message;
    }

    private BlockingQueue<Message> subscribeSlowly(MessagingBackend backend, SubscriptionOptions options) {
        BlockingQueue<Message> handled = new LinkedBlockingQueue<>();
        backend.subscribe(
                "t",
                message -> {
                    handled.add(message);
                    mayGoOn.await();
                },
                options);
        return handled;
    }

    @Test
    void whatExpiresBehindASlowHandlerIsNotDelivered() throws Exception {
        try (MessagingBackend plain = Backends.socket(server.port());
                MessagingBackend durable = Backends.socket(server.port())) {
            List<BlockingQueue<Message>> all = List.of(
                    subscribeSlowly(plain, SubscriptionOptions.plain()),
                    subscribeSlowly(durable, SubscriptionOptions.durable("c")));
            Message first = store("t", 1, 0);
            for (BlockingQueue<Message> handled : all) {
                assertEquals(first, Await.next(handled, "the first message"));
            }
            store("t", 2, 1);
            Message longLived = store("t", 3, 1_000);
            store("clock", 4, 3); // outlives the second message by more than its way to the handler takes
            Await.until(
                    () -> "not expired",
                    () -> storer.getMessagesForTopic("clock").isEmpty());
            mayGoOn.countDown();
            Message last = store("t", 5, 0);

            for (BlockingQueue<Message> handled : all) {
                List<Message> rest = new ArrayList<>();
                rest.add(Await.next(handled, "the long-lived message"));
                rest.add(Await.next(handled, "the last message"));
                assertEquals(List.of(longLived, last), rest);
            }
            Await.until(
                    () -> storer.durableClients().list().toString(),
                    () -> storer.durableClients().list().get(0).lag() == 0);
        }
    }

    @Test
    void aPeerOfVersion2IsToldHowLongAMessageMayLive() throws IOException {
        try (PythonPeer peer = new PythonPeer(server.port())) {
            peer.sendRaw("HELLO 2\r\nATTACH 1 t NOW 10\r\n");
            assertTrue(peer.readRaw().startsWith("OK HELLO "), "the answer to HELLO");
            assertEquals("OK ATTACHED 1 0", peer.readRaw());
            Message message = store("t", 1, 1_000);

            String[] words = peer.readRaw().split(" ", 5);
            assertEquals(List.of("DELIVER_RAW", "1", "1"), List.of(words).subList(0, 3));
            long lifeMillis = Long.parseLong(words[3]);
            assertTrue(lifeMillis > 900_000 && lifeMillis <= 1_000_000, () -> lifeMillis + " ms");
            assertEquals(message.toJson(), words[4]);
        }
    }

    @Test
    void aPeerOfVersion1IsNotTold() throws IOException {
        try (PythonPeer peer = new PythonPeer(server.port())) {
            peer.sendRaw("ATTACH 1 t NOW 10\r\n");
            assertEquals("OK ATTACHED 1 0", peer.readRaw());
            Message message = store("t", 1, 1_000);
            assertEquals("DELIVER 1 1 " + PythonPeer.encoded(message.toJson()), peer.readRaw());
        }
    }
}
