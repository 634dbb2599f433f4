package io.messaging.embedded.loss;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.administration.DeadLetter;
import io.messaging.administration.SharedGroup;
import io.messaging.administration.Subscriber;
import io.messaging.backend.Delivery;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionEnd;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.concurrent.Uninterruptibly;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.testing.Backends;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.testsupport.Await;
import io.messaging.testsupport.TcpProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Members of a group in the server's JVM and by socket, whose connections die, who leave and who fail. */
@Timeout(300)
class SharedConnectionTest {
    private static final String TOPIC = "t";
    private static final SubscriptionOptions WORKERS = SubscriptionOptions.shared("workers");
    private static final GemstoneGenerator IDS = new GemstoneGenerator(9);

    private final BlockingQueue<Delivery> handled = new LinkedBlockingQueue<>();
    private final MessageHandler handler = MessageHandler.ofDelivery(handled::add);
    private final CountDownLatch gate = new CountDownLatch(1);
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
        gate.countDown();
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

    private MessagingBackend bySocket() {
        return opened(Backends.socket(server.port()));
    }

    private List<GemstoneId> store(int count) {
        List<GemstoneId> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Message message = Message.builder(IDS.next())
                    .payload(Map.of("key", "key " + i % 20, "number", i / 20))
                    .build();
            storer.storeMessage("n", TOPIC, message);
            ids.add(message.id());
        }
        return ids;
    }

    private List<GemstoneId> take(int count) throws InterruptedException {
        List<GemstoneId> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(Await.next(handled, "message " + i + " of " + count)
                    .message()
                    .id());
        }
        return ids;
    }

    private SharedGroup group() {
        return storer.sharedGroups().list().get(0);
    }

    private void awaitNoLag() {
        Await.until(() -> group().toString(), () -> group().lag() == 0);
    }

    @Test
    void membersHereAndBySocketShareTheBacklogAndWhatComes() throws Exception {
        List<GemstoneId> stored = store(500);
        storer.subscribe(TOPIC, handler, WORKERS);
        bySocket().subscribe(TOPIC, handler, WORKERS.concurrency(16));
        bySocket().subscribe(TOPIC, handler, WORKERS);
        stored.addAll(store(500));

        assertEquals(new HashSet<>(stored), new HashSet<>(take(1_000)));
        awaitNoLag();
        assertTrue(handled.isEmpty());
        assertEquals(3, group().members().size());
        assertEquals(1_000, group().attempts());
        assertEquals(group(), bySocket().sharedGroups().list().get(0));
    }

    @Test
    void aBlockedMemberHoldsItsMessagesOthersGoOn() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        bySocket()
                .subscribe(
                        TOPIC,
                        message -> {
                            inside.incrementAndGet();
                            gate.await();
                        },
                        WORKERS.concurrency(3));
        store(10);
        Await.until(inside::toString, () -> inside.get() == 3);
        assertEquals(3, group().inFlight());

        bySocket().subscribe(TOPIC, handler, WORKERS);

        take(7);
        Await.until(() -> group().toString(), () -> group().lag() == 3);
        assertEquals(3, inside.get());
    }

    @Test
    void failuresAreTriedAgainAndThenBecomeADeadLetter() throws Exception {
        SubscriptionOptions options = WORKERS.maxAttempts(3).retryBackoff(Duration.ofMillis(20));
        MessageHandler failing = MessageHandler.ofDelivery(delivery -> {
            handled.add(delivery);
            throw new IllegalStateException("attempt " + delivery.attempt());
        });
        MessagingBackend member = bySocket();
        member.subscribe(TOPIC, failing, options);
        GemstoneId id = store(1).get(0);

        take(3);
        awaitNoLag();
        List<Message> letters = storer.getMessagesForTopic(DeadLetter.topicFor(TOPIC));
        assertEquals(1, letters.size());
        DeadLetter letter = DeadLetter.fromMessage(letters.get(0));
        assertEquals(id, letter.original().id());
        assertEquals("attempt 3", letter.errorMessage());

        member.sharedGroups().requeue(letters.get(0));
        assertTrue(Await.next(handled, "the requeued message").redelivered());
        assertThrows(IllegalArgumentException.class, () -> member.sharedGroups().requeue(letter.original()));
    }

    @Test
    void noKeyIsHandledTwiceAtOnceNorOutOfOrderHoweverOftenConnectionsAreCut() throws Exception {
        Random random = new Random(5);
        Map<String, Integer> next = new ConcurrentHashMap<>();
        Set<String> busy = ConcurrentHashMap.newKeySet();
        BlockingQueue<String> wrong = new LinkedBlockingQueue<>();
        AtomicInteger count = new AtomicInteger();
        MessageHandler checking = MessageHandler.ofDelivery(delivery -> {
            Map<String, Object> payload = delivery.message().payload();
            String key = (String) payload.get("key");
            int number = ((Number) payload.get("number")).intValue();
            if (!busy.add(key)) {
                wrong.add("two at once for " + key);
            }
            int expected = next.getOrDefault(key, 0);
            if (number != expected) {
                wrong.add(key + ": " + number + " instead of " + expected + ", attempt " + delivery.attempt());
            }
            next.put(key, number + 1);
            if (count.incrementAndGet() % 200 == 0) {
                proxy.cut();
            }
            if (random.nextInt(50) == 0) {
                Thread.sleep(2);
            }
            busy.remove(key);
            handled.add(delivery);
        });
        SubscriptionOptions options = WORKERS.orderedBy("key").concurrency(8);
        for (int member = 0; member < 4; member++) {
            behindProxy().subscribe(TOPIC, checking, options);
        }
        store(4_000);

        take(4_000);
        awaitNoLag();
        assertEquals(List.of(), List.copyOf(wrong));
        assertTrue(handled.isEmpty());
    }

    @Test
    void whatAMemberHadThatIsGoneGoesToOthers() throws Exception {
        MessagingBackend lost = behindProxy();
        CountDownLatch begun = new CountDownLatch(1);
        lost.subscribe(
                TOPIC,
                message -> {
                    begun.countDown();
                    gate.await();
                },
                WORKERS);
        GemstoneId id = store(1).get(0);
        assertTrue(begun.await(60, SECONDS));
        bySocket().subscribe(TOPIC, handler, WORKERS);

        proxy.close();

        Delivery again = Await.next(handled, "the message of the lost member");
        assertEquals(id, again.message().id());
        assertTrue(again.redelivered());
        gate.countDown(); // settles nothing of the other's
        awaitNoLag();
        assertTrue(handled.isEmpty());
    }

    @Test
    void aMemberThatClosesGivesBackAtOnceAndTheGroupStays() throws Exception {
        MessagingBackend backend = bySocket();
        Subscription first = backend.subscribe(TOPIC, handler, WORKERS);
        assertEquals(store(3), take(3));
        first.close();
        assertEquals(List.of(), group().members());
        assertEquals(List.of(new Subscriber(TOPIC, null, null, false, "workers")), backend.loadSubscribers("any"));
        List<GemstoneId> meanwhile = store(3);

        backend.subscribe(TOPIC, handler, WORKERS.maxAttempts(9));

        assertEquals(meanwhile, take(3));
        backend.unsubscribe(TOPIC, "workers");
        assertEquals(List.of(), group().members());
    }

    @Test
    void otherOptionsAreRefusedAndForgettingEndsAllMembers() throws Exception {
        Subscription here = storer.subscribe(TOPIC, handler, WORKERS.maxAttempts(2));
        MessagingBackend remote = bySocket();
        String refusal = assertThrows(
                        IllegalArgumentException.class,
                        () -> remote.subscribe(TOPIC, handler, WORKERS.orderedBy("sender")))
                .getMessage();
        assertTrue(refusal.contains("maxAttempts=2") && refusal.contains("orderedBy=sender"), refusal);
        Subscription there = remote.subscribe(TOPIC, handler, WORKERS.maxAttempts(2));

        assertTrue(remote.sharedGroups().forget("workers", TOPIC));

        for (Subscription ended : List.of(here, there)) {
            assertEquals(
                    SubscriptionEnd.Reason.UNSUBSCRIBED,
                    ended.ended().toCompletableFuture().get(60, SECONDS).reason());
        }
        assertFalse(remote.sharedGroups().forget("workers", TOPIC));
    }

    @Test
    void aMemberJoinsAnewAtTheNextServer() throws Exception {
        int port = server.port();
        MessagingBackend member = bySocket();
        member.subscribe(TOPIC, handler, WORKERS.concurrency(4));
        assertEquals(new HashSet<>(store(10)), new HashSet<>(take(10)));
        storer.close();
        server.close();

        server = opened(EmbeddedServer.start(port));
        storer = opened(Backends.inProcess(port));

        assertEquals(new HashSet<>(store(10)), new HashSet<>(take(10)));
        awaitNoLag();
    }

    @Test
    void whatAHandlerHasThatOutlivesTheCloseGoesToOthersAtOnce() throws Exception {
        for (MessagingBackend closing : List.of(bySocket(), opened(Backends.inProcess(server.port())))) {
            CountDownLatch blocked = new CountDownLatch(1);
            CountDownLatch release = new CountDownLatch(1);
            closing.subscribe(
                    TOPIC,
                    message -> {
                        blocked.countDown();
                        Uninterruptibly.await(SECONDS.toNanos(60), nanos -> release.await(nanos, NANOSECONDS));
                    },
                    WORKERS);
            List<GemstoneId> stored = store(1);
            assertTrue(blocked.await(60, SECONDS));

            closing.close(Duration.ofMillis(1));
            Await.until(() -> group().toString(), () -> group().members().isEmpty());
            Subscription next = storer.subscribe(TOPIC, handler, WORKERS);
            Delivery again = Await.next(handled, "what the closed instance had");
            release.countDown();
            next.close();

            assertEquals(stored.get(0), again.message().id());
            assertEquals(2, again.attempt());
        }
    }

    @Test
    void whatALeavingMemberGivesBackDoesNotWaitForItsOtherHandlers() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        CompletableFuture<GemstoneId> second = new CompletableFuture<>();
        bySocket()
                .subscribe(
                        TOPIC,
                        MessageHandler.ofDelivery(it -> {
                            both.countDown();
                            both.await();
                            if (it.message().id().equals(second.get(60, SECONDS))) {
                                gate.await();
                            }
                            it.subscription().close();
                            throw new IllegalStateException("given back");
                        }),
                        WORKERS.concurrency(2));
        List<GemstoneId> stored = store(2); // handlers begin before this has returned
        second.complete(stored.get(1));
        assertTrue(both.await(60, SECONDS));

        storer.subscribe(TOPIC, handler, WORKERS);
        Delivery first = Await.next(handled, "what was given back while the other handler runs");
        gate.countDown();
        Delivery last = Await.next(handled, "what the other handler had");

        assertEquals(stored, List.of(first.message().id(), last.message().id()));
        assertEquals(List.of(2, 2), List.of(first.attempt(), last.attempt()));
    }
}
