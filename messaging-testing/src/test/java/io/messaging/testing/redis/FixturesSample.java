package io.messaging.testing.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.config.MessagingConfig;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import io.messaging.testing.Agent;
import io.messaging.testing.DistributedTestScenario;
import io.messaging.testing.MessagingExtension;
import io.messaging.testing.TestProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A user's tests on Redis, which all use the same names for everything; run beside each other by {@link FixturesIT}. */
class FixturesSample {
    static final int TESTS = 10;
    static final int TIMES = 2;

    // docs: redis
    @RegisterExtension
    static final MessagingExtension MESSAGING = MessagingExtension.with(MessagingConfig.of(Map.of(
            "backend_module", "io.messaging.redis",
            "backend_class", "RedisMessagingBackend",
            "backend_config", Map.of("port", redisPort()))));
    // docs: end

    private static int redisPort() {
        return FixturesIT.port();
    }

    private DistributedTestScenario scenario;
    private MessagingBackend desk;

    @BeforeEach
    void setUp(DistributedTestScenario scenario, @Agent("desk") MessagingBackend desk) {
        this.scenario = scenario;
        this.desk = desk;
        assertEquals(List.of(), desk.getMessagesForTopic("orders"));
        assertEquals(List.of(), desk.loadSubscribers("shop"));
        assertEquals(List.of(), desk.durableClients().list());
    }

    private void store(int count) {
        for (int n = 1; n <= count; n++) {
            desk.storeMessage("shop", "orders", scenario.message("n", n));
        }
    }

    @RepeatedTest(TIMES)
    void everySubscriberGetsEverything() {
        scenario.setupSubscriber("a", "orders");
        scenario.setupSubscriber("b", "orders");
        store(10);
        assertEquals(desk.getMessagesForTopic("orders"), scenario.awaitReceived("a", 10));
        assertEquals(10, scenario.awaitReceived("b", 10).size());
    }

    @RepeatedTest(TIMES)
    void aChainIsFollowedToItsEnd() {
        MessagingBackend agent = scenario.createBackend("agent");
        agent.subscribe("orders", order -> agent.storeMessage("shop", "invoices", order));
        agent.subscribe("invoices", invoice -> agent.storeMessage("shop", "parcels", invoice));
        store(10);
        scenario.awaitQuiescent();
        assertEquals(10, desk.getMessagesForTopic("parcels").size());
    }

    @RepeatedTest(TIMES)
    void nothingIsPublishedIsAFact() {
        AtomicInteger handled = new AtomicInteger();
        scenario.createBackend("agent").subscribe("orders", order -> handled.incrementAndGet());
        store(5);
        scenario.assertNothingPublished("problems");
        assertEquals(5, handled.get());
        desk.storeMessage("shop", "problems", scenario.message("n", 1));
        assertThrows(AssertionError.class, () -> scenario.assertNothingPublished("problems"));
    }

    @RepeatedTest(TIMES)
    void aHandlerThatRunsIsWaitedFor() throws InterruptedException {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        scenario.createBackend("slow").subscribe("orders", order -> {
            entered.countDown();
            release.await();
        });
        store(1);
        entered.await();
        assertThrows(
                AssertionError.class,
                () -> scenario.waits().within(Duration.ofMillis(200)).awaitQuiescent());
        release.countDown();
        scenario.awaitQuiescent();
    }

    @RepeatedTest(TIMES)
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

    @RepeatedTest(TIMES)
    void aGroupSharesWhatIsStored() {
        AtomicInteger handled = new AtomicInteger();
        for (String worker : List.of("worker1", "worker2")) {
            scenario.createBackend(worker)
                    .subscribe("orders", order -> handled.incrementAndGet(), SubscriptionOptions.shared("workers"));
        }
        store(5);
        scenario.awaitQuiescent();
        assertEquals(5, handled.get());
    }

    @RepeatedTest(TIMES)
    void whatIsDroppedIsDroppedInThisTestOnly() {
        scenario.setupSubscriber("agent", "orders");
        scenario.faults().drop(delivery -> true);
        store(3);
        scenario.awaitQuiescent();
        assertEquals(List.of(), scenario.received("agent"));
    }

    @RepeatedTest(TIMES)
    void whatIsDoubledComesTwice() {
        scenario.setupSubscriber("agent", "orders");
        scenario.faults().duplicate(delivery -> true);
        store(3);
        scenario.awaitQuiescent();
        assertEquals(6, scenario.received("agent").size());
    }

    @RepeatedTest(TIMES)
    void aTopicIsClearedForThisTestOnly() {
        store(3);
        assertEquals(3, desk.administration().clear("orders"));
        assertEquals(List.of(), desk.getMessagesForTopic("orders"));
        assertThrows(
                UnsupportedOperationException.class, () -> desk.administration().clearAll());
    }

    /** Every other time with a process of its own. */
    @RepeatedTest(TIMES)
    void aProgramJoinsIn(@Agent("own") MessagingConfig config, RepetitionInfo info) {
        if (info.getCurrentRepetition() == 1) {
            TestProcess process = scenario.startProcess("worker", Worker.class).awaitSubscribed("orders");
            store(2);
            assertEquals(2, scenario.awaitMessages("invoices", 2).size());
            process.kill();
            return;
        }
        try (MessagingBackend own = config.createBackend()) {
            own.subscribe("orders", order -> own.storeMessage("shop", "invoices", order));
            store(2);
            assertEquals(2, scenario.awaitMessages("invoices", 2).size());
            scenario.awaitQuiescent();
        }
    }

    /** A program of the user's. */
    static final class Worker {
        private Worker() {}

        public static void main(String[] args) throws InterruptedException {
            GemstoneGenerator ids = GemstoneGenerator.withRandomMachineId();
            try (MessagingBackend backend = MessagingConfig.fromEnvironment().createBackend()) {
                backend.subscribe(
                        "orders",
                        order -> backend.storeMessage(
                                "shop",
                                "invoices",
                                Message.builder(ids).payload(order.payload()).build()));
                new CountDownLatch(1).await();
            }
        }
    }
}
