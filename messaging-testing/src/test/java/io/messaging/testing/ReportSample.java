package io.messaging.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.messaging.backend.MessagingBackend;
import io.messaging.message.Message;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tests that end in different ways; run by {@link FailureReportTest}. */
class ReportSample {
    @MessagingTest
    static class Ends {
        @Test
        void passes(DistributedTestScenario scenario) {
            scenario.createBackend("desk").storeMessage("shop", "orders", scenario.message("n", 1));
        }

        @Test
        void isAborted(DistributedTestScenario scenario) {
            scenario.createBackend("desk").storeMessage("shop", "orders", scenario.message("n", 1));
            assumeTrue(false);
        }

        /** A bit of everything that a report can show. */
        @Test
        void fails(DistributedTestScenario scenario, TestClock clock) {
            clock.freeze();
            MessagingBackend desk = scenario.createBackend("desk");
            scenario.createBackend("billing").subscribe("orders", order -> {
                if (order.payload().get("price") == null) {
                    throw new IllegalArgumentException("an order without a price");
                }
                scenario.createBackend("billing").storeMessage("shop", "invoices", order);
            });
            scenario.setupSubscriber("archive", "invoices");
            TestProcess shipping = scenario.startProcess(
                            "shipping", Programs.Slow.class, TestProcess.CONFIG, "invoices", "parcels")
                    .awaitSubscribed("invoices");
            scenario.faults()
                    .drop(delivery -> "<3>".equals(delivery.message().payload().get("order")));
            for (int n = 1; n <= 3; n++) {
                Map<String, Object> order = n == 2 ? Map.of("order", "A2") : Map.of("order", "<" + n + ">", "price", n);
                desk.storeMessage(
                        "shop",
                        "orders",
                        Message.builder(scenario.generator()).payload(order).build());
            }
            scenario.awaitReceived("archive", 1);
            scenario.faults().cut("shipping");
            clock.advance(Duration.ofMinutes(5));
            shipping.awaitOutput("has ");
            assertEquals(3, scenario.awaitMessages("invoices", 1).size());
        }

        @Test
        void failsAfterManyMessages(DistributedTestScenario scenario) {
            MessagingBackend desk = scenario.createBackend("desk");
            scenario.setupSubscriber("archive", "orders");
            for (int n = 1; n <= 2_000; n++) {
                desk.storeMessageAsync("shop", "orders", scenario.message("n", n));
            }
            assertEquals(1_999, scenario.awaitReceived("archive", 2_000).size());
        }
    }

    @MessagingTest
    static class EndsInTearDown {
        @AfterEach
        void tearDown(DistributedTestScenario scenario) {
            assertEquals(0, scenario.awaitMessages("orders", 1).size());
        }

        @Test
        void passes(DistributedTestScenario scenario) {
            scenario.createBackend("desk").storeMessage("shop", "orders", scenario.message("n", 1));
        }
    }

    @MessagingTest
    static class EndsInSetUp {
        @BeforeAll
        static void setUp(DistributedTestScenario scenario) {
            scenario.createBackend("desk").storeMessage("shop", "orders", scenario.message("n", 1));
            assertEquals(2, scenario.awaitMessages("orders", 1).size());
        }

        @Test
        void isNotRun() {}
    }
}
