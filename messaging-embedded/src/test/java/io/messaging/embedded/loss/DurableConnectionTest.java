package io.messaging.embedded.loss;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.administration.DeadLetter;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionEnd;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.embedded.EmbeddedMessagingBackend;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.testing.Backends;
import io.messaging.embedded.testing.Messages;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.testsupport.Await;
import io.messaging.testsupport.TcpProxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Durable clients whose connections die, whose instances compete, and whose handlers fail in between. */
@Timeout(300)
class DurableConnectionTest {
    private static final String TOPIC = "t";
    private static final SubscriptionOptions CLIENT = SubscriptionOptions.durable("c");

    private final BlockingQueue<Message> handled = new LinkedBlockingQueue<>();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private EmbeddedServer server;
    private TcpProxy proxy;
    private MessagingBackend storer;

    @BeforeEach
    void start() throws Exception {
        server = EmbeddedServer.start();
        opened.add(server);
        proxy = new TcpProxy(server.port());
        opened.add(proxy);
        storer = opened(Backends.inProcess(server.port()));
    }

    @AfterEach
    void close() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    private <T extends AutoCloseable> T opened(T resource) {
        opened.add(resource);
        return resource;
    }

    private MessagingBackend behindProxy() {
        return opened(Backends.socket(proxy.port()));
    }

    private List<GemstoneId> store(int count) {
        List<GemstoneId> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Message message = Messages.numbered(i);
            storer.storeMessage("n", TOPIC, message);
            ids.add(message.id());
        }
        return ids;
    }

    private List<GemstoneId> take(int count) throws InterruptedException {
        List<GemstoneId> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(Await.next(handled, "message " + i + " of " + count).id());
        }
        return ids;
    }

    private void awaitCaughtUp() {
        Await.until(
                () -> storer.durableClients().list().toString(),
                () -> storer.durableClients().list().stream()
                        .allMatch(client -> client.lag() == 0 && client.inFlight() == 0));
    }

    @Test
    void aProcessThatLivesHandlesEachMessageOnceHoweverOftenItsConnectionIsCut() throws Exception {
        Random random = new Random(11);
        AtomicInteger untilCut = new AtomicInteger(20);
        behindProxy()
                .subscribe(
                        TOPIC,
                        message -> {
                            if (untilCut.decrementAndGet() == 0) {
                                untilCut.set(1 + random.nextInt(100));
                                proxy.cut();
                            }
                            handled.add(message);
                        },
                        CLIENT);
        List<GemstoneId> stored = store(1_000);

        assertEquals(stored, take(1_000));
        awaitCaughtUp();
        assertTrue(handled.isEmpty(), handled::toString);
    }

    @Test
    void aFailureThatTheServerNeverHearsOfBecomesADeadLetterAllTheSame() throws Exception {
        AtomicInteger failures = new AtomicInteger();
        behindProxy()
                .subscribe(
                        TOPIC,
                        message -> {
                            if (Messages.numberOf(message) == 3) {
                                if (failures.incrementAndGet() == 1) {
                                    proxy.cut(); // what it says of this failure goes into a dead connection
                                }
                                throw new IllegalStateException("intended");
                            }
                            handled.add(message);
                        },
                        CLIENT);
        List<GemstoneId> stored = store(10);
        GemstoneId failed = stored.remove(3);

        assertEquals(stored, take(9));
        awaitCaughtUp();
        assertTrue(handled.isEmpty(), handled::toString);
        assertEquals(
                List.of(failed),
                storer.getMessagesForTopic(DeadLetter.TOPIC).stream()
                        .map(letter -> letter.inResponseTo().orElseThrow())
                        .toList());
    }

    @Test
    void whatIsGivenBackAfterACutIsNoRepetition() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        behindProxy()
                .subscribe(
                        TOPIC,
                        message -> {
                            if (calls.incrementAndGet() == 1) {
                                throw new IllegalStateException("intended");
                            }
                            handled.add(message);
                        },
                        CLIENT);
        List<GemstoneId> stored = store(1);
        Await.until(
                () -> "no dead letter",
                () -> storer.getMessagesForTopic(DeadLetter.TOPIC).size() == 1);
        proxy.cut();
        storer.durableClients()
                .requeue(storer.getMessagesForTopic(DeadLetter.TOPIC).get(0));

        assertEquals(stored, take(1));
    }

    @Test
    void anInstanceWhoseConnectionWasCutDoesNotTakeTheClaimBack() throws Exception {
        Subscription older = behindProxy().subscribe(TOPIC, message -> {}, CLIENT);
        proxy.refuse(true);
        Subscription newer = opened(Backends.socket(server.port())).subscribe(TOPIC, handled::add, CLIENT);
        proxy.refuse(false);

        SubscriptionEnd end = older.ended().toCompletableFuture().get(60, SECONDS);
        assertEquals(SubscriptionEnd.Reason.TAKEN_OVER, end.reason());
        assertEquals(store(5), take(5));
        assertTrue(newer.isActive());
    }

    @Test
    void anInstanceThatMissedThatItsClientWasForgottenDoesNotRememberItAgain() throws Exception {
        Subscription subscription = behindProxy().subscribe(TOPIC, message -> {}, CLIENT);
        proxy.refuse(true);
        assertTrue(storer.durableClients().forget("c"));
        proxy.refuse(false);

        assertEquals(
                SubscriptionEnd.Reason.UNSUBSCRIBED,
                subscription.ended().toCompletableFuture().get(60, SECONDS).reason());
        assertEquals(List.of(), storer.durableClients().list());
    }

    /** Each claim tells the one before, on the claiming thread, while both backends are busy subscribing. */
    @Test
    void backendsOfOneJvmThatCompeteForAClientDoNotBlockEachOther() throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            MessagingBackend backend = opened(Backends.inProcess(server.port()));
            Thread thread = new Thread(() -> {
                for (int claims = 0; claims < 2_000; claims++) {
                    backend.subscribe(TOPIC, message -> {}, CLIENT);
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join(40_000);
            assertFalse(thread.isAlive(), () -> "blocked: " + List.of(thread.getStackTrace()));
        }
        assertEquals(1, storer.durableClients().list().size());
    }

    @Test
    void whatFailsBecauseTheBackendClosesComesAgainAndIsNoDeadLetter() throws Exception {
        for (EmbeddedMessagingBackend closing :
                List.of(Backends.socket(server.port()), Backends.inProcess(server.port()))) {
            CountDownLatch entered = new CountDownLatch(1);
            closing.subscribe(
                    TOPIC,
                    message -> {
                        entered.countDown();
                        while (!closing.isClosed()) {
                            Thread.onSpinWait();
                        }
                        throw new IllegalStateException("the backend is closing"); // at the earliest moment it can
                    },
                    CLIENT);
            List<GemstoneId> stored = store(1);
            assertTrue(entered.await(60, SECONDS));
            closing.close();

            Subscription after = opened(Backends.socket(server.port())).subscribe(TOPIC, handled::add, CLIENT);
            assertEquals(stored, take(1));
            awaitCaughtUp();
            after.close();
            assertEquals(List.of(), storer.getMessagesForTopic(DeadLetter.TOPIC));
        }
    }

    @Test
    void aFailureWithALotToSayMakesADeadLetterAndTheNextMessageComes() throws Exception {
        MessageHandler handler = message -> {
            if (Messages.numberOf(message) == 0) {
                throw new IllegalStateException("\uD83D" + "x".repeat(9_000_000));
            }
            handled.add(message);
        };
        opened(Backends.socket(server.port())).subscribe(TOPIC, handler, CLIENT);
        List<GemstoneId> stored = store(2);

        assertEquals(stored.subList(1, 2), take(1));
        awaitCaughtUp();
        Message letter = storer.getMessagesForTopic(DeadLetter.TOPIC).get(0);
        assertTrue(DeadLetter.fromMessage(letter).errorMessage().startsWith("?xxx"));
    }

    /** By design: positions live where the messages do. */
    @Test
    void positionsEndWithTheServerAndTheSubscriptionGoesOnAtTheNext() throws Exception {
        MessagingBackend backend = opened(Backends.socket(server.port()));
        Subscription subscription = backend.subscribe(TOPIC, handled::add, CLIENT);
        assertEquals(store(5), take(5));
        awaitCaughtUp();
        storer.close();
        server.close();
        server = opened(EmbeddedServer.start(server.port()));
        storer = opened(Backends.inProcess(server.port()));

        assertEquals(store(5), take(5));
        awaitCaughtUp();
        assertTrue(subscription.isActive());
        assertEquals(5, storer.durableClients().list().get(0).position());
    }
}
