package io.messaging.embedded.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.messaging.embedded.EmbeddedMessagingBackend;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.python.PythonPeer;
import io.messaging.embedded.testing.Backends;
import io.messaging.embedded.testing.Messages;
import io.messaging.message.Message;
import io.messaging.testsupport.Await;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many more messages than buffers hold, while one subscriber does not read. */
@Timeout(600)
class StuckSubscriberIT {
    private final int count = count();

    int count() {
        return 50_000;
    }

    /** Counts what comes in order, and notes the first that does not. */
    private final class InOrder {
        private final AtomicInteger next = new AtomicInteger();
        private volatile String problem;

        void accept(Message message) {
            int number = Messages.numberOf(message);
            if (number != next.getAndIncrement() && problem == null) {
                problem = "got " + number + " where " + (next.get() - 1) + " was due";
            }
        }

        void awaitAll() {
            Await.until(() -> "only " + next.get() + " of " + count + " came", () -> next.get() >= count);
            assertEquals(null, problem);
        }
    }

    private void storeAll(EmbeddedMessagingBackend storer, String topic) {
        CompletableFuture<?>[] stores = new CompletableFuture<?>[count];
        for (int i = 0; i < count; i++) {
            stores[i] = storer.storeMessageAsync("n", topic, Messages.numbered(i));
        }
        CompletableFuture.allOf(stores).join();
    }

    @Test
    void aSocketThatNobodyReadsDelaysNobodyAndGetsEverythingLater() throws Exception {
        try (EmbeddedServer server = EmbeddedServer.start();
                PythonPeer stuck = new PythonPeer(server.port());
                EmbeddedMessagingBackend storer = Backends.socket(server.port());
                EmbeddedMessagingBackend reader = Backends.socket(server.port())) {
            InOrder other = new InOrder();
            reader.subscribe("t", other::accept);
            stuck.ask("SUBSCRIBE", "t");
            storeAll(storer, "t"); // a storer that waited for the stuck one would not end
            other.awaitAll();
            for (int i = 0; i < count; i++) {
                List<String> push = stuck.push();
                int expected = i;
                assertEquals(i, Messages.numberOf(Message.fromJson(push.get(1))), () -> "push " + expected);
            }
        }
    }

    @Test
    void aBlockedHandlerDelaysNotItsOwnConnectionNorTheServer() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        try (EmbeddedServer server = EmbeddedServer.start();
                EmbeddedMessagingBackend storer = Backends.socket(server.port());
                EmbeddedMessagingBackend reader = Backends.socket(server.port())) {
            InOrder blocked = new InOrder();
            InOrder free = new InOrder();
            reader.subscribe("t", message -> {
                released.await();
                blocked.accept(message);
            });
            reader.subscribe("t", free::accept);
            storeAll(storer, "t");
            free.awaitAll();
            assertEquals(0, blocked.next.get());
            assertEquals(count, reader.getMessagesForTopic("t").size());
            released.countDown();
            blocked.awaitAll();
        } finally {
            released.countDown();
        }
    }

    @Test
    void aBlockedHandlerInTheServersJvmDelaysNobody() {
        CountDownLatch released = new CountDownLatch(1);
        try (EmbeddedServer server = EmbeddedServer.start();
                EmbeddedMessagingBackend local = Backends.inProcess(server.port())) {
            InOrder blocked = new InOrder();
            InOrder free = new InOrder();
            local.subscribe("t", message -> {
                released.await();
                blocked.accept(message);
            });
            local.subscribe("t", free::accept);
            storeAll(local, "t");
            free.awaitAll();
            released.countDown();
            blocked.awaitAll();
        } finally {
            released.countDown();
        }
    }
}
