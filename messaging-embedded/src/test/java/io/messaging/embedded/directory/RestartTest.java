package io.messaging.embedded.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.messaging.backend.ConnectionChange;
import io.messaging.embedded.EmbeddedMessagingBackend;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.EmbeddedServerOptions;
import io.messaging.embedded.Sync;
import io.messaging.embedded.python.PythonPeer;
import io.messaging.embedded.testing.Backends;
import io.messaging.embedded.testing.Messages;
import io.messaging.message.Message;
import io.messaging.testsupport.Await;
import io.messaging.testsupport.Ports;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server is closed and started again on its directory, while clients stay. */
class RestartTest {
    private static final int EACH = 500;

    @TempDir
    private Path data;

    private final int port = Ports.free();

    private EmbeddedServer start(Sync sync) {
        return EmbeddedServer.start(
                EmbeddedServerOptions.defaults().port(port).dataDirectory(data).sync(sync));
    }

    private static List<Integer> numbers(List<Message> messages) {
        return messages.stream().map(Messages::numberOf).toList();
    }

    private static List<Integer> upTo(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    @ParameterizedTest
    @EnumSource(Sync.class)
    void messagesAndTheServersIdAreThereAgain(Sync sync) {
        String id;
        try (EmbeddedServer server = start(sync);
                EmbeddedMessagingBackend client = Backends.socket(port)) {
            id = server.id();
            List<CompletableFuture<Void>> stores = new ArrayList<>();
            for (int number : upTo(EACH)) {
                stores.add(client.storeMessageAsync("n", "t", Messages.numbered(number)));
            }
            stores.forEach(CompletableFuture::join);
            client.storeMessage("n", "gone", Messages.numbered(1));
            client.administration().clear("gone");
        }
        try (EmbeddedServer server = start(sync);
                EmbeddedMessagingBackend client = Backends.socket(port)) {
            assertEquals(id, server.id());
            assertEquals(upTo(EACH), numbers(client.getMessagesForTopic("t")));
            assertEquals(List.of(), client.getMessagesForTopic("gone"));
            assertEquals(
                    1,
                    client.getMessagesById(
                                    "n",
                                    List.of(client.getMessagesForTopic("t")
                                            .get(3)
                                            .id()))
                            .size());
        }
    }

    @ParameterizedTest
    @EnumSource(Sync.class)
    void aSubscriptionThatStaysMissesNothingAndGetsNothingTwice(Sync sync) {
        Queue<Integer> received = new ConcurrentLinkedQueue<>();
        Queue<ConnectionChange.Kind> changes = new ConcurrentLinkedQueue<>();
        EmbeddedServer server = start(sync);
        try (EmbeddedMessagingBackend subscriber = Backends.socket(port, Backends.PATIENT_MILLIS);
                EmbeddedMessagingBackend storer = Backends.socket(port, Backends.PATIENT_MILLIS)) {
            subscriber.addConnectionListener(change -> changes.add(change.kind()));
            subscriber.subscribe("t", message -> received.add(Messages.numberOf(message)));
            for (int restart = 0; restart < 3; restart++) {
                for (int i = 0; i < EACH; i++) {
                    storer.storeMessageAsync("n", "t", Messages.numbered(restart * EACH + i));
                }
                server.close();
                server = start(sync);
            }
            storer.storeMessage("n", "t", Messages.numbered(3 * EACH));
            Await.until(
                    () -> "received " + received.size() + ", the last of them " + changes,
                    () -> received.contains(3 * EACH));
            assertEquals(upTo(3 * EACH + 1), List.copyOf(received));
            Await.until(() -> "changes " + changes, () -> changes.contains(ConnectionChange.Kind.RESUMED));
            assertFalse(
                    changes.contains(ConnectionChange.Kind.REPLACED), () -> "the server stayed the same: " + changes);
        } finally {
            server.close();
        }
    }

    /** Replies of one connection keep their order while some wait for the disk. */
    @Test
    void repliesComeInOrderBehindStoresThatWaitForTheDisk() throws Exception {
        try (EmbeddedServer server = start(Sync.ALWAYS);
                PythonPeer peer = new PythonPeer(server.port())) {
            StringBuilder lines = new StringBuilder();
            StringBuilder expected = new StringBuilder();
            for (int i = 0; i < 200; i++) {
                String json = Messages.numbered(i).toJson();
                lines.append("STORE_RAW n t ").append(json).append("\r\nPING\r\n");
                expected.append("OK STORED\nPONG\n");
            }
            peer.sendRaw(lines.toString());
            StringBuilder replies = new StringBuilder();
            for (int i = 0; i < 400; i++) {
                replies.append(peer.readRaw()).append('\n');
            }
            assertEquals(expected.toString(), replies.toString());
        }
    }
}
