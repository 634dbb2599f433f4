package io.messaging.testing.group;

import static io.messaging.testing.support.Busy.assertBusy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.administration.DeadLetter;
import io.messaging.administration.SharedGroup;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import io.messaging.testing.DistributedTestScenario;
import io.messaging.testing.TestClock;
import io.messaging.testing.event.RecordedEvent.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Members of a group as agents of a test: who gets what, and that nothing is quiet before the group has settled it. */
abstract class GroupRules {
    private static final SubscriptionOptions WORKERS = SubscriptionOptions.shared("workers");

    private static void store(DistributedTestScenario scenario, int count) {
        MessagingBackend desk = scenario.createBackend("desk");
        for (int n = 1; n <= count; n++) {
            desk.storeMessage("shop", "jobs", scenario.message("n", n));
        }
    }

    @Test
    void eachMessageIsHandledByOneMember(DistributedTestScenario scenario) {
        Queue<Message> handled = new ConcurrentLinkedQueue<>();
        CountDownLatch bothWork = new CountDownLatch(2);
        for (String worker : List.of("worker1", "worker2")) {
            scenario.createBackend(worker)
                    .subscribe(
                            "jobs",
                            job -> {
                                bothWork.countDown();
                                bothWork.await();
                                handled.add(job);
                            },
                            WORKERS);
        }
        store(scenario, 20);
        scenario.awaitQuiescent();
        assertEquals(20, handled.size());
        assertEquals(20, List.copyOf(handled).stream().distinct().count());
    }

    @Test
    void aMemberHandlesAsManyAtOnceAsItSays(DistributedTestScenario scenario) {
        CountDownLatch allAtOnce = new CountDownLatch(4);
        scenario.createBackend("worker")
                .subscribe(
                        "jobs",
                        job -> {
                            allAtOnce.countDown();
                            allAtOnce.await();
                        },
                        WORKERS.concurrency(4));
        store(scenario, 8);
        scenario.awaitQuiescent();
        assertEquals(0, allAtOnce.getCount());
    }

    @Test
    void whatAGroupHasNotSettledIsUnderWay(DistributedTestScenario scenario) throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        AtomicInteger handled = new AtomicInteger();
        store(scenario, 5); // a new group begins with what is there
        scenario.createBackend("slow")
                .subscribe(
                        "jobs",
                        job -> {
                            entered.countDown();
                            gate.await();
                            handled.incrementAndGet();
                        },
                        WORKERS);
        entered.await();
        assertBusy(scenario, "slow");
        gate.countDown();
        scenario.awaitQuiescent();
        assertEquals(5, handled.get());
    }

    @Test
    void whatAGroupWithoutMembersHasLeftIsNotUnderWay(DistributedTestScenario scenario) {
        scenario.createBackend("worker").subscribe("jobs", job -> {}, WORKERS).close();
        store(scenario, 3);
        scenario.awaitQuiescent();
        AtomicInteger handled = new AtomicInteger();
        scenario.createBackend("later").subscribe("jobs", job -> handled.incrementAndGet(), WORKERS);
        scenario.awaitQuiescent();
        assertEquals(3, handled.get());
    }

    @Test
    void messagesOfOneKeyStayInOrder(DistributedTestScenario scenario) {
        Queue<Object> handled = new ConcurrentLinkedQueue<>();
        for (String worker : List.of("worker1", "worker2")) {
            scenario.createBackend(worker)
                    .subscribe("jobs", job -> handled.add(job.payload().get("n")), WORKERS.orderedBy("kind"));
        }
        MessagingBackend desk = scenario.createBackend("desk");
        for (long n = 1; n <= 20; n++) {
            Message job = scenario.message("n", n).toBuilder()
                    .payload(Map.of("kind", "same", "n", n))
                    .build();
            desk.storeMessage("shop", "jobs", job);
        }
        scenario.awaitQuiescent();
        for (long n = 1; n <= 20; n++) {
            assertEquals(n, handled.poll());
        }
    }

    @Test
    void aPauseBeforeTheNextAttemptGoesByTheTestsClock(DistributedTestScenario scenario, TestClock clock) {
        clock.freeze();
        Queue<Integer> attempts = new ConcurrentLinkedQueue<>();
        scenario.createBackend("worker")
                .subscribe(
                        "jobs",
                        MessageHandler.ofDelivery(delivery -> {
                            attempts.add(delivery.attempt());
                            if (delivery.attempt() == 1) {
                                throw new IllegalStateException("not now");
                            }
                        }),
                        WORKERS.maxAttempts(2).retryBackoff(Duration.ofMinutes(1)));
        store(scenario, 1);
        scenario.awaitEvent(event -> event.kind() == Kind.DELIVERY && event.failed());
        assertBusy(scenario, "under way");
        clock.advance(Duration.ofMinutes(1));
        scenario.awaitQuiescent();
        assertEquals(List.of(1, 2), List.copyOf(attempts));
    }

    @Test
    void aDeadLetterNamesTheGroupAndCanBeGivenBack(DistributedTestScenario scenario) {
        AtomicInteger handled = new AtomicInteger();
        MessagingBackend worker = scenario.createBackend("worker");
        worker.subscribe(
                "jobs",
                job -> {
                    if (handled.incrementAndGet() == 1) {
                        throw new IllegalStateException("never");
                    }
                },
                WORKERS.maxAttempts(1));
        store(scenario, 1);
        scenario.awaitQuiescent();
        scenario.expectHandlerError(event -> event.process().equals("worker"));
        Message letter = worker.getMessagesForTopic(DeadLetter.TOPIC).get(0);
        assertEquals("workers", DeadLetter.fromMessage(letter).clientId());
        assertEquals("jobs", DeadLetter.fromMessage(letter).originalTopic());
        worker.sharedGroups().requeue(letter);
        scenario.awaitQuiescent();
        assertEquals(2, handled.get());
    }

    @Test
    void aGroupIsListedUnderTheNameThatTheTestGaveIt(DistributedTestScenario scenario) {
        MessagingBackend worker = scenario.createBackend("worker");
        Subscription member = worker.subscribe("jobs", job -> {}, WORKERS);
        List<SharedGroup> groups = worker.sharedGroups().list();
        assertEquals(1, groups.size());
        assertEquals("workers", groups.get(0).name());
        assertEquals("jobs", groups.get(0).topic());
        assertEquals(1, groups.get(0).members().size());
        assertEquals("workers", member.options().group().orElseThrow());
        assertEquals(
                "workers",
                worker.loadSubscribers("shop").stream()
                        .filter(subscriber -> subscriber.topic().equals("jobs"))
                        .findFirst()
                        .orElseThrow()
                        .group());
        member.close();
        assertTrue(worker.sharedGroups().forget("workers", "jobs"));
        assertEquals(List.of(), worker.sharedGroups().list());
    }
}
