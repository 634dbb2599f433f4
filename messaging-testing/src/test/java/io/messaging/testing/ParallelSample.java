package io.messaging.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.config.MessagingConfig;
import io.messaging.message.Message;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;

/** 200 tests that all use the same names for everything; run beside each other by {@link ParallelRunsTest}. */
abstract class ParallelSample {
    @MessagingTest
    static class WithOneServer extends ParallelSample {}

    @MessagingTest(ownServer = true)
    static class WithAServerEach extends ParallelSample {}

    private DistributedTestScenario scenario;
    private MessagingBackend desk;

    @BeforeEach
    void setUp(DistributedTestScenario scenario, @Agent("desk") MessagingBackend desk) {
        this.scenario = scenario;
        this.desk = desk;
        assertEquals(List.of(), desk.getMessagesForTopic("orders"));
        assertEquals(List.of(), desk.loadSubscribers("shop"));
    }

    private void store(int count) {
        for (int n = 1; n <= count; n++) {
            desk.storeMessage("shop", "orders", scenario.message("n", n));
        }
    }

    @RepeatedTest(25)
    void aReaderFindsWhatWasStored() {
        store(10);
        assertEquals(
                10,
                scenario.createBackend("reader").getMessagesForTopic("orders").size());
    }

    @RepeatedTest(25)
    void everySubscriberGetsEverything() {
        scenario.setupSubscriber("a", "orders");
        scenario.setupSubscriber("b", "orders");
        store(10);
        assertEquals(10, scenario.awaitReceived("a", 10).size());
        assertEquals(10, scenario.awaitReceived("b", 10).size());
    }

    @RepeatedTest(25)
    void aChainIsFollowed() {
        MessagingBackend agent = scenario.createBackend("agent");
        agent.subscribe("orders", order -> agent.storeMessage("shop", "invoices", order));
        agent.subscribe("invoices", invoice -> agent.storeMessage("shop", "parcels", invoice));
        store(10);
        scenario.awaitQuiescent();
        assertEquals(10, desk.getMessagesForTopic("parcels").size());
    }

    @RepeatedTest(25)
    void nothingIsPublished() {
        AtomicInteger handled = new AtomicInteger();
        scenario.createBackend("agent").subscribe("orders", order -> handled.incrementAndGet());
        store(5);
        scenario.assertNothingPublished("problems");
        assertEquals(5, handled.get());
    }

    @RepeatedTest(25)
    void aDurableClientGoesOn() {
        MessagingBackend agent = scenario.createBackend("agent");
        AtomicInteger handled = new AtomicInteger();
        for (int round = 1; round <= 3; round++) {
            store(round);
            try (var subscription = agent.subscribe(
                    "orders", order -> handled.incrementAndGet(), SubscriptionOptions.durable("billing"))) {
                assertTrue(subscription.isActive());
                scenario.awaitQuiescent();
            }
        }
        assertEquals(6, handled.get());
    }

    @RepeatedTest(25)
    void aCutIsSurvived() {
        scenario.setupSubscriber("agent", "orders");
        store(3);
        scenario.faults().cut("agent");
        scenario.faults().cutInRequest("desk");
        store(3);
        scenario.awaitQuiescent();
        assertEquals(6, scenario.received("agent").size());
    }

    @RepeatedTest(25)
    void aRuleIsForItsTestOnly() {
        scenario.setupSubscriber("agent", "orders");
        scenario.faults().drop(delivery -> true);
        store(3);
        scenario.awaitQuiescent();
        assertEquals(List.of(), scenario.received("agent"));
    }

    @RepeatedTest(25)
    void aProgramOpensItsOwn(@Agent("own") MessagingConfig config) {
        try (MessagingBackend own = config.createBackend()) {
            own.subscribe("orders", order -> own.storeMessage("shop", "invoices", order));
            store(2);
            List<Message> invoices = scenario.awaitMessages("invoices", 2);
            assertEquals(2, invoices.size());
            scenario.awaitQuiescent();
        }
    }
}
