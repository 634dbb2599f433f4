package io.messaging.embedded.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.messaging.backend.SubscriptionOptions;
import io.messaging.embedded.EmbeddedMessagingBackend;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.EmbeddedServerOptions;
import io.messaging.embedded.testing.Backends;
import io.messaging.embedded.testing.Messages;
import io.messaging.message.Message;
import io.messaging.message.TopicFilter;
import io.messaging.testsupport.Await;
import io.messaging.testsupport.Ports;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server is started again on its directory, or gone, under the subscriptions of its own JVM, which read its store. */
class LocalRestartTest {
    private static final int MESSAGES = 300;

    @TempDir
    private Path data;

    private final int port = Ports.free();
    private final Queue<Integer> received = new ConcurrentLinkedQueue<>();
    private final CountDownLatch mayGoOn = new CountDownLatch(1);
    private EmbeddedServer server;

    private EmbeddedServer start() {
        return EmbeddedServer.start(EmbeddedServerOptions.defaults().port(port).dataDirectory(data));
    }

    @BeforeEach
    void open() {
        server = start();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private void restart() {
        server.close();
        server = start();
    }

    private void handle(Message message) {
        if (Messages.numberOf(message) == MESSAGES / 3) {
            try {
                mayGoOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        received.add(Messages.numberOf(message));
    }

    private void awaitAll() {
        Await.until(() -> "received " + received, () -> received.contains(MESSAGES));
        assertEquals(IntStream.rangeClosed(0, MESSAGES).boxed().toList(), List.copyOf(received));
    }

    /** What the handler has not got yet is not delivered from both servers. */
    private void goesOnInTheMiddle(BiConsumer<EmbeddedMessagingBackend, Consumer<Message>> subscribe) {
        try (EmbeddedMessagingBackend backend = Backends.open(
                Map.of("port", port, "auto_start_server", false, "request_timeout_millis", Backends.PATIENT_MILLIS))) {
            subscribe.accept(backend, this::handle);
            for (int i = 0; i < MESSAGES; i++) {
                backend.storeMessage("n", "shop:orders", Messages.numbered(i));
            }
            Await.until("a third is handled", () -> received.size() == MESSAGES / 3);
            restart();
            backend.storeMessage("n", "shop:orders", Messages.numbered(MESSAGES));
            mayGoOn.countDown();
            awaitAll();
        }
    }

    @Test
    void aPlainSubscriptionGoesOnInTheMiddle() {
        goesOnInTheMiddle((backend, handler) -> backend.subscribe("shop:orders", handler::accept));
    }

    @Test
    void aPrefixSubscriptionGoesOnInTheMiddle() {
        goesOnInTheMiddle((backend, handler) -> backend.subscribe(TopicFilter.startingWith("shop:"), handler::accept));
    }

    /** The message that was being handled comes again: its server could not be told. */
    @Test
    void aDurableClientThatFailsWhileTheServerIsGoneGoesOnAtTheNext() {
        Queue<Integer> handled = new ConcurrentLinkedQueue<>();
        CountDownLatch handling = new CountDownLatch(1);
        try (EmbeddedMessagingBackend backend = Backends.open(
                Map.of("port", port, "auto_start_server", false, "request_timeout_millis", Backends.PATIENT_MILLIS))) {
            backend.subscribe(
                    "t",
                    message -> {
                        handled.add(Messages.numberOf(message));
                        if (handled.size() == 1) {
                            handling.countDown();
                            awaitUninterrupted(mayGoOn);
                            throw new IllegalStateException("on purpose");
                        }
                    },
                    SubscriptionOptions.durable("c"));
            backend.storeMessage("n", "t", Messages.numbered(0));
            awaitUninterrupted(handling);
            server.close();
            mayGoOn.countDown();
            server = start();
            backend.storeMessage("n", "t", Messages.numbered(1));
            Await.until(() -> "handled " + handled, () -> handled.contains(1));
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
