package io.messaging.embedded.client.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.BackendClosedException;
import io.messaging.backend.MessagingConnectionException;
import io.messaging.embedded.EmbeddedMessagingBackend;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.testing.Backends;
import io.messaging.embedded.testing.Messages;
import io.messaging.message.Message;
import io.messaging.testsupport.Await;
import io.messaging.testsupport.Ports;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AutoStartTest {
    private static boolean somebodyListensOn(int port) {
        try {
            Backends.socket(port).close();
            return true;
        } catch (MessagingConnectionException e) {
            return false;
        }
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void theServerLivesAsLongAsTheLastBackendOfItsJvm(boolean firstInProcess, boolean secondInProcess) {
        int port = Ports.free();
        EmbeddedMessagingBackend first = Backends.autoStarting(port, firstInProcess);
        EmbeddedMessagingBackend second = Backends.autoStarting(port, secondInProcess);
        Message message = Messages.numbered(1);
        first.storeMessage("n", "t", message);
        first.close();
        assertEquals(List.of(message), second.getMessagesForTopic("t"));
        second.close();
        assertFalse(somebodyListensOn(port), "the server outlived its backends");
    }

    @Test
    void aServerStartedByHandStaysWhenBackendsClose() {
        try (EmbeddedServer server = EmbeddedServer.start()) {
            Backends.autoStarting(server.port(), true).close();
            Backends.autoStarting(server.port(), false).close();
            assertTrue(server.isRunning() && somebodyListensOn(server.port()));
        }
    }

    @Test
    void manyAtOnceAgreeOnOneServer() {
        int port = Ports.free();
        List<CompletableFuture<EmbeddedMessagingBackend>> opening = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            boolean inProcess = i % 2 == 0;
            opening.add(CompletableFuture.supplyAsync(() -> Backends.autoStarting(port, inProcess)));
        }
        List<EmbeddedMessagingBackend> backends =
                opening.stream().map(CompletableFuture::join).toList();
        try {
            assertEquals(1, backends.stream().map(Backends::serverId).distinct().count());
        } finally {
            backends.forEach(EmbeddedMessagingBackend::close);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anotherServerTakesOverAndSubscriptionsGoOn(boolean inProcess) throws Exception {
        EmbeddedServer server = EmbeddedServer.start();
        try (EmbeddedMessagingBackend backend = Backends.autoStarting(server.port(), inProcess)) {
            BlockingQueue<Message> received = new LinkedBlockingQueue<>();
            backend.subscribe("t", received::add);
            Message before = Messages.numbered(1);
            backend.storeMessage("n", "t", before);
            assertEquals(before, Await.next(received, "a message of the first server"));
            server.close();
            Message after = Messages.numbered(2);
            backend.storeMessage("n", "t", after);
            assertEquals(after, Await.next(received, "a message of the second server"));
            assertEquals(List.of(after), backend.getMessagesForTopic("t"), "messages die with their server");
            Await.until(
                    () -> "listed: " + backend.loadSubscribers("n"),
                    () -> backend.loadSubscribers("n").size() == 1);
            assertTrue(received.isEmpty(), () -> "received as well: " + received);
        } finally {
            server.close();
        }
    }

    @Test
    void aClientThatMayNotStartAServerWaitsForOneToComeBack() throws Exception {
        EmbeddedServer server = EmbeddedServer.start();
        int port = server.port();
        try (EmbeddedMessagingBackend client = Backends.socket(port)) {
            BlockingQueue<Message> received = new LinkedBlockingQueue<>();
            client.subscribe("t", received::add);
            server.close();
            CompletableFuture<Void> storing =
                    CompletableFuture.runAsync(() -> client.storeMessage("n", "t", Messages.numbered(5)));
            try (EmbeddedServer next = EmbeddedServer.start(port)) {
                storing.join();
                assertEquals(5, Messages.numberOf(Await.next(received, "the message of the server that came back")));
                assertEquals(1, Backends.count(next, "messages"));
            }
        }
    }

    @Test
    void closingEndsACallThatWaitsForAServer() {
        EmbeddedServer server = EmbeddedServer.start();
        EmbeddedMessagingBackend client = Backends.socket(server.port());
        server.close();
        CompletableFuture<Throwable> call = CompletableFuture.supplyAsync(
                () -> assertThrows(RuntimeException.class, () -> client.getMessagesForTopic("t")));
        client.close();
        assertEquals(BackendClosedException.class, call.join().getClass());
    }
}
