package io.messaging.embedded.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.MessagingConfigurationException;
import io.messaging.backend.MessagingConnectionException;
import io.messaging.backend.MessagingException;
import io.messaging.backend.RejectedMessageException;
import io.messaging.backend.StoreFullException;
import io.messaging.embedded.EmbeddedMessagingBackend;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.EmbeddedServerOptions;
import io.messaging.embedded.python.PythonPeer;
import io.messaging.embedded.testing.Backends;
import io.messaging.embedded.testing.Messages;
import io.messaging.message.Message;
import io.messaging.testsupport.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each limit: only the offending client gets an error. */
@Timeout(300)
class LimitsTest {
    private static EmbeddedServerOptions options() {
        return EmbeddedServerOptions.defaults().port(0);
    }

    /** A peer that was there before goes on, and so does a new one. */
    private static void assertOthersGoOn(EmbeddedServer server, PythonPeer witness) throws IOException {
        assertEquals(List.of("PONG"), witness.ask("PING"));
        try (PythonPeer another = new PythonPeer(server.port())) {
            assertEquals(List.of("PONG"), another.ask("PING"));
        }
    }

    private static void assertRefused(String code, String limit, List<String> reply) {
        assertEquals(List.of("ERROR", code), reply.subList(0, 2), reply::toString);
        assertTrue(String.join(" ", reply).contains(limit), reply::toString);
    }

    @Test
    void connections() throws Exception {
        try (EmbeddedServer server = EmbeddedServer.start(options().with("max_connections", 2));
                PythonPeer first = new PythonPeer(server.port())) {
            assertEquals(List.of("PONG"), first.ask("PING"));
            PythonPeer second = new PythonPeer(server.port());
            second.ask("PING");
            try (PythonPeer third = new PythonPeer(server.port())) {
                third.sendRaw("PING\r\n");
                assertRefused("TOO_MANY", "max_connections", third.reply());
                assertNull(third.readRaw());
            }
            String message = assertThrows(MessagingConnectionException.class, () -> Backends.socket(server.port()))
                    .getMessage();
            assertTrue(message.contains("max_connections"), message);
            second.close();
            Await.until(() -> "no room again", () -> Backends.count(server, "connections") == 1);
            assertOthersGoOn(server, first);
        }
    }

    /** The client's calls wait for room as long as their time allows. */
    @Test
    void aCallWaitsForAConnectionWhileItsTimeLasts() throws Exception {
        try (EmbeddedServer server = EmbeddedServer.start(options().with("max_connections", 2));
                EmbeddedMessagingBackend backend = Backends.socket(server.port())) {
            backend.subscribe("t", message -> {});
            Message message = Messages.numbered(1);
            backend.storeMessage("n", "t", message); // the pooled connection and the subscriptions' are all there are
            assertThrows(
                    MessagingException.class,
                    () -> Backends.socket(server.port(), 200).close());
            assertEquals(List.of(message), backend.getMessagesForTopic("t"));
        }
    }

    @Test
    void subscriptionsOfAConnection() throws IOException {
        try (EmbeddedServer server = EmbeddedServer.start(options().with("max_subscriptions_per_connection", 2));
                EmbeddedMessagingBackend backend = Backends.socket(server.port());
                PythonPeer peer = new PythonPeer(server.port());
                PythonPeer witness = new PythonPeer(server.port())) {
            peer.ask("SUBSCRIBE", "a");
            peer.ask("SUBSCRIBE", "a");
            peer.ask("ATTACH", "1", "b", "NOW", "10");
            peer.send("SUBSCRIBE", "c");
            assertRefused("TOO_MANY", "max_subscriptions_per_connection", peer.reply());
            peer.send("ATTACH_DURABLE", "2", "c", "client", "10", "0");
            assertRefused("TOO_MANY", "max_subscriptions_per_connection", peer.reply());
            peer.ask("ATTACH", "1", "c", "NOW", "10");
            peer.ask("UNSUBSCRIBE", "a");
            peer.ask("SUBSCRIBE", "d");

            backend.subscribe("a", message -> {});
            var second = backend.subscribe("b", message -> {});
            MessagingException refused =
                    assertThrows(MessagingException.class, () -> backend.subscribe("c", message -> {}));
            assertTrue(refused.getMessage().contains("max_subscriptions_per_connection"), refused.getMessage());
            second.close();
            backend.subscribe("c", message -> {});
            assertOthersGoOn(server, witness);
        }
    }

    @Test
    void lengthOfATopicsName() throws IOException {
        String longest = "t".repeat(20);
        try (EmbeddedServer server = EmbeddedServer.start(options().with("max_topic_length", 20));
                EmbeddedMessagingBackend backend = Backends.socket(server.port());
                PythonPeer peer = new PythonPeer(server.port())) {
            Message message = Messages.numbered(1);
            peer.ask("STORE_MESSAGE", longest, longest, message.toJson());
            peer.ask("SUBSCRIBE", longest);
            for (String[] words : new String[][] {
                {"STORE_MESSAGE", "n", longest + "x", message.toJson()},
                {"STORE_MESSAGE", longest + "x", "t", message.toJson()},
                {"SUBSCRIBE", longest + "x"},
                {"ATTACH", "1", longest + "x", "NOW", "1"},
                {"ATTACH_DURABLE", "2", longest + "x", "c", "1", "0"}
            }) {
                peer.send(words);
                assertRefused("REJECTED", "max_topic_length", peer.reply());
            }
            assertEquals(List.of("MESSAGES", "[]"), peer.ask("GET_MESSAGES", longest + "x"));
            assertThrows(RejectedMessageException.class, () -> backend.storeMessage("n", longest + "x", message));
            assertEquals(List.of(message), backend.getMessagesForTopic(longest));
        }
    }

    @Test
    void topics() throws IOException {
        try (EmbeddedServer server = EmbeddedServer.start(options().with("max_topics", 2));
                EmbeddedMessagingBackend backend = Backends.socket(server.port());
                PythonPeer peer = new PythonPeer(server.port())) {
            backend.storeMessage("n", "a", Messages.numbered(1));
            peer.ask("SUBSCRIBE", "b");
            peer.send("STORE_MESSAGE", "n", "c", Messages.numbered(2).toJson());
            assertRefused("STORE_FULL", "max_topics", peer.reply());
            assertThrows(StoreFullException.class, () -> backend.storeMessage("n", "c", Messages.numbered(2)));
            peer.ask("UNSUBSCRIBE", "b");
            backend.storeMessage("n", "c", Messages.numbered(2));
            backend.storeMessage("n", "a", Messages.numbered(3));
            assertThrows(StoreFullException.class, () -> backend.storeMessage("n", "d", Messages.numbered(4)));
            assertEquals(3, backend.administration().clearAll());
            backend.storeMessage("n", "d", Messages.numbered(4));
        }
    }

    @Test
    void storedMessagesOfATopic() throws IOException {
        try (EmbeddedServer server = EmbeddedServer.start(options().with("max_messages_per_topic", 2));
                EmbeddedMessagingBackend backend = Backends.socket(server.port())) {
            Message first = Messages.numbered(1);
            Message second = Messages.numbered(2);
            Message third = Messages.numbered(3);
            backend.storeMessage("n", "t", first);
            backend.storeMessage("n", "t", second);
            assertThrows(StoreFullException.class, () -> backend.storeMessage("n", "t", third));
            backend.storeMessage("n", "t", second); // changes nothing, so it is no error
            backend.storeMessage("n", "other", third);
            assertEquals(List.of(first, second), backend.getMessagesForTopic("t"));
            assertEquals(2, backend.administration().clear("t"));
            backend.storeMessage("n", "t", third);
            assertEquals(List.of(third), backend.getMessagesForTopic("t"));
        }
    }

    @Test
    void storedBytesRefuseTheStorerAndExpiryAndClearMakeRoom() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
        try (EmbeddedServer server = EmbeddedServer.start(
                        options().with("max_stored_bytes", 100_000).clock(now::get));
                EmbeddedMessagingBackend backend = Backends.socket(server.port());
                EmbeddedMessagingBackend local = Backends.inProcess(server.port())) {
            Message kept = Messages.ofSize(40_000);
            Message expiring =
                    Messages.ofSize(40_000).toBuilder().ttlSeconds(10).build();
            Message next = Messages.ofSize(40_000);
            backend.storeMessage("n", "kept", kept);
            backend.storeMessage("n", "expiring", expiring);
            for (EmbeddedMessagingBackend each : List.of(backend, local)) {
                String message = assertThrows(StoreFullException.class, () -> each.storeMessage("n", "kept", next))
                        .getMessage();
                assertTrue(message.contains("max_stored_bytes") && message.contains("100000"), message);
                Throwable failure = each.storeMessageAsync("n", "kept", next)
                        .handle((done, e) -> e)
                        .join();
                assertEquals(StoreFullException.class, failure.getClass());
                assertEquals(List.of(kept), each.getMessagesForTopic("kept"), "what is stored stays readable");
                assertEquals(1, each.getMessagesForTopic("expiring").size());
            }
            now.set(now.get().plusSeconds(11));
            backend.storeMessage("n", "kept", next);
            assertEquals(2, server.clear("kept"));
            backend.storeMessage("n", "kept", Messages.ofSize(80_000));
            assertThrows(StoreFullException.class, () -> backend.storeMessage("n", "kept", kept));
            assertEquals(1, server.clearAll());
            backend.storeMessage("n", "kept", kept);
        }
    }

    @Test
    void aHalfSentLineIsCutOffAndALargeOneThatMakesProgressIsNot() throws Exception {
        try (EmbeddedServer server = EmbeddedServer.start(options().with("stall_timeout_millis", 200));
                PythonPeer half = new PythonPeer(server.port());
                PythonPeer dripping = new PythonPeer(server.port());
                PythonPeer large = new PythonPeer(server.port());
                PythonPeer idle = new PythonPeer(server.port())) {
            idle.ask("PING");
            half.sendRaw("PI");
            // In three times the allowance of an empty line, 600 ms, each 64,000 bytes being worth another second.
            String line = "PUBLISH t " + "x".repeat(1_000_000) + "\r\n";
            int step = line.length() / 30;
            long start = System.nanoTime();
            boolean drippingOut = false;
            for (int i = 0; i < 30; i++) {
                large.sendRaw(line.substring(i * step, i == 29 ? line.length() : (i + 1) * step));
                try {
                    dripping.sendRaw("x");
                } catch (IOException e) {
                    drippingOut = true;
                }
                java.util.concurrent.locks.LockSupport.parkNanos(
                        Math.max(0, start + i * 25_000_000L - System.nanoTime()));
            }
            assertEquals(List.of("OK", "0"), large.reply());
            assertRefused("TIMED_OUT", "stall_timeout_millis", half.reply());
            assertNull(half.readRaw());
            if (!drippingOut) {
                assertRefused("TIMED_OUT", "stall_timeout_millis", dripping.reply());
            }
            assertEquals(List.of("PONG"), idle.ask("PING"), "an idle connection has no line to end");
        }
    }

    @Test
    void aReplyThatIsNotReadEndsItsConnectionButAStuckSubscriberStays() throws Exception {
        try (EmbeddedServer server = EmbeddedServer.start(options().with("stall_timeout_millis", 2_000));
                EmbeddedMessagingBackend backend = Backends.socket(server.port());
                PythonPeer subscriber = new PythonPeer(server.port());
                PythonPeer reader = new PythonPeer(server.port())) {
            subscriber.ask("SUBSCRIBE", "t");
            for (int i = 0; i < 20; i++) {
                backend.storeMessage("n", "t", Messages.ofSize(1 << 20));
            }
            reader.sendRaw("GET_MESSAGES t\r\n".repeat(10));
            Await.until(() -> "still " + server.stats(), () -> Backends.count(server, "connections") == 2);
            for (int i = 0; i < 20; i++) {
                assertEquals("t", subscriber.push().get(0));
            }
            assertEquals(20, backend.getMessagesForTopic("t").size());
        }
    }

    /** Four hundred connections of eight million bytes each would be more than the heap. */
    @Test
    void halfLinesOfManyConnectionsAreHeldUpToALimit() throws Exception {
        try (EmbeddedServer server = EmbeddedServer.start(
                        options().with("max_message_bytes", 1 << 20).with("max_buffer_bytes", 8 << 20));
                PythonPeer witness = new PythonPeer(server.port())) {
            byte[] half = ("STORE_MESSAGE n t " + "x".repeat(1 << 20)).getBytes(StandardCharsets.UTF_8);
            List<Socket> hostile = new ArrayList<>();
            try {
                for (int i = 0; i < 40; i++) {
                    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
                    hostile.add(socket);
                    socket.getOutputStream().write(half);
                    assertEquals(List.of("PONG"), witness.ask("PING"));
                }
                Await.until(() -> "still " + server.stats(), () -> Backends.count(server, "connections") < 12);
                Message message = Messages.ofSize(1 << 20);
                witness.ask("STORE_MESSAGE", "n", "t", message.toJson());
                assertEquals(1, Backends.count(server, "messages"));
            } finally {
                for (Socket socket : hostile) {
                    socket.close();
                }
            }
        }
    }

    @Test
    void linesCannotBeShorterThanTheLargestMessage() {
        EmbeddedServerOptions options = options().with("max_message_bytes", 100_000);
        String message = assertThrows(
                        MessagingConfigurationException.class,
                        () -> EmbeddedServer.start(options.with("max_line_bytes", 100_000)))
                .getMessage();
        assertTrue(message.contains("max_line_bytes") && message.contains("max_message_bytes"), message);
        EmbeddedServer.start(options.with("max_line_bytes", 300_000)).close();
    }

    @Test
    void everyOptionRefusesWhatItDoesNotTakeByName() {
        for (var option : EmbeddedServerOptions.descriptions()) {
            String message = assertThrows(
                            MessagingConfigurationException.class,
                            () -> options().with(option.name(), List.of()))
                    .getMessage();
            assertTrue(message.contains(option.name()), message);
        }
        assertThrows(MessagingConfigurationException.class, () -> options().with("max_topic", 1L));
    }
}
