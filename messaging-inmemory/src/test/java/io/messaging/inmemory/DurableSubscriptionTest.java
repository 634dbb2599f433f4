package io.messaging.inmemory;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.administration.DeadLetter;
import io.messaging.administration.DurableClient;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.RetryLaterException;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionEnd;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.inmemory.InMemoryMessagingBackend.Delivery;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.Priority;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a named client is promised, in both delivery modes. */
class DurableSubscriptionTest {
    private static final GemstoneGenerator IDS = new GemstoneGenerator(7);

    private final String broker = UUID.randomUUID().toString();
    private final List<MessagingBackend> opened = new ArrayList<>();
    private final BlockingQueue<Message> received = new LinkedBlockingQueue<>();

    private MessagingBackend open(Delivery delivery) {
        MessagingBackend backend = InMemoryMessagingBackend.open(broker, delivery);
        opened.add(backend);
        return backend;
    }

    @AfterEach
    void closeAll() {
        opened.forEach(MessagingBackend::close);
    }

    private static Message message(Priority priority) {
        return Message.builder(IDS.next(priority)).payload(Map.of("k", "v")).build();
    }

    private static List<GemstoneId> store(MessagingBackend backend, String topic, int count) {
        List<GemstoneId> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Message message = message(Priority.of(i % 8));
            backend.storeMessage("ns", topic, message);
            ids.add(message.id());
        }
        return ids;
    }

    private List<GemstoneId> take(int count) throws InterruptedException {
        List<GemstoneId> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Message message = received.poll(60, SECONDS);
            assertTrue(message != null, "only " + ids.size() + " of " + count + " messages came: " + ids);
            ids.add(message.id());
        }
        return ids;
    }

    @ParameterizedTest
    @EnumSource(Delivery.class)
    void aNewClientGetsTheBacklogThenGoesOnLive(Delivery delivery) throws Exception {
        MessagingBackend backend = open(delivery);
        List<GemstoneId> stored = store(backend, "t", 100);
        backend.subscribe("t", received::add, SubscriptionOptions.durable("c"));
        stored.addAll(store(backend, "t", 100));

        assertEquals(stored, take(200));
        assertTrue(received.isEmpty());
    }

    @ParameterizedTest
    @EnumSource(Delivery.class)
    void aClientThatWasAwayGoesOnWhereItWasWhateverThePriority(Delivery delivery) throws Exception {
        MessagingBackend backend = open(delivery);
        Subscription first = backend.subscribe("t", received::add, SubscriptionOptions.durable("c"));
        List<GemstoneId> stored = store(backend, "t", 10);
        assertEquals(stored, take(10));
        first.close();
        List<GemstoneId> whileAway = store(backend, "t", 10);
        assertEquals(
                List.of(false),
                backend.durableClients().list().stream()
                        .map(DurableClient::connected)
                        .toList());

        backend.subscribe("t", received::add, SubscriptionOptions.durable("c"));

        assertEquals(whileAway, take(10));
        assertTrue(received.isEmpty());
    }

    @ParameterizedTest
    @EnumSource(Delivery.class)
    void aFailingHandlerMakesOneDeadLetterAndThePositionMovesOn(Delivery delivery) throws Exception {
        MessagingBackend backend = open(delivery);
        BlockingQueue<Message> deadLetters = new LinkedBlockingQueue<>();
        backend.subscribe("ns:" + DeadLetter.TOPIC, deadLetters::add);
        AtomicInteger attempts = new AtomicInteger();
        Message bad = message(Priority.LOW);
        backend.subscribe(
                "ns:t",
                message -> {
                    if (message.id().equals(bad.id())) {
                        attempts.incrementAndGet();
                        throw new IllegalStateException("cannot digest this");
                    }
                    received.add(message);
                },
                SubscriptionOptions.durable("c").maxAttempts(3));
        backend.storeMessage("ns", "ns:t", bad);
        List<GemstoneId> after = store(backend, "ns:t", 3);

        assertEquals(after, take(3));
        Message letter = deadLetters.poll(60, SECONDS);
        DeadLetter content = DeadLetter.fromMessage(letter);
        assertEquals(
                new DeadLetter(
                        "InMemoryMessagingBackend",
                        "c",
                        "ns:t",
                        bad,
                        IllegalStateException.class.getName(),
                        "cannot digest this"),
                content);
        assertTrue(letter.isErrorMessage());
        assertEquals(bad.id(), letter.inResponseTo().orElseThrow());
        assertEquals(3, attempts.get());
        assertEquals(1, backend.getMessagesForTopic("ns:" + DeadLetter.TOPIC).size());
        assertEquals(List.of(letter), backend.getMessagesById("ns", List.of(letter.id())));
    }

    @ParameterizedTest
    @EnumSource(Delivery.class)
    void aFailingDeadLetterHandlerMakesNoFurtherDeadLetter(Delivery delivery) throws Exception {
        MessagingBackend backend = open(delivery);
        CountDownLatch failures = new CountDownLatch(2);
        for (String topic : List.of("t", DeadLetter.TOPIC)) {
            backend.subscribe(
                    topic,
                    message -> {
                        failures.countDown();
                        throw new IllegalStateException("no");
                    },
                    SubscriptionOptions.durable("c-" + topic));
        }
        store(backend, "t", 1);

        assertTrue(failures.await(60, SECONDS));
        backend.subscribe(DeadLetter.TOPIC, received::add, SubscriptionOptions.durable("other"));
        assertEquals(1, take(1).size());
        assertEquals(1, backend.getMessagesForTopic(DeadLetter.TOPIC).size());
    }

    @ParameterizedTest
    @EnumSource(Delivery.class)
    void oneMessageAtATimeAcrossTopicsAndInstances(Delivery delivery) throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        for (String topic : List.of("a", "b", "c")) {
            open(delivery)
                    .subscribe(
                            topic,
                            message -> {
                                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                                Thread.onSpinWait();
                                running.decrementAndGet();
                                received.add(message);
                            },
                            SubscriptionOptions.durable("c"));
        }
        MessagingBackend storer = open(delivery);
        List<Thread> threads = new ArrayList<>();
        for (String topic : List.of("a", "b", "c")) {
            threads.add(new Thread(() -> store(storer, topic, 500)));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }

        assertEquals(1_500, take(1_500).stream().distinct().count());
        assertEquals(1, most.get());
    }

    @ParameterizedTest
    @EnumSource(Delivery.class)
    void aNewerInstanceTakesOverAndTheOlderIsTold(Delivery delivery) throws Exception {
        MessagingBackend older = open(delivery);
        MessagingBackend newer = open(delivery);
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicBoolean oldRunning = new AtomicBoolean();
        List<GemstoneId> byOlder = new ArrayList<>();
        Subscription old = older.subscribe(
                "t",
                message -> {
                    oldRunning.set(true);
                    entered.countDown();
                    go.await();
                    byOlder.add(message.id());
                    oldRunning.set(false);
                },
                SubscriptionOptions.durable("c"));
        List<GemstoneId> stored = new ArrayList<>();
        Thread storer = new Thread(() -> stored.addAll(store(older, "t", 5)));
        storer.start();
        assertTrue(entered.await(60, SECONDS));

        newer.subscribe(
                "t",
                message -> {
                    assertFalse(oldRunning.get(), "the older handler is still running");
                    received.add(message);
                },
                SubscriptionOptions.durable("c"));
        SubscriptionEnd end = old.ended().toCompletableFuture().get(60, SECONDS);
        go.countDown();
        storer.join();

        assertEquals(SubscriptionEnd.Reason.TAKEN_OVER, end.reason());
        assertEquals(stored.subList(1, 5), take(4));
        assertEquals(stored.subList(0, 1), byOlder);
    }

    @ParameterizedTest
    @EnumSource(Delivery.class)
    void requeuedMessagesComeAgainToTheClientThatFailed(Delivery delivery) throws Exception {
        MessagingBackend backend = open(delivery);
        AtomicBoolean healthy = new AtomicBoolean();
        CountDownLatch failed = new CountDownLatch(1);
        BlockingQueue<Message> deadLetters = new LinkedBlockingQueue<>();
        backend.subscribe(DeadLetter.TOPIC, deadLetters::add);
        backend.subscribe(
                "t",
                message -> {
                    if (!healthy.get()) {
                        failed.countDown();
                        throw new IllegalStateException("not yet");
                    }
                    received.add(message);
                },
                SubscriptionOptions.durable("c"));
        List<GemstoneId> stored = store(backend, "t", 1);
        assertTrue(failed.await(60, SECONDS));
        Message letter = deadLetters.poll(60, SECONDS);
        healthy.set(true);

        backend.durableClients().requeue(letter);

        assertEquals(stored, take(1));
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class, () -> backend.durableClients().requeue(message(Priority.LOW)));
        assertTrue(refused.getMessage().contains("dead_letter_queue"), refused.getMessage());
    }

    @ParameterizedTest
    @EnumSource(Delivery.class)
    void lagIsCountedAndAForgottenClientStartsAnew(Delivery delivery) throws Exception {
        MessagingBackend backend = open(delivery);
        backend.subscribe("t", received::add, SubscriptionOptions.durable("c").namespace("ns"))
                .close();
        List<GemstoneId> stored = store(backend, "t", 3_000);

        DurableClient client = backend.durableClients().list().get(0);
        assertEquals(3_000, client.lag());
        assertEquals(0, client.position());
        assertEquals("ns", client.namespace());
        assertEquals(1, backend.loadSubscribers("ns").size());
        assertTrue(backend.durableClients().forget("c"));
        assertFalse(backend.durableClients().forget("c"));
        assertEquals(List.of(), backend.loadSubscribers("ns"));
        backend.subscribe("t", received::add, SubscriptionOptions.durable("c"));
        assertEquals(stored, take(3_000));
    }

    @ParameterizedTest
    @EnumSource(Delivery.class)
    void whatFailsBecauseTheBackendClosesComesAgainAndIsNoDeadLetter(Delivery delivery) throws Exception {
        InMemoryMessagingBackend closing = InMemoryMessagingBackend.open(broker, delivery);
        MessagingBackend storer = open(delivery);
        CountDownLatch entered = new CountDownLatch(1);
        closing.subscribe(
                "t",
                message -> {
                    entered.countDown();
                    while (!closing.isClosed()) {
                        Thread.onSpinWait();
                    }
                    throw new IllegalStateException("the backend is closing"); // at the earliest moment it can
                },
                SubscriptionOptions.durable("c"));
        Message message = message(Priority.NORMAL);
        Thread storing = new Thread(() -> storer.storeMessage("ns", "t", message)); // in direct mode, in the handler
        storing.start();
        assertTrue(entered.await(60, SECONDS));
        closing.close();
        storing.join();

        storer.subscribe("t", received::add, SubscriptionOptions.durable("c"));
        assertEquals(List.of(message.id()), take(1));
        assertEquals(List.of(), storer.getMessagesForTopic(DeadLetter.TOPIC));
    }

    /** A handler may ask for an hour; the storer and the close wait for none of it. */
    @ParameterizedTest
    @EnumSource(Delivery.class)
    void thePauseBetweenAttemptsIsNobodyElses(Delivery delivery) throws InterruptedException {
        MessagingBackend backend = open(delivery);
        CountDownLatch failed = new CountDownLatch(1);
        backend.subscribe(
                "t",
                message -> {
                    failed.countDown();
                    throw new RetryLaterException(Duration.ofHours(1));
                },
                SubscriptionOptions.durable("c").maxAttempts(2));
        Thread storer = new Thread(() -> store(backend, "t", 1));
        storer.start();
        assertTrue(failed.await(60, SECONDS), "the handler was not called");
        storer.join(60_000);
        assertFalse(storer.isAlive(), "the storing thread waits for the pause");
        Thread closer = new Thread(backend::close);
        closer.start();
        closer.join(60_000);
        assertFalse(closer.isAlive(), "the close waits for the pause");
    }
}
