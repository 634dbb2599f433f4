package io.messaging.embedded.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.MessagingBackend;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.python.PythonPeer;
import io.messaging.embedded.testing.Backends;
import io.messaging.message.Message;
import io.messaging.testsupport.Await;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages that travel as they are: only to peers that say that they know how, and only where nothing gets lost. */
@Timeout(300)
class RawJsonTest {
    private static final String USUAL = "{\"id\": 5,  \"x\":\"two  words, a \\\"quote\\\" and JSON:e30= {}\"}";

    private final EmbeddedServer server = EmbeddedServer.start();
    private PythonPeer peer;

    @BeforeEach
    void connect() throws IOException {
        peer = new PythonPeer(server.port());
    }

    @AfterEach
    void close() throws IOException {
        peer.close();
        server.close();
    }

    private String delivered(String hello) throws IOException {
        peer.sendRaw(hello + "\r\nATTACH 1 t NOW 10\r\n");
        assertTrue(peer.readRaw().startsWith("OK HELLO "), "the answer to HELLO");
        assertEquals("OK ATTACHED 1 0", peer.readRaw());
        peer.sendRaw("STORE_RAW guild t " + USUAL + "\r\n");
        assertEquals("OK STORED", peer.readRaw());
        return peer.readRaw();
    }

    @Test
    void aPeerThatKnowsItGetsMessagesAsTheyAre() throws IOException {
        assertEquals("DELIVER_RAW 1 1 " + USUAL, delivered("HELLO 2"));
    }

    @Test
    void aPeerThatDoesNotSayGetsBase64() throws IOException {
        assertEquals("DELIVER 1 1 " + PythonPeer.encoded(USUAL), delivered("HELLO"));
    }

    @Test
    void theOtherCommandsReadABraceAsBefore() throws IOException {
        peer.sendRaw("SUBSCRIBE t\r\nPUBLISH t {a b}\r\n");
        assertEquals("OK SUBSCRIBED t", peer.readRaw());
        assertEquals(List.of("OK", "1"), peer.reply());
        assertEquals(List.of("t", "{a"), peer.push());
    }

    @Test
    void everyMessageComesBackByteForByte() {
        List<String> texts = new ArrayList<>();
        String[] patterns = {
            "{\"id\":%d}",
            "{\n  \"id\": %d,\r\n  \"x\": [1,\t2]\n}",
            " {\"id\":%d} ",
            "{\"id\":%d}\n",
            "{\"id\":%d}\r",
            "{\"id\":%d,\"x\":\"JSON: \\\"{}\\\"  \\n ünï 🚀 \u2028\"}",
            "{ \"id\" : %d , \"STORE_RAW\" : \"a b\" }"
        };
        for (int i = 0; i < patterns.length; i++) {
            texts.add(String.format(patterns[i], i + 1));
        }
        List<Message> delivered = new CopyOnWriteArrayList<>();
        try (MessagingBackend storing = Backends.socket(server.port());
                MessagingBackend receiving = Backends.socket(server.port())) {
            receiving.subscribe("t", delivered::add);
            texts.stream()
                    .map(text -> storing.storeMessageAsync("guild", "t", Message.fromJson(text)))
                    .forEach(CompletableFuture::join);
            Await.until(() -> delivered + " delivered", () -> delivered.size() == texts.size());
            assertEquals(texts, delivered.stream().map(Message::toJson).toList());
            storing.storeMessage("guild", "u", Message.fromJson(texts.get(1)));
            assertEquals(texts.get(1), storing.getMessagesForTopic("u").get(0).toJson());
        }
    }
}
