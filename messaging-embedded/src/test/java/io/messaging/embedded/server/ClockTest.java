package io.messaging.embedded.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.messaging.administration.DeadLetter;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.EmbeddedServerOptions;
import io.messaging.embedded.testing.Backends;
import io.messaging.embedded.testing.Messages;
import io.messaging.message.Message;
import io.messaging.testsupport.Await;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server's clock is set while durable clients work: nothing is lost, comes twice, or stops. */
@Timeout(300)
class ClockTest {
    private static final List<String> READINGS = List.of(
            "2030-01-01T00:00:00Z",
            "2029-12-31T23:59:00Z",
            "2029-01-01T00:00:00Z",
            "2031-01-01T00:00:00Z",
            "1970-01-01T00:00:00Z",
            "2345-01-01T00:00:00Z",
            "2030-01-01T00:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse(READINGS.get(0)));

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void deadLettersAreStoredAndRequeuedWhateverTheClockDoes(boolean inProcess) throws Exception {
        try (EmbeddedServer server = EmbeddedServer.start(
                        EmbeddedServerOptions.defaults().port(0).clock(now::get));
                MessagingBackend backend =
                        inProcess ? Backends.inProcess(server.port()) : Backends.socket(server.port())) {
            BlockingQueue<Message> handled = new LinkedBlockingQueue<>();
            backend.subscribe(
                    "orders",
                    message -> {
                        handled.add(message);
                        throw new IllegalStateException("refused");
                    },
                    SubscriptionOptions.durable("billing"));
            for (int i = 0; i < READINGS.size(); i++) {
                now.set(Instant.parse(READINGS.get(i)));
                Message message = Messages.numbered(i);
                backend.storeMessage("shop", "orders", message);
                assertEquals(message, Await.next(handled, "message " + i));
                awaitDeadLetters(backend, 2 * i + 1);
                backend.durableClients()
                        .requeue(deadLetters(backend).stream()
                                .filter(letter -> DeadLetter.fromMessage(letter)
                                        .original()
                                        .equals(message))
                                .findFirst()
                                .orElseThrow());
                assertEquals(message, Await.next(handled, "message " + i + ", requeued"));
                awaitDeadLetters(backend, 2 * i + 2);
            }
            assertEquals(List.of(), List.copyOf(handled), "more than was stored");
        }
    }

    private static List<Message> deadLetters(MessagingBackend backend) {
        return backend.getMessagesForTopic(DeadLetter.TOPIC);
    }

    private static void awaitDeadLetters(MessagingBackend backend, int count) {
        Await.until(
                () -> "no " + count + " dead letters",
                () -> deadLetters(backend).size() == count);
    }
}
