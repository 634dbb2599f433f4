package com.example.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.MessagingBackend;
import io.messaging.config.MessagingConfig;
import io.messaging.testing.Agent;
import io.messaging.testing.DistributedTestScenario;
import io.messaging.testing.MessagingTest;
import org.junit.jupiter.api.Test;

@MessagingTest
class BillingTest {
    private static void order(DistributedTestScenario scenario) {
        scenario.createBackend("desk").storeMessage("shop", "orders", scenario.message("order", "A1"));
        assertEquals(
                "A1", scenario.awaitMessages("invoices", 1).get(0).payload().get("order"));
    }

    @Test
    void anOrderIsBilled(DistributedTestScenario scenario, @Agent("billing") MessagingBackend billing) {
        assertTrue(getClass().getModule().isNamed(), "the tests are part of the module");
        new Billing(billing);
        order(scenario);
    }

    @Test
    @MessagingTest(backend = MessagingTest.IN_MEMORY)
    void anOrderIsBilledInMemory(DistributedTestScenario scenario, @Agent("billing") MessagingBackend billing) {
        new Billing(billing);
        order(scenario);
    }

    @Test
    void aProgramOpensItsOwnBackend(DistributedTestScenario scenario, @Agent("billing") MessagingConfig config) {
        try (MessagingBackend billing = config.createBackend()) {
            new Billing(billing);
            order(scenario);
        }
    }

    @Test
    void aProcessBillsOrders(DistributedTestScenario scenario) {
        scenario.startProcess("billing", Program.class).awaitSubscribed("orders");
        order(scenario);
    }

    /** A program among the tests, which stand on no path of their own in a module that is tested. */
    static final class Program {
        private Program() {}

        public static void main(String[] args) throws InterruptedException {
            Billing.main(args);
        }
    }
}
