package io.messaging.embedded.python;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.embedded.EmbeddedMessagingBackend;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.testing.Backends;
import io.messaging.embedded.testing.Messages;
import io.messaging.embedded.testing.Samples;
import io.messaging.json.JsonText;
import io.messaging.message.Message;
import io.messaging.testsupport.Await;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client of the Python framework sees of our server. */
class PythonPeerTest {
    private EmbeddedServer server;
    private PythonPeer peer;

    @BeforeEach
    void start() throws IOException {
        server = EmbeddedServer.start();
        peer = new PythonPeer(server.port());
    }

    @AfterEach
    void stop() throws IOException {
        peer.close();
        server.close();
    }

    private static List<Message> messagesIn(List<String> reply) {
        assertEquals("MESSAGES", reply.get(0));
        return JsonText.parseArray(reply.get(1)).stream()
                .map(JsonText::write)
                .map(Message::fromJson)
                .toList();
    }

    @Test
    void pingsInAnyCase() throws IOException {
        assertEquals(List.of("PONG"), peer.ask("PING"));
        assertEquals(List.of("PONG"), peer.ask("ping"));
        peer.sendRaw("  PiNg extra words\n");
        assertEquals(List.of("PONG"), peer.reply());
    }

    @Test
    void getsBackEverySampleEqualAsJson() throws IOException {
        List<Message> stored = new ArrayList<>();
        for (String json : Samples.pythonMessages()) {
            assertEquals(List.of("OK", "STORED"), peer.ask("STORE_MESSAGE", "guild", "topic", json));
            stored.add(Message.fromJson(json));
        }
        List<Message> read = messagesIn(peer.ask("GET_MESSAGES", "topic"));
        stored.sort((a, b) -> a.id().compareTo(b.id()));
        assertEquals(stored, read);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "with spaces", "a.b:c/d", "*", ">", "{curly", "[square", "ünïcode", "x  y"})
    void pushesWhatIsStoredAndPublished(String topic) throws IOException {
        assertEquals(List.of("OK", "SUBSCRIBED", topic), peer.ask("SUBSCRIBE", topic));
        String json = Samples.pythonMessages().get(0);
        assertEquals(List.of("OK", "STORED"), peer.ask("STORE_MESSAGE", "guild", topic, json));
        assertEquals(List.of(topic, json), peer.push());
        assertEquals(List.of("OK", "1"), peer.ask("PUBLISH", topic, "any text at all"));
        assertEquals(List.of(topic, "any text at all"), peer.push());
        assertEquals(1, messagesIn(peer.ask("GET_MESSAGES", topic)).size(), "PUBLISH stores nothing");
        assertEquals(List.of("OK", "UNSUBSCRIBED", topic), peer.ask("UNSUBSCRIBE", topic));
        assertEquals(List.of("OK", "0"), peer.ask("PUBLISH", topic, "to nobody"));
    }

    @Test
    void subscribingTwiceIsFineAndDoublesNothing() throws IOException {
        peer.ask("SUBSCRIBE", "t");
        peer.ask("SUBSCRIBE", "t");
        assertEquals(List.of("OK", "1"), peer.ask("PUBLISH", "t", "one"));
        assertEquals(List.of("OK", "1"), peer.ask("PUBLISH", "t", "two"));
        assertEquals(List.of("t", "one"), peer.push());
        assertEquals(List.of("t", "two"), peer.push());
        peer.ask("UNSUBSCRIBE", "t");
        peer.ask("UNSUBSCRIBE", "t");
        assertEquals(List.of("OK", "0"), peer.ask("PUBLISH", "t", "three"));
    }

    @Test
    void countsEachConnectionThatAPublishReaches() throws IOException {
        try (PythonPeer other = new PythonPeer(server.port())) {
            other.ask("SUBSCRIBE", "t");
            peer.ask("SUBSCRIBE", "t");
            assertEquals(List.of("OK", "2"), peer.ask("PUBLISH", "t", "x"));
            assertEquals(List.of("t", "x"), other.push());
        }
    }

    @Test
    void storingAnEqualMessageAgainIsFineAndPushesNothing() throws IOException {
        String json = Samples.pythonMessages().get(0);
        peer.ask("SUBSCRIBE", "t");
        assertEquals(List.of("OK", "STORED"), peer.ask("STORE_MESSAGE", "g", "t", json));
        assertEquals(List.of("OK", "STORED"), peer.ask("STORE_MESSAGE", "g", "t", json));
        peer.ask("PUBLISH", "t", "sentinel");
        assertEquals(List.of("t", json), peer.push());
        assertEquals(List.of("t", "sentinel"), peer.push());
    }

    @Test
    void answersReadsOfNothingWithEmptyLists() throws IOException {
        assertEquals(List.of("MESSAGES", "[]"), peer.ask("GET_MESSAGES", "unknown"));
        assertEquals(List.of("MESSAGES", "[]"), peer.ask("GET_MESSAGES_SINCE", "unknown", "0"));
        assertEquals(List.of("MESSAGES", "[]"), peer.ask("GET_MESSAGES_BY_ID", "unknown", "[]"));
        assertEquals(List.of("MESSAGES", "[]"), peer.ask("GET_MESSAGES_BY_ID", "g", "[1,18446744073709551615]"));
        assertEquals(List.of("OK", "UNSUBSCRIBED", "unknown"), peer.ask("UNSUBSCRIBE", "unknown"));
    }

    @Test
    void readsSinceAnIdAndById() throws IOException {
        List<Message> stored = List.of(Messages.numbered(0), Messages.numbered(1), Messages.numbered(2));
        for (Message message : stored) {
            peer.ask("STORE_MESSAGE", "g", "t", message.toJson());
        }
        assertEquals(
                stored.subList(1, 3),
                messagesIn(
                        peer.ask("GET_MESSAGES_SINCE", "t", stored.get(0).id().toString())));
        String ids = "[" + stored.get(2).id() + ", " + stored.get(0).id() + "]";
        assertEquals(List.of(stored.get(2), stored.get(0)), messagesIn(peer.ask("GET_MESSAGES_BY_ID", "g", ids)));
        assertEquals(List.of(), messagesIn(peer.ask("GET_MESSAGES_BY_ID", "other", ids)));
    }

    @Test
    void takesAMegabyte() throws IOException {
        String json = Messages.ofSize(1 << 20).toJson();
        peer.ask("SUBSCRIBE", "t");
        assertEquals(List.of("OK", "STORED"), peer.ask("STORE_MESSAGE", "g", "t", json));
        assertEquals(List.of("t", json), peer.push());
        assertEquals(List.of("MESSAGES", "[" + json + "]"), peer.ask("GET_MESSAGES", "t"));
    }

    @Test
    void answersPipelinedRequestsInOrder() throws IOException {
        String json = PythonPeer.word(Samples.pythonMessages().get(0));
        peer.sendRaw("PING\r\nSTORE_MESSAGE g t " + json + "\nGET_MESSAGES t\r\nbad\r\n\r\nPING\r\n");
        assertEquals("PONG", peer.reply().get(0));
        assertEquals("OK", peer.reply().get(0));
        assertEquals("MESSAGES", peer.reply().get(0));
        assertEquals("ERROR", peer.reply().get(0));
        assertEquals("ERROR", peer.reply().get(0));
        assertEquals("PONG", peer.reply().get(0));
    }

    @Test
    void pushesFromJavaToPythonAndBack() throws Exception {
        peer.ask("SUBSCRIBE", "to python");
        try (EmbeddedMessagingBackend java = Backends.socket(server.port())) {
            var received = new LinkedBlockingQueue<Message>();
            java.subscribe("to \"java\"", received::add);
            Message message = Messages.numbered(1);
            java.storeMessage("g", "to python", message);
            assertEquals(List.of("to python", message.toJson()), peer.push());
            for (String json : Samples.pythonMessages()) {
                peer.sendRaw(
                        "STORE_MESSAGE g " + PythonPeer.encoded("to \"java\"") + " " + PythonPeer.word(json) + "\r\n");
                assertEquals("OK", peer.reply().get(0));
                assertEquals(Message.fromJson(json), Await.next(received, "a message from Python"));
            }
            assertTrue(java.loadSubscribers("g").stream()
                    .anyMatch(subscriber -> subscriber.topic().equals("to python")));
        }
    }
}
