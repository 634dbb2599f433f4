package io.messaging.embedded.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.MessagingConfigurationException;
import io.messaging.backend.MessagingConnectionException;
import io.messaging.backend.RejectedMessageException;
import io.messaging.embedded.EmbeddedMessagingBackend;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.EmbeddedServerOptions;
import io.messaging.embedded.python.PythonPeer;
import io.messaging.embedded.testing.Backends;
import io.messaging.embedded.testing.Messages;
import io.messaging.message.Message;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BadInputTest {
    private static final int MAX_MESSAGE_BYTES = 100_000;

    private EmbeddedServer server;

    @BeforeEach
    void start() {
        server = EmbeddedServer.start(
                EmbeddedServerOptions.defaults().port(0).with("max_message_bytes", MAX_MESSAGE_BYTES));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "\"\"",
                "FLY",
                "JSON:",
                "JSON:*",
                "STORE_MESSAGE",
                "STORE_MESSAGE a b",
                "STORE_MESSAGE a b c",
                "STORE_MESSAGE a b {}",
                "STORE_MESSAGE a b JSON:e30=",
                "STORE_MESSAGE a b JSON:e30",
                "STORE_MESSAGE a b {\"id\":",
                "STORE_MESSAGE a b JSON:!!!!",
                "GET_MESSAGES",
                "GET_MESSAGES JSON:*",
                "GET_MESSAGES_SINCE t",
                "GET_MESSAGES_SINCE t x",
                "GET_MESSAGES_SINCE t -1",
                "GET_MESSAGES_SINCE t 18446744073709551616",
                "GET_MESSAGES_BY_ID n",
                "GET_MESSAGES_BY_ID n x",
                "GET_MESSAGES_BY_ID n {}",
                "GET_MESSAGES_BY_ID n [-1]",
                "GET_MESSAGES_BY_ID n [1.5]",
                "GET_MESSAGES_BY_ID n [null]",
                "SUBSCRIBE",
                "UNSUBSCRIBE",
                "PUBLISH",
                "PUBLISH t",
                "ATTACH 1 t NOW",
                "ATTACH x t NOW 1",
                "ATTACH 1 t SOON 1",
                "ACK 1",
                "DETACH",
                "GET_NEXT t",
                "LIST_SUBSCRIBERS"
            })
    void isAnsweredWithAnErrorAndTheConnectionGoesOn(String line) throws IOException {
        try (PythonPeer peer = new PythonPeer(server.port())) {
            peer.sendRaw(line + "\r\nPING\r\n");
            List<String> reply = peer.reply();
            assertEquals("ERROR", reply.get(0), reply::toString);
            assertTrue(reply.size() > 2, () -> "says nothing: " + reply);
            assertEquals(List.of("PONG"), peer.reply());
        }
    }

    @Test
    void bytesThatAreNoUtf8AreAnErrorAndTheConnectionGoesOn() throws IOException {
        try (PythonPeer peer = new PythonPeer(server.port())) {
            peer.sendRaw("GET_MESSAGES JSON:/w==\r\nSTORE_MESSAGE n t JSON:eyJpZCI6MSwieCI6Iv8ifQ==\r\nPING\r\n");
            assertEquals("ERROR", peer.reply().get(0));
            assertEquals("ERROR", peer.reply().get(0));
            assertEquals(List.of("PONG"), peer.reply());
        }
    }

    @Test
    void anOverLongLineIsAnErrorInItsTurnAndTheConnectionGoesOn() throws IOException {
        try (PythonPeer peer = new PythonPeer(server.port())) {
            peer.sendRaw("PING\r\nGET_MESSAGES " + "x".repeat(1 << 20) + "\r\nPING\r\n");
            assertEquals(List.of("PONG"), peer.reply());
            assertEquals(List.of("ERROR", "TOO_LONG"), peer.reply().subList(0, 2));
            assertEquals(List.of("PONG"), peer.reply());
        }
    }

    @Test
    void aMessageOfTheLargestSizeIsTakenAndOneByteMoreIsRejected() throws IOException {
        Message largest = Messages.ofSize(MAX_MESSAGE_BYTES);
        Message tooLarge = Messages.ofSize(MAX_MESSAGE_BYTES + 1);
        try (PythonPeer peer = new PythonPeer(server.port());
                EmbeddedMessagingBackend socket = Backends.socket(server.port());
                EmbeddedMessagingBackend local = Backends.inProcess(server.port())) {
            peer.ask("STORE_MESSAGE", "n", "t", largest.toJson());
            peer.send("STORE_MESSAGE", "n", "t", tooLarge.toJson());
            assertEquals(List.of("ERROR", "REJECTED"), peer.reply().subList(0, 2));
            for (EmbeddedMessagingBackend backend : List.of(socket, local)) {
                assertEquals(MAX_MESSAGE_BYTES, backend.maxMessageBytes());
                backend.storeMessage("n", "t", largest);
                assertThrows(RejectedMessageException.class, () -> backend.storeMessage("n", "t", tooLarge));
                assertEquals(List.of(largest), backend.getMessagesForTopic("t"));
            }
        }
    }

    @Test
    void anotherMessageUnderAStoredIdIsRejected() {
        Message first = Messages.numbered(1);
        Message second = first.toBuilder().payload(Map.of("number", 2)).build();
        try (EmbeddedMessagingBackend backend = Backends.socket(server.port())) {
            backend.storeMessage("n", "t", first);
            assertThrows(RejectedMessageException.class, () -> backend.storeMessage("n", "t", second));
            Throwable failure = backend.storeMessageAsync("n", "t", second)
                    .handle((done, e) -> e)
                    .join();
            assertEquals(RejectedMessageException.class, failure.getClass());
            assertEquals(List.of(first), backend.getMessagesForTopic("t"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 65_536})
    void aPortOutOfRangeIsRefusedByNameAndValue(int port) {
        String message = assertThrows(MessagingConfigurationException.class, () -> Backends.autoStarting(port, true))
                .getMessage();
        assertTrue(message.contains("port") && message.contains(String.valueOf(port)), message);
    }

    @Test
    void nobodyOnThePortNamesThePlaceAndTheWaysOut() {
        int port = server.port();
        server.close();
        String message = assertThrows(MessagingConnectionException.class, () -> Backends.socket(port))
                .getMessage();
        for (String part : List.of("127.0.0.1:" + port, "auto_start_server", "./messaging serve --port " + port)) {
            assertTrue(message.contains(part), () -> "without " + part + ": " + message);
        }
    }

    @Test
    void aTakenPortIsAClearError() {
        String message = assertThrows(MessagingConnectionException.class, () -> EmbeddedServer.start(server.port()))
                .getMessage();
        assertTrue(message.contains(String.valueOf(server.port())), message);
    }
}
