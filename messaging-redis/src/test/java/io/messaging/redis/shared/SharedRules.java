package io.messaging.redis.shared;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.administration.DeadLetter;
import io.messaging.administration.Subscriber;
import io.messaging.backend.Delivery;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.RejectedDeliveryException;
import io.messaging.backend.RetryLaterException;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionEnd;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.redis.testing.Messages;
import io.messaging.testsupport.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the members of a group are promised, on one server and on a cluster. */
@Timeout(300)
abstract class SharedRules extends GroupFixture {
    private static final SubscriptionOptions WORKERS = SubscriptionOptions.shared("workers");

    @Test
    void eachMessageGoesToOneMemberTheBacklogIncluded() throws Exception {
        MessagingBackend one = open();
        MessagingBackend two = open();
        List<GemstoneId> stored = store(one, 200);
        one.subscribe(topic, handler, WORKERS);
        two.subscribe(topic, handler, WORKERS.concurrency(8));
        one.subscribe(topic, handler, WORKERS);
        stored.addAll(store(two, 200));

        assertEquals(new HashSet<>(stored), new HashSet<>(take(400)));
        awaitNoLag(one);
        assertTrue(handled.isEmpty());
        assertEquals(400, group(one).attempts());
        assertEquals(3, group(two).members().size());
        assertEquals(0, group(two).inFlight());
    }

    @Test
    void aMemberTakesMessagesInStoringOrder() throws Exception {
        MessagingBackend backend = open();
        List<GemstoneId> stored = store(backend, 100);
        backend.subscribe(topic, handler, WORKERS);
        stored.addAll(store(backend, 100));

        assertEquals(stored, take(200));
    }

    @Test
    void aBlockedMemberHoldsItsMessagesAndOthersGoOn() throws Exception {
        MessagingBackend backend = open();
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        backend.subscribe(
                topic,
                MessageHandler.ofDelivery(delivery -> {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    gate.await();
                    inside.decrementAndGet();
                    handled.add(delivery);
                }),
                WORKERS.concurrency(3));
        List<GemstoneId> first = store(backend, 3);
        Await.until(inside::toString, () -> inside.get() == 3);
        MessagingBackend other = open();
        other.subscribe(topic, handler, WORKERS);

        assertEquals(store(backend, 50), take(50));
        Await.until(() -> group(other).toString(), () -> group(other).lag() == 3);
        assertEquals(3, group(other).inFlight());
        gate.countDown();
        assertEquals(new HashSet<>(first), new HashSet<>(take(3)));
        assertEquals(3, most.get());
    }

    @Test
    void aFailingMessageIsTriedAgainThenBecomesADeadLetterAndMayBeRequeued() throws Exception {
        MessagingBackend backend = open();
        BlockingQueue<String> attempts = new LinkedBlockingQueue<>();
        MessageHandler failing = MessageHandler.ofDelivery(it -> {
            attempts.add(it.attempt() + " " + it.redelivered());
            throw new IllegalStateException("not today");
        });
        backend.subscribe(
                topic,
                failing,
                WORKERS.maxAttempts(3).retryBackoff(Duration.ofMillis(5)).namespace("shop"));
        GemstoneId id = store(backend, 1).get(0);

        awaitNoLag(backend);
        assertEquals(List.of("1 false", "2 true", "3 true"), List.copyOf(attempts));
        Message letter = letterOf(backend, id);

        backend.sharedGroups().requeue(letter);
        awaitNoLag(backend);
        assertEquals(
                List.of("1 true", "2 true", "3 true"), List.copyOf(attempts).subList(3, 6));
        assertThrows(
                IllegalArgumentException.class,
                () -> backend.sharedGroups()
                        .requeue(DeadLetter.fromMessage(letter).original()));
    }

    private static Message letterOf(MessagingBackend backend, GemstoneId id) {
        List<Message> letters = backend.getMessagesForTopic(DeadLetter.TOPIC).stream()
                .filter(letter -> DeadLetter.fromMessage(letter).original().id().equals(id))
                .toList();
        assertEquals(1, letters.size());
        return letters.get(0);
    }

    @Test
    void aHandlerNamesThePauseOrRejectsTheMessage() throws Exception {
        MessagingBackend backend = open();
        BlockingQueue<Integer> attempts = new LinkedBlockingQueue<>();
        backend.subscribe(
                topic,
                MessageHandler.ofDelivery(it -> {
                    attempts.add(it.attempt());
                    if (it.attempt() == 1) {
                        throw new RetryLaterException(Duration.ofMillis(10));
                    }
                    throw new RejectedDeliveryException("never");
                }),
                WORKERS.maxAttempts(5).retryBackoff(Duration.ofHours(1)));
        GemstoneId id = store(backend, 1).get(0);

        awaitNoLag(backend);
        assertEquals(List.of(1, 2), List.copyOf(attempts));
        letterOf(backend, id);
    }

    @Test
    void aPauseHoldsUpNoOtherMessage() throws Exception {
        MessagingBackend backend = open();
        backend.subscribe(
                topic,
                MessageHandler.ofDelivery(it -> {
                    if (it.attempt() == 1 && ((Number) it.message().payload().get("number")).intValue() == 0) {
                        throw new RetryLaterException(Duration.ofHours(1));
                    }
                    handled.add(it);
                }),
                WORKERS.maxAttempts(2));
        List<GemstoneId> stored = store(backend, 5);

        assertEquals(stored.subList(1, 5), take(4));
        Await.until(() -> group(backend).toString(), () -> group(backend).lag() == 1);
        assertEquals(1, group(backend).retriesWaiting());
    }

    @Test
    void whatAClosedMemberHadGoesToOthersAndSaysRedelivered() throws Exception {
        MessagingBackend backend = open();
        MessagingBackend other = open();
        CountDownLatch blocked = new CountDownLatch(1);
        Subscription first = backend.subscribe(
                topic,
                message -> {
                    blocked.countDown();
                    gate.await();
                    throw new IllegalStateException("closed meanwhile");
                },
                WORKERS);
        List<GemstoneId> stored = store(backend, 1);
        assertTrue(blocked.await(60, SECONDS));
        other.subscribe(topic, handler, WORKERS);

        first.close();
        assertTrue(handled.isEmpty(), "while its handler still runs");
        gate.countDown();

        Delivery again = Await.next(handled, "the message");
        assertEquals(stored.get(0), again.message().id());
        assertTrue(again.redelivered());
        assertEquals(2, again.attempt());
        assertEquals(
                SubscriptionEnd.Reason.UNSUBSCRIBED,
                first.ended().toCompletableFuture().get(60, SECONDS).reason());
        awaitNoLag(other);
        assertEquals(1, group(other).members().size());
    }

    @Test
    void aGroupWithoutMembersGoesOnWhereItWas() throws Exception {
        MessagingBackend backend = open();
        MessagingBackend other = open();
        backend.subscribe(topic, handler, WORKERS);
        assertEquals(store(backend, 10), take(10));
        awaitNoLag(backend);
        backend.unsubscribe(topic, "workers");
        assertEquals(List.of(new Subscriber(topic, null, null, false, "workers")), subscribers(backend));
        List<GemstoneId> meanwhile = store(backend, 10);

        other.subscribe(topic, handler, WORKERS.maxAttempts(7));

        assertEquals(meanwhile, take(10));
        assertEquals(List.of(new Subscriber(topic, null, null, true, "workers")), subscribers(backend));
        assertEquals(7, group(backend).maxAttempts());
    }

    private List<Subscriber> subscribers(MessagingBackend backend) {
        return backend.loadSubscribers("any").stream()
                .filter(subscriber -> subscriber.topic().equals(topic))
                .toList();
    }

    @Test
    void messagesOfOneKeyComeInOrderAndOneAtATime() throws Exception {
        MessagingBackend backend = open();
        Map<String, Integer> next = new ConcurrentHashMap<>();
        Set<String> busy = ConcurrentHashMap.newKeySet();
        BlockingQueue<String> wrong = new LinkedBlockingQueue<>();
        MessageHandler ordered = MessageHandler.ofDelivery(it -> {
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
            handled.add(it);
        });
        SubscriptionOptions options = WORKERS.orderedBy("key").maxAttempts(2).concurrency(4);
        for (int member = 0; member < 4; member++) {
            (member % 2 == 0 ? backend : open()).subscribe(topic, ordered, options);
        }
        for (int i = 0; i < 600; i++) {
            backend.storeMessage("ns", topic, message("key " + i % 20, i / 20));
        }

        take(600);
        awaitNoLag(backend);
        assertEquals(List.of(), List.copyOf(wrong));
        assertTrue(handled.isEmpty());
    }

    @Test
    void aBlockedKeyHoldsUpItsOwnMessagesOnly() throws Exception {
        MessagingBackend backend = open();
        MessageHandler blocking = MessageHandler.ofDelivery(it -> {
            if ("blocked".equals(it.message().payload().get("key"))) {
                gate.await();
            }
            handled.add(it);
        });
        for (int i = 0; i < 300; i++) {
            backend.storeMessage("ns", topic, message("blocked", i));
        }
        List<GemstoneId> others = store(backend, 20);
        backend.subscribe(topic, blocking, WORKERS.orderedBy("key").concurrency(2));

        assertEquals(others, take(20));
        gate.countDown();
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            numbers.add(((Number) Await.next(handled, "message " + i)
                            .message()
                            .payload()
                            .get("number"))
                    .intValue());
        }
        assertEquals(numbers.stream().sorted().toList(), numbers);
    }

    @Test
    void anotherOrderSortsWhatIsUnsettledAnew() throws Exception {
        MessagingBackend backend = open();
        Subscription blocked = backend.subscribe(
                topic, message -> gate.await(), WORKERS.orderedBy("key").concurrency(2));
        List<GemstoneId> stored = store(backend, 30);
        Await.until(() -> group(backend).toString(), () -> group(backend).inFlight() == 1);
        blocked.close(Duration.ofMillis(1));
        Await.until(
                () -> group(backend).toString(), () -> group(backend).members().isEmpty());

        Subscription unordered = backend.subscribe(topic, message -> gate.await(), WORKERS.concurrency(2));
        Await.until(() -> group(backend).toString(), () -> group(backend).inFlight() == 2);
        unordered.close(Duration.ofMillis(1));
        Await.until(
                () -> group(backend).toString(), () -> group(backend).members().isEmpty());

        backend.subscribe(topic, handler, WORKERS.orderedBy("key").concurrency(8));
        assertEquals(stored, take(30));
        awaitNoLag(backend);
    }

    @Test
    void aMemberWithOtherOptionsIsRefusedAndForgettingEndsTheMembers() throws Exception {
        MessagingBackend backend = open();
        MessagingBackend other = open();
        Subscription member = backend.subscribe(topic, handler, WORKERS.maxAttempts(3));
        Subscription second = other.subscribe(topic, handler, WORKERS.maxAttempts(3));

        String refusal = assertThrows(
                        IllegalArgumentException.class,
                        () -> other.subscribe(topic, handler, WORKERS.orderedBy("sender")))
                .getMessage();
        assertTrue(refusal.contains("maxAttempts=3") && refusal.contains("orderedBy=sender"), refusal);
        assertEquals(2, group(backend).members().size());

        assertFalse(backend.sharedGroups().forget("workers", topic + "?"));
        assertTrue(backend.sharedGroups().forget("workers", topic));
        member.ended().toCompletableFuture().get(60, SECONDS);
        second.ended().toCompletableFuture().get(60, SECONDS);
        assertFalse(backend.sharedGroups().forget("workers", topic));
        assertEquals(List.of(), subscribers(backend));
        store(backend, 1);
        assertNull(handled.poll());
    }

    @Test
    void allThatIsClearedWhileAGroupIsAwayIsLostToIt() throws Exception {
        MessagingBackend backend = open();
        backend.subscribe(topic, handler, WORKERS).close();
        store(backend, 5);
        backend.administration().clear(topic);
        assertEquals(0, group(backend).lag());
        List<GemstoneId> later = store(backend, 5);

        backend.subscribe(topic, handler, WORKERS);

        assertEquals(later, take(5));
        assertEquals(5, group(backend).lost());
    }

    @Test
    void whatWasHandedOutDoesNotExpire() throws Exception {
        MessagingBackend backend = open();
        Message mortal = Message.builder(Messages.IDS)
                .payload(Map.of("key", "k"))
                .ttlSeconds(10)
                .build();
        MessageHandler late = MessageHandler.ofDelivery(it -> {
            if (it.attempt() == 1) {
                throw new RetryLaterException(Duration.ofMillis(11_500));
            }
            handled.add(it);
        });
        backend.subscribe(topic, late, WORKERS.maxAttempts(2));
        backend.storeMessage("ns", topic, mortal);

        assertEquals(List.of(mortal.id()), take(1));
        assertEquals(List.of(), backend.getMessagesForTopic(topic));
        awaitNoLag(backend);
        assertEquals(0, group(backend).lost());
    }

    @Test
    void plainAndDurableSubscriptionsAndOtherGroupsGetEverythingToo() throws Exception {
        MessagingBackend backend = open();
        BlockingQueue<Delivery> others = new LinkedBlockingQueue<>();
        MessageHandler other = MessageHandler.ofDelivery(others::add);
        backend.subscribe(topic, other);
        backend.subscribe(topic, other, SubscriptionOptions.durable("workers"));
        backend.subscribe(topic, other, SubscriptionOptions.shared("a:b"));
        backend.subscribe(topic, handler, WORKERS);
        store(backend, 20);

        take(20);
        for (int i = 0; i < 60; i++) {
            Await.next(others, "delivery " + i);
        }
        assertTrue(handled.isEmpty());
    }
}
