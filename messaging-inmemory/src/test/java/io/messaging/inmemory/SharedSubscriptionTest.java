package io.messaging.inmemory;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.administration.DeadLetter;
import io.messaging.administration.SharedGroup;
import io.messaging.administration.Subscriber;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.RejectedDeliveryException;
import io.messaging.backend.RetryLaterException;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionEnd;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.concurrent.Uninterruptibly;
import io.messaging.inmemory.InMemoryMessagingBackend.Delivery;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the members of a group are promised, in both delivery modes. */
class SharedSubscriptionTest {
    private static final GemstoneGenerator IDS = new GemstoneGenerator(8);
    private static final SubscriptionOptions WORKERS = SubscriptionOptions.shared("workers");

    private final String broker = UUID.randomUUID().toString();
    private final List<MessagingBackend> opened = new ArrayList<>();
    private final BlockingQueue<Message> received = new LinkedBlockingQueue<>();
    private final CountDownLatch gate = new CountDownLatch(1);

    private MessagingBackend open(Delivery delivery) {
        MessagingBackend backend = InMemoryMessagingBackend.open(broker, delivery);
        opened.add(backend);
        return backend;
    }

    @AfterEach
    void closeAll() {
        gate.countDown();
        opened.forEach(MessagingBackend::close);
    }

    private static Message message(String key, int number) {
        return Message.builder(IDS.next())
                .payload(Map.of("key", key, "number", number))
                .build();
    }

    private static List<GemstoneId> store(MessagingBackend backend, int count) {
        List<GemstoneId> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Message message = message("k", i);
            backend.storeMessage("ns", "t", message);
            ids.add(message.id());
        }
        return ids;
    }

    private List<GemstoneId> take(int count) throws InterruptedException {
        List<GemstoneId> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Message message = received.poll(60, SECONDS);
            assertNotNull(message, "only " + ids.size() + " of " + count + " messages came: " + ids);
            ids.add(message.id());
        }
        return ids;
    }

    private static SharedGroup group(MessagingBackend backend) {
        List<SharedGroup> groups = backend.sharedGroups().list();
        assertEquals(1, groups.size(), groups::toString);
        return groups.get(0);
    }

    private static void awaitNoLag(MessagingBackend backend) {
        awaitLag(backend, 0);
    }

    /** A message is settled a moment after its handler has returned. */
    private static void awaitLag(MessagingBackend backend, int lag) {
        long deadline = System.nanoTime() + SECONDS.toNanos(60);
        while (group(backend).lag() > lag) {
            assertTrue(System.nanoTime() < deadline, () -> group(backend).toString());
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @EnumSource(Delivery.class)
    void eachMessageGoesToOneMemberTheBacklogIncluded(Delivery delivery) throws Exception {
        MessagingBackend one = open(delivery);
        MessagingBackend two = open(delivery);
        List<GemstoneId> stored = store(one, 500);
        one.subscribe("t", received::add, WORKERS);
        two.subscribe("t", received::add, WORKERS.concurrency(8));
        one.subscribe("t", received::add, WORKERS);
        stored.addAll(store(two, 500));

        Set<GemstoneId> handled = new HashSet<>(take(1_000));

        assertEquals(new HashSet<>(stored), handled);
        awaitNoLag(one);
        assertTrue(received.isEmpty());
        assertEquals(1_000, group(one).attempts());
    }

    @ParameterizedTest
    @EnumSource(Delivery.class)
    void aBlockedMemberHoldsItsMessageAndOthersGoOn(Delivery delivery) throws Exception {
        MessagingBackend backend = open(delivery);
        CountDownLatch blocked = new CountDownLatch(1);
        backend.subscribe(
                "t",
                message -> {
                    blocked.countDown();
                    gate.await();
                    received.add(message);
                },
                WORKERS);
        List<GemstoneId> first = store(backend, 1);
        assertTrue(blocked.await(60, SECONDS));
        backend.subscribe("t", received::add, WORKERS);

        assertEquals(store(backend, 50), take(50));
        awaitLag(backend, 1);
        assertEquals(1, group(backend).lag());
        gate.countDown();
        assertEquals(first, take(1));
    }

    @ParameterizedTest
    @EnumSource(Delivery.class)
    void aMemberHandlesAsManyAtOnceAsItsConcurrencyAndNoMore(Delivery delivery) throws Exception {
        MessagingBackend backend = open(delivery);
        CountDownLatch inside = new CountDownLatch(8);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        backend.subscribe(
                "t",
                message -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    inside.countDown();
                    gate.await();
                    running.decrementAndGet();
                    received.add(message);
                },
                WORKERS.concurrency(8));
        store(backend, 40);

        assertTrue(inside.await(60, SECONDS), () -> "running: " + running);
        assertEquals(8, group(backend).inFlight());
        gate.countDown();
        take(40);
        assertEquals(8, most.get());
    }

    @ParameterizedTest
    @EnumSource(Delivery.class)
    void aFailingMessageIsTriedAgainThenBecomesADeadLetter(Delivery delivery) throws Exception {
        MessagingBackend backend = open(delivery);
        BlockingQueue<String> attempts = new LinkedBlockingQueue<>();
        MessageHandler failing = MessageHandler.ofDelivery(it -> {
            attempts.add(it.attempt() + " " + it.redelivered());
            throw new IllegalStateException("not today");
        });
        SubscriptionOptions options =
                WORKERS.maxAttempts(3).retryBackoff(Duration.ofMillis(5)).namespace("shop");
        backend.subscribe("t", failing, options);
        GemstoneId id = store(backend, 1).get(0);

        awaitNoLag(backend);
        assertEquals(List.of("1 false", "2 true", "3 true"), List.copyOf(attempts));
        List<Message> letters = backend.getMessagesForTopic(DeadLetter.topicFor("t"));
        assertEquals(1, letters.size());
        assertEquals(id, DeadLetter.fromMessage(letters.get(0)).original().id());

        backend.sharedGroups().requeue(letters.get(0));
        awaitNoLag(backend);
        assertEquals(
                List.of("1 true", "2 true", "3 true"), List.copyOf(attempts).subList(3, 6));
    }

    @ParameterizedTest
    @EnumSource(Delivery.class)
    void aHandlerNamesThePauseOrRejectsTheMessage(Delivery delivery) throws Exception {
        MessagingBackend backend = open(delivery);
        BlockingQueue<Integer> attempts = new LinkedBlockingQueue<>();
        backend.subscribe(
                "t",
                MessageHandler.ofDelivery(it -> {
                    attempts.add(it.attempt());
                    if (it.attempt() == 1) {
                        throw new RetryLaterException(Duration.ofMillis(10));
                    }
                    throw new RejectedDeliveryException("never");
                }),
                WORKERS.maxAttempts(5).retryBackoff(Duration.ofHours(1)));
        store(backend, 1);

        awaitNoLag(backend);
        assertEquals(List.of(1, 2), List.copyOf(attempts));
    }

    @ParameterizedTest
    @EnumSource(Delivery.class)
    void whatAClosedMemberHadGoesToOthersAndSaysRedelivered(Delivery delivery) throws Exception {
        MessagingBackend backend = open(delivery);
        MessagingBackend other = open(delivery);
        CountDownLatch blocked = new CountDownLatch(1);
        Subscription first = backend.subscribe(
                "t",
                message -> {
                    blocked.countDown();
                    gate.await();
                    throw new IllegalStateException("closed meanwhile");
                },
                WORKERS.maxAttempts(1));
        List<GemstoneId> stored = store(backend, 1);
        assertTrue(blocked.await(60, SECONDS));
        BlockingQueue<io.messaging.backend.Delivery> deliveries = new LinkedBlockingQueue<>();
        other.subscribe("t", MessageHandler.ofDelivery(deliveries::add), WORKERS.maxAttempts(1));

        first.close();
        assertTrue(deliveries.isEmpty(), "while its handler still runs");
        gate.countDown();

        io.messaging.backend.Delivery again = deliveries.poll(60, SECONDS);
        assertNotNull(again);
        assertEquals(stored.get(0), again.message().id());
        assertTrue(again.redelivered());
        assertEquals(2, again.attempt());
        assertEquals(
                SubscriptionEnd.Reason.UNSUBSCRIBED,
                first.ended().toCompletableFuture().get(60, SECONDS).reason());
    }

    @ParameterizedTest
    @EnumSource(Delivery.class)
    void whatAHandlerHasThatOutlivesTheCloseGoesToOthersAndIsNoLongerItsToSettle(Delivery delivery) throws Exception {
        MessagingBackend backend = open(delivery);
        MessagingBackend other = open(delivery);
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch late = new CountDownLatch(1);
        backend.subscribe(
                "t",
                message -> {
                    blocked.countDown();
                    Uninterruptibly.await(SECONDS.toNanos(60), nanos -> gate.await(nanos, NANOSECONDS));
                    late.countDown();
                },
                WORKERS.maxAttempts(3));
        store(backend, 1);
        assertTrue(blocked.await(60, SECONDS));

        backend.close(Duration.ofMillis(1));
        BlockingQueue<Integer> attempts = new LinkedBlockingQueue<>();
        other.subscribe(
                "t",
                MessageHandler.ofDelivery(it -> {
                    attempts.add(it.attempt());
                    if (it.attempt() == 2) {
                        gate.countDown();
                        assertTrue(late.await(60, SECONDS));
                        throw new IllegalStateException("after the late one has returned");
                    }
                }),
                WORKERS.maxAttempts(3));

        assertEquals(2, attempts.poll(60, SECONDS));
        assertEquals(3, attempts.poll(60, SECONDS));
        awaitNoLag(other);
    }

    @ParameterizedTest
    @EnumSource(Delivery.class)
    void aGroupWithoutMembersGoesOnWhereItWas(Delivery delivery) throws Exception {
        MessagingBackend backend = open(delivery);
        MessagingBackend other = open(delivery);
        backend.subscribe("t", received::add, WORKERS);
        assertEquals(store(backend, 10), take(10));
        awaitNoLag(backend);
        backend.unsubscribe("t", "workers");
        assertEquals(List.of(new Subscriber("t", null, null, false, "workers")), backend.loadSubscribers("any"));
        List<GemstoneId> meanwhile = store(backend, 10);

        other.subscribe("t", received::add, WORKERS.maxAttempts(7));

        assertEquals(meanwhile, take(10));
        assertEquals(List.of(new Subscriber("t", null, null, true, "workers")), backend.loadSubscribers("any"));
    }

    @ParameterizedTest
    @EnumSource(Delivery.class)
    void messagesOfOneKeyComeInOrderAndOneAtATime(Delivery delivery) throws Exception {
        MessagingBackend backend = open(delivery);
        Map<String, Integer> next = new ConcurrentHashMap<>();
        Set<String> busy = ConcurrentHashMap.newKeySet();
        BlockingQueue<String> wrong = new LinkedBlockingQueue<>();
        MessageHandler handler = MessageHandler.ofDelivery(it -> {
            Map<String, Object> payload = it.message().payload();
            String key = (String) payload.get("key");
            int number = ((Number) payload.get("number")).intValue();
            if (!busy.add(key)) {
                wrong.add("two at once for " + key);
            }
            try {
                if (next.getOrDefault(key, 0) != number) {
                    wrong.add(key + ": " + number + " instead of " + next.get(key));
                }
                if (it.attempt() == 1 && number % 10 == 3) {
                    throw new IllegalStateException("once more");
                }
                next.put(key, number + 1);
            } finally {
                busy.remove(key);
            }
            received.add(it.message());
        });
        SubscriptionOptions options = WORKERS.orderedBy("key").maxAttempts(2).concurrency(4);
        for (int member = 0; member < 4; member++) {
            backend.subscribe("t", handler, options);
        }
        for (int i = 0; i < 1_000; i++) {
            backend.storeMessage("ns", "t", message("key " + i % 20, i / 20));
        }

        take(1_000);
        assertEquals(List.of(), List.copyOf(wrong));
    }

    @ParameterizedTest
    @EnumSource(Delivery.class)
    void aMemberWithOtherOptionsIsRefusedAndForgettingEndsTheMembers(Delivery delivery) throws Exception {
        MessagingBackend backend = open(delivery);
        Subscription member = backend.subscribe("t", received::add, WORKERS.maxAttempts(3));

        String refusal = assertThrows(
                        IllegalArgumentException.class,
                        () -> backend.subscribe("t", received::add, WORKERS.maxAttempts(4)))
                .getMessage();
        assertTrue(refusal.contains("maxAttempts=3") && refusal.contains("maxAttempts=4"), refusal);
        assertEquals(1, group(backend).members().size());

        assertFalse(backend.sharedGroups().forget("workers", "other"));
        assertTrue(backend.sharedGroups().forget("workers", "t"));
        member.ended().toCompletableFuture().get(60, SECONDS);
        assertEquals(List.of(), backend.sharedGroups().list());
        store(backend, 1);
        assertNull(received.poll());
    }

    @ParameterizedTest
    @EnumSource(Delivery.class)
    void allThatIsClearedWhileAGroupIsAwayKeepsItsPosition(Delivery delivery) throws Exception {
        MessagingBackend backend = open(delivery);
        backend.subscribe("t", received::add, WORKERS).close();
        store(backend, 5);
        backend.administration().clearAll();
        List<GemstoneId> later = store(backend, 5);

        backend.subscribe("t", received::add, WORKERS);

        assertEquals(later, take(5));
        assertEquals(5, group(backend).lost());
    }
}
