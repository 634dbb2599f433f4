package io.messaging.testing.quiescence;

import static io.messaging.testing.support.Busy.assertBusy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import io.messaging.testing.DistributedTestScenario;
import io.messaging.testing.TestClock;
import io.messaging.testing.event.RecordedEvent.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Never quiet while something is under way, with a backend that can be asked and with one that cannot. */
abstract class QuiescenceRules {

    @Test
    void aTestThatDoesNothingIsQuiet(DistributedTestScenario scenario) {
        scenario.awaitQuiescent();
        scenario.assertNothingPublished("orders");
    }

    @Test
    void aHandlerThatRunsIsNamed(DistributedTestScenario scenario) throws Exception {
        Gate gate = new Gate();
        scenario.createBackend("slow").subscribe("orders", gate);
        scenario.createBackend("desk").storeMessage("shop", "orders", scenario.message("n", 1));
        gate.awaitEntered();
        assertBusy(scenario, "a handler of slow on 'orders'");
        gate.open();
        scenario.awaitQuiescent();
    }

    @Test
    void whatWaitsBehindAHandlerIsNotForgotten(DistributedTestScenario scenario) throws Exception {
        Gate gate = new Gate();
        AtomicInteger handled = new AtomicInteger();
        scenario.createBackend("slow").subscribe("orders", message -> {
            gate.onMessage(message);
            handled.incrementAndGet();
        });
        MessagingBackend desk = scenario.createBackend("desk");
        for (int n = 1; n <= 50; n++) {
            desk.storeMessage("shop", "orders", scenario.message("n", n));
        }
        gate.awaitEntered();
        gate.open();
        scenario.awaitQuiescent();
        assertEquals(50, handled.get());
    }

    @Test
    void aChainOfHandlersIsFollowedToItsEnd(DistributedTestScenario scenario) {
        int length = 20;
        for (int hop = 0; hop < length; hop++) {
            MessagingBackend agent = scenario.createBackend("agent" + hop % 4);
            String next = "hop" + (hop + 1);
            agent.subscribe("hop" + hop, message -> agent.storeMessage("shop", next, message));
        }
        for (int round = 1; round <= 10; round++) {
            scenario.createBackend("desk").storeMessage("shop", "hop0", scenario.message("round", round));
            scenario.awaitQuiescent();
            assertEquals(round, count(scenario, "hop" + length));
        }
    }

    private static int count(DistributedTestScenario scenario, String topic) {
        return scenario.createBackend("reader").getMessagesForTopic(topic).size();
    }

    @Test
    void anAsynchronousStoreIsUnderWayUntilItIsDone(DistributedTestScenario scenario) {
        AtomicInteger handled = new AtomicInteger();
        scenario.createBackend("agent").subscribe("orders", message -> handled.incrementAndGet());
        MessagingBackend desk = scenario.createBackend("desk");
        for (int n = 1; n <= 300; n++) {
            desk.storeMessageAsync("shop", "orders", scenario.message("n", n));
        }
        scenario.awaitQuiescent();
        assertEquals(300, handled.get());
    }

    @Test
    void aDurableClientsBacklogIsUnderWay(DistributedTestScenario scenario) throws Exception {
        MessagingBackend desk = scenario.createBackend("desk");
        for (int n = 1; n <= 5; n++) {
            desk.storeMessage("shop", "orders", scenario.message("n", n));
        }
        Gate gate = new Gate();
        scenario.createBackend("slow").subscribe("orders", gate, SubscriptionOptions.durable("billing"));
        gate.awaitEntered();
        assertBusy(scenario, "slow");
        gate.open();
        scenario.awaitQuiescent();
        assertEquals(0, desk.durableClients().list().get(0).lag());
    }

    @Test
    void theBacklogOfASubscriptionWithAStartIsUnderWay(DistributedTestScenario scenario) throws Exception {
        MessagingBackend desk = scenario.createBackend("desk");
        List<Message> stored = new ArrayList<>();
        for (int n = 1; n <= 5; n++) {
            stored.add(scenario.message("n", n));
            desk.storeMessage("shop", "orders", stored.get(n - 1));
        }
        Gate gate = new Gate();
        AtomicInteger handled = new AtomicInteger();
        SubscriptionOptions afterTheFirst =
                SubscriptionOptions.plain().after(stored.get(0).id());
        scenario.createBackend("slow")
                .subscribe(
                        "orders",
                        message -> {
                            gate.onMessage(message);
                            handled.incrementAndGet();
                        },
                        afterTheFirst);
        gate.awaitEntered();
        assertBusy(scenario, "slow");
        gate.open();
        scenario.awaitQuiescent();
        assertEquals(4, handled.get());
    }

    @Test
    void whatADurableClientThatIsAwayHasLeftIsNotUnderWay(DistributedTestScenario scenario) {
        MessagingBackend agent = scenario.createBackend("agent");
        agent.subscribe("orders", message -> {}, SubscriptionOptions.durable("billing"))
                .close();
        scenario.createBackend("desk").storeMessage("shop", "orders", scenario.message("n", 1));
        scenario.awaitQuiescent();
    }

    @Test
    void aPauseBeforeTheNextAttemptIsUnderWay(DistributedTestScenario scenario, TestClock clock) {
        clock.freeze();
        AtomicInteger attempts = new AtomicInteger();
        scenario.createBackend("agent")
                .subscribe(
                        "orders",
                        message -> {
                            if (attempts.incrementAndGet() == 1) {
                                throw new IllegalStateException("not now");
                            }
                        },
                        SubscriptionOptions.durable("billing").maxAttempts(2).retryBackoff(Duration.ofMinutes(1)));
        scenario.createBackend("desk").storeMessage("shop", "orders", scenario.message("n", 1));
        scenario.awaitEvent(event -> event.kind() == Kind.DELIVERY && event.failed());
        assertBusy(scenario, "under way");
        clock.advance(Duration.ofMinutes(1));
        scenario.awaitQuiescent();
        assertEquals(2, attempts.get());
    }

    @Test
    void aDeadLetterIsFollowed(DistributedTestScenario scenario) {
        MessagingBackend agent = scenario.createBackend("agent");
        agent.subscribe(
                "orders",
                message -> {
                    throw new IllegalStateException("never");
                },
                SubscriptionOptions.durable("billing").maxAttempts(1));
        scenario.setupSubscriber("undertaker", "dead_letter_queue");
        scenario.createBackend("desk").storeMessage("shop", "orders", scenario.message("n", 1));
        scenario.awaitQuiescent();
        scenario.expectHandlerError(event -> event.process().equals("agent"));
        assertEquals(1, scenario.received("undertaker").size());
    }

    @Test
    void aDoubledMessageIsUnderWayUntilTheSecondTimeIsOver(DistributedTestScenario scenario) {
        AtomicInteger handled = new AtomicInteger();
        scenario.createBackend("agent").subscribe("orders", message -> handled.incrementAndGet());
        scenario.faults().duplicate(delivery -> true);
        MessagingBackend desk = scenario.createBackend("desk");
        for (int n = 1; n <= 50; n++) {
            desk.storeMessage("shop", "orders", scenario.message("n", n));
            scenario.awaitQuiescent();
            assertEquals(2 * n, handled.get());
        }
    }

    @Test
    void aDroppedMessageIsNotWaitedFor(DistributedTestScenario scenario) {
        scenario.setupSubscriber("agent", "orders");
        scenario.faults().drop(delivery -> true);
        scenario.createBackend("desk").storeMessage("shop", "orders", scenario.message("n", 1));
        scenario.awaitQuiescent();
        assertEquals(0, scenario.received("agent").size());
    }

    @Test
    void aPartitionHoldsQuietBack(DistributedTestScenario scenario) {
        scenario.setupSubscriber("agent", "orders");
        scenario.faults().partition("desk", "agent");
        scenario.createBackend("desk").storeMessage("shop", "orders", scenario.message("n", 1));
        assertBusy(scenario, "faults in force: partition between agent and desk");
        scenario.faults().heal("desk", "agent");
        scenario.awaitQuiescent();
        assertEquals(1, scenario.received("agent").size());
    }

    /** Whatever of it the subscription gets, it has got all of it when all is quiet, and quiet comes. */
    @Test
    void whatIsStoredWhileASubscriptionIsMadeIsCountedRight(DistributedTestScenario scenario) throws Exception {
        MessagingBackend desk = scenario.createBackend("desk");
        for (int round = 0; round < 10; round++) {
            String topic = "orders" + round;
            Thread storing = new Thread(() -> {
                for (int n = 1; n <= 20; n++) {
                    desk.storeMessage("shop", topic, scenario.message("n", n));
                }
            });
            storing.start();
            scenario.setupSubscriber("agent" + round, topic);
            storing.join();
            scenario.awaitQuiescent();
            int received = scenario.received("agent" + round).size();
            scenario.awaitQuiescent();
            assertEquals(received, scenario.received("agent" + round).size());
            assertEquals(20, desk.getMessagesForTopic(topic).size());
        }
    }

    @Test
    void whatAHandlerPublishesIsFound(DistributedTestScenario scenario) {
        MessagingBackend agent = scenario.createBackend("agent");
        agent.subscribe("orders", message -> agent.storeMessage("shop", "problems", message));
        scenario.createBackend("desk").storeMessage("shop", "orders", scenario.message("n", 7));
        AssertionError found = assertThrows(AssertionError.class, () -> scenario.assertNothingPublished("problems"));
        assertTrue(found.getMessage().contains("expected nothing in 'problems', and there are 1"), found::getMessage);
        assertTrue(found.getMessage().contains("{\"n\":7}"), found::getMessage);
    }

    @Test
    void whatWasPublishedAndHasExpiredWasPublished(DistributedTestScenario scenario, TestClock clock) {
        Message brief = scenario.message("n", 1).toBuilder().ttlSeconds(1).build();
        clock.freeze();
        scenario.createBackend("desk").storeMessage("shop", "problems", brief);
        clock.advance(Duration.ofSeconds(2));
        AssertionError found = assertThrows(AssertionError.class, () -> scenario.assertNothingPublished("problems"));
        assertTrue(found.getMessage().contains("have expired"), found::getMessage);
    }
}
