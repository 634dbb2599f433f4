package io.messaging.embedded.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.ConnectionChange;
import io.messaging.backend.MessagingException;
import io.messaging.backend.Subscription;
import io.messaging.embedded.EmbeddedMessagingBackend;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.EmbeddedServerOptions;
import io.messaging.embedded.testing.Backends;
import io.messaging.embedded.testing.Messages;
import io.messaging.message.Message;
import io.messaging.testsupport.Await;
import io.messaging.testsupport.Ports;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What many callers, and interrupted ones, do to others: nothing. On virtual threads too, where the JVM has them. */
class CallerThreadsTest {
    private static final long LIMIT_SECONDS = 60;
    private static final int ROUNDS = 40;
    private static final int MANY = 200;
    private static final int FEW = 20;
    private static final int FEW_CONNECTIONS = 40;

    private final EmbeddedServer server =
            EmbeddedServer.start(EmbeddedServerOptions.defaults().port(0).with("max_connections", FEW_CONNECTIONS));
    private final EmbeddedMessagingBackend backend = Backends.socket(server.port());
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    record Kind(String name, ThreadFactory factory) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Kind> kinds() throws ReflectiveOperationException {
        List<Kind> kinds = new ArrayList<>(List.of(new Kind("platform threads", Thread::new)));
        if (Runtime.version().feature() >= 21) {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Class<?> type = Class.forName("java.lang.Thread$Builder");
            kinds.add(new Kind(
                    "virtual threads", (ThreadFactory) type.getMethod("factory").invoke(builder)));
        }
        return kinds;
    }

    @AfterEach
    void close() {
        backend.close();
        server.close();
    }

    private void start(Kind kind, Callable<?> work) {
        Thread thread = kind.factory().newThread(() -> {
            try {
                work.call();
            } catch (Throwable e) {
                failures.add(e);
            }
        });
        threads.add(thread);
        thread.start();
    }

    private void join() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
            assertTrue(!thread.isAlive(), () -> "still running: " + thread);
        }
        assertEquals(List.of(), List.copyOf(failures));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void manyCallersLeaveConnectionsToOthers(Kind kind) throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        for (int i = 0; i < MANY; i++) {
            int number = i;
            start(kind, () -> {
                go.await();
                backend.storeMessage("n", "many", Messages.numbered(number));
                backend.getMessagesForTopicSince("many", Messages.numbered(0).id());
                return null;
            });
        }
        go.countDown();
        for (int i = 0; i < 3; i++) {
            try (EmbeddedMessagingBackend other = Backends.socket(server.port())) {
                other.storeMessage("n", "other", Messages.numbered(i));
            }
        }
        join();
        assertEquals(MANY, backend.getMessagesForTopic("many").size());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void interruptsBreakNoConnectionThatOthersUse(Kind kind) throws Exception {
        Queue<ConnectionChange> changes = new ConcurrentLinkedQueue<>();
        backend.addConnectionListener(changes::add);
        Queue<Integer> received = new ConcurrentLinkedQueue<>();
        backend.subscribe("steady", message -> received.add(Messages.numberOf(message)));
        List<Thread> victims = new ArrayList<>();
        CountDownLatch stop = new CountDownLatch(1);
        for (int i = 0; i < 4; i++) {
            start(kind, () -> {
                while (stop.getCount() > 0) {
                    callInEveryWay();
                }
                return null;
            });
        }
        victims.addAll(threads);
        List<Integer> stored = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            victims.forEach(Thread::interrupt);
            backend.storeMessage("n", "steady", Messages.numbered(i));
            stored.add(i);
        }
        stop.countDown();
        join();
        Await.until(() -> "received only " + received, () -> received.size() >= ROUNDS);
        assertEquals(stored, List.copyOf(received));
        assertEquals(List.of(), List.copyOf(changes), "the connection was lost");
    }

    private void callInEveryWay() {
        try {
            Message message = Messages.numbered(0);
            backend.storeMessage("n", "victims", message);
            backend.getMessagesById("n", List.of(message.id()));
            backend.getNextMessageForTopicSince("victims", message.id());
            Subscription subscription = backend.subscribe("victims", m -> {});
            backend.loadSubscribers("n");
            backend.administration().stats();
            subscription.close();
        } catch (MessagingException interrupted) {
            // Its own call may fail.
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void anInterruptedThreadCanCallAndKeepsItsStatus(Kind kind) throws Exception {
        int port = Ports.free();
        start(kind, () -> {
            Thread.currentThread().interrupt();
            try (EmbeddedMessagingBackend own = Backends.open(Map.of("port", port, "in_process", false))) {
                CompletableFuture<Message> received = new CompletableFuture<>();
                own.subscribe("t", received::complete);
                Message message = Messages.numbered(1);
                own.storeMessage("n", "t", message);
                own.storeMessageAsync("n", "t", Messages.numbered(2));
                assertEquals(1, own.getMessagesById("n", List.of(message.id())).size());
                assertTrue(Thread.interrupted(), "the calls keep the interrupt status");
                assertEquals(message, received.get(LIMIT_SECONDS, TimeUnit.SECONDS));
                Thread.currentThread().interrupt();
                own.unsubscribe("t"); // not before the delivery, which it would prevent
                assertTrue(Thread.currentThread().isInterrupted(), "unsubscribe() keeps the interrupt status");
            }
            assertTrue(Thread.interrupted(), "close() keeps the interrupt status");
            EmbeddedServer.start(port).close(); // or the port is still taken
            return null;
        });
        join();
    }

    @Test
    void closingInterruptedStillEndsEveryThread() throws Exception {
        EmbeddedMessagingBackend own = Backends.socket(server.port());
        own.subscribe("t", message -> {});
        own.storeMessageAsync("n", "t", Messages.numbered(1)).get(LIMIT_SECONDS, TimeUnit.SECONDS);
        List<CompletableFuture<Void>> underWay = new ArrayList<>();
        for (int i = 0; i < FEW; i++) {
            underWay.add(own.storeMessageAsync("n", "t", Messages.numbered(i)));
        }
        Thread.currentThread().interrupt();
        own.close();
        assertTrue(Thread.interrupted(), "close() keeps the interrupt status");
        for (CompletableFuture<Void> store : underWay) {
            store.get(LIMIT_SECONDS, TimeUnit.SECONDS); // close() had time for them
        }
    }
}
