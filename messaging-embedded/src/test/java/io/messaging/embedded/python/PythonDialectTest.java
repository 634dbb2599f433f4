package io.messaging.embedded.python;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.administration.Administration;
import io.messaging.backend.MessagingException;
import io.messaging.backend.Subscription;
import io.messaging.embedded.EmbeddedMessagingBackend;
import io.messaging.embedded.testing.Backends;
import io.messaging.embedded.testing.Messages;
import io.messaging.embedded.testing.Samples;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.Priority;
import io.messaging.testsupport.Await;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Our client and a server that knows none of our additions. */
class PythonDialectTest {
    private PythonServer server;
    private EmbeddedMessagingBackend backend;

    @BeforeEach
    void start() throws IOException {
        server = new PythonServer();
        backend = Backends.socket(server.port());
    }

    @AfterEach
    void stop() throws IOException {
        backend.close();
        server.close();
    }

    private static Message at(Priority priority, long epochMillis, int sequence) {
        return Message.builder(GemstoneId.of(priority, epochMillis, 1, sequence))
                .payload(Map.of("x", 1))
                .build();
    }

    @Test
    void storesAndReadsBackEverySample() {
        List<Message> samples = new ArrayList<>(
                Samples.pythonMessages().stream().map(Message::fromJson).toList());
        samples.forEach(message -> backend.storeMessage("n", "a \"topic\"", message));
        List<GemstoneId> ids = samples.stream().map(Message::id).toList();
        assertEquals(samples, backend.getMessagesById("n", ids));
        samples.sort((a, b) -> a.id().compareTo(b.id()));
        assertEquals(samples, backend.getMessagesForTopic("a \"topic\""));
        backend.ping();
    }

    @Test
    void losesNoMessageOfTheSameMillisecondThoughTheServerWould() {
        long now = 1_700_000_000_000L;
        List<Message> stored =
                List.of(at(Priority.URGENT, now, 3), at(Priority.NORMAL, now, 1), at(Priority.NORMAL, now, 2));
        stored.forEach(message -> backend.storeMessage("n", "t", message));
        assertEquals(
                List.of(stored.get(0), stored.get(2)),
                backend.getMessagesForTopicSince("t", stored.get(1).id()));
        List<Message> visited = new ArrayList<>();
        Optional<Message> next = backend.getNextMessageForTopicSince("t", GemstoneId.ZERO);
        while (next.isPresent()) {
            visited.add(next.get());
            next = backend.getNextMessageForTopicSince("t", next.get().id());
        }
        assertEquals(List.of(stored.get(1), stored.get(2), stored.get(0)), visited);
    }

    @Test
    void severalSubscriptionsShareOneOfTheConnection() throws Exception {
        BlockingQueue<Message> first = new LinkedBlockingQueue<>();
        BlockingQueue<Message> second = new LinkedBlockingQueue<>();
        Subscription one = backend.subscribe("a topic", first::add);
        Subscription two = backend.subscribe("a topic", second::add);
        assertEquals(1, server.subscriptionsTo("a topic"));
        assertEquals(2, backend.loadSubscribers("n").size());
        Administration administration = backend.administration();
        MessagingException refused = assertThrows(MessagingException.class, administration::subscribers);
        assertEquals(
                "the server speaks the Python dialect, which has no list of all subscribers; run ./messaging serve instead",
                refused.getMessage());
        Message message = Messages.numbered(1);
        backend.storeMessage("n", "a topic", message);
        assertEquals(message, Await.next(first, "the first subscription's message"));
        assertEquals(message, Await.next(second, "the second subscription's message"));
        one.close();
        Message later = Messages.numbered(2);
        backend.storeMessage("n", "a topic", later);
        assertEquals(later, Await.next(second, "a message after the first subscription ended"));
        assertTrue(first.isEmpty(), "a closed subscription got a message");
        two.close();
        assertEquals(0, server.subscriptionsTo("a topic"));
    }

    @Test
    void asynchronousStoresKeepTheirOrder() {
        List<Message> stored = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            stored.add(Messages.numbered(i));
        }
        stored.stream()
                .map(message -> backend.storeMessageAsync("n", "t", message))
                .toList()
                .forEach(future -> future.join());
        assertEquals(stored, backend.getMessagesForTopic("t"));
    }

    @Test
    void aMessageThatTheServerCannotReadIsAnErrorAndNothingElseIsLost() {
        assertThrows(MessagingException.class, () -> backend.storeMessage("n", "t", Messages.ofSize(100_000)));
        Message small = Messages.numbered(1);
        backend.storeMessage("n", "t", small);
        assertEquals(List.of(small), backend.getMessagesForTopic("t"));
    }

    @Test
    void whatTheServerDoesNotKnowIsAClearError() {
        String message = assertThrows(
                        MessagingException.class, () -> backend.administration().stats())
                .getMessage();
        assertTrue(message.contains("Unknown command"), message);
    }
}
