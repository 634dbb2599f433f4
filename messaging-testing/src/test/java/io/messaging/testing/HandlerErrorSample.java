package io.messaging.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.testing.support.Programs;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Tests that pass, but for what a handler throws; run by {@link HandlerErrorTest}. */
@MessagingTest
class HandlerErrorSample {
    private static void store(DistributedTestScenario scenario) {
        scenario.createBackend("desk").storeMessage("shop", "orders", scenario.message("n", 1));
        scenario.awaitQuiescent();
    }

    private static void subscribe(DistributedTestScenario scenario, SubscriptionOptions options) {
        AtomicInteger attempts = new AtomicInteger();
        scenario.createBackend("billing")
                .subscribe(
                        "orders",
                        order -> {
                            if (attempts.incrementAndGet() < 3) {
                                throw new IllegalStateException("the bank is closed");
                            }
                        },
                        options);
    }

    private static void subscribe(MessagingBackend backend) {
        backend.subscribe("orders", order -> assertEquals(2, order.payload().get("n"), "in the handler"));
    }

    @Test
    void anAssertionFails(DistributedTestScenario scenario) {
        subscribe(scenario.createBackend("billing"));
        store(scenario);
    }

    @Test
    void anAssertionFailsWhileTheTestEnds(DistributedTestScenario scenario) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        scenario.createBackend("billing").subscribe("orders", order -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await(); // until closing interrupts it
            } catch (InterruptedException e) {
                fail("late");
            }
        });
        scenario.createBackend("desk").storeMessage("shop", "orders", scenario.message("n", 1));
        begun.await();
    }

    @Test
    void aPlainHandlerFails(DistributedTestScenario scenario) {
        subscribe(scenario, SubscriptionOptions.plain());
        store(scenario);
    }

    @Test
    void aDurableHandlerLeavesADeadLetter(DistributedTestScenario scenario) {
        subscribe(scenario, SubscriptionOptions.durable("billing").maxAttempts(2));
        store(scenario);
    }

    @Test
    void aHandlerOfAProcessFails(DistributedTestScenario scenario) {
        scenario.startProcess("failing", Programs.Failing.class).awaitSubscribed("orders");
        store(scenario);
    }

    @Test
    void theTestFailsToo(DistributedTestScenario scenario) {
        subscribe(scenario.createBackend("billing"));
        store(scenario);
        fail("in the test");
    }

    @Test
    void passesAsTheLastAttemptIsGood(DistributedTestScenario scenario) {
        subscribe(scenario, SubscriptionOptions.durable("billing").maxAttempts(3));
        store(scenario);
    }

    @Test
    @MessagingTest(failOnHandlerError = false)
    void passesAsItIsSwitchedOff(DistributedTestScenario scenario) {
        subscribe(scenario.createBackend("billing"));
        store(scenario);
    }

    @Test
    void passesAsItIsExpected(DistributedTestScenario scenario) {
        subscribe(scenario.createBackend("billing"));
        store(scenario);
        scenario.expectHandlerError(event -> event.process().equals("billing"));
        store(scenario);
    }

    @Test
    void passesAsClosingBreaksTheHandler(DistributedTestScenario scenario) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        scenario.createBackend("billing").subscribe("orders", order -> {
            begun.countDown();
            new CountDownLatch(1).await();
        });
        scenario.createBackend("desk").storeMessage("shop", "orders", scenario.message("n", 1));
        begun.await();
    }

    @Nested
    class WithAScenarioOfTheClass {
        private static DistributedTestScenario ofTheClass;

        @BeforeAll
        static void setUp(DistributedTestScenario scenario) {
            ofTheClass = scenario;
            subscribe(scenario.createBackend("billing"));
        }

        @Test
        void itsHandlerFails() {
            store(ofTheClass);
        }
    }
}
