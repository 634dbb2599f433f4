package com.example.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.administration.DeadLetter;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.bus.BusClient;
import io.messaging.config.MessagingConfig;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import io.messaging.testing.Agent;
import io.messaging.testing.DistributedTestScenario;
import io.messaging.testing.Faults;
import io.messaging.testing.MessageWaits;
import io.messaging.testing.MessagingTest;
import io.messaging.testing.SocketMessagingTestHelper;
import io.messaging.testing.TestClock;
import io.messaging.testing.TestProcess;
import io.messaging.testing.event.RecordedEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The tests of a small system of agents. Every example of docs/testing.md stands here, and nowhere else. */
@MessagingTest
class ShopTest {
    // docs: first
    @Test
    void anOrderIsBilled(
            @Agent("desk") MessagingBackend desk,
            @Agent("billing") MessagingBackend billing,
            GemstoneGenerator ids,
            MessageWaits waits) {
        openBilling(billing);
        Message order =
                Message.builder(ids).payload(Map.of("order", "A1", "price", 30)).build();
        desk.storeMessage("shop", "orders", order);
        Message invoice = waits.awaitMatching(
                "invoices", message -> message.inResponseTo().isPresent());
        assertEquals(order.id(), invoice.inResponseTo().orElseThrow());
    }
    // docs: end

    // docs: bus
    @Test
    void anOrderIsAnswered(@Agent("desk") BusClient desk, @Agent("billing") BusClient billing, MessageWaits waits) {
        billing.handle(
                "orders", Map.class, (order, context) -> context.reply(Map.of("order", order.get("order"), "sum", 30)));
        Message order = desk.publish("orders", Map.of("order", "A1"));
        Message invoice = waits.awaitReply(order);
        assertEquals(30L, invoice.payload().get("sum"));
        assertEquals("billing", invoice.sender().orElseThrow().id());
    }
    // docs: end

    // docs: config
    @Test
    void aProgramOpensItsOwnBackend(@Agent("billing") MessagingConfig config, DistributedTestScenario scenario) {
        try (MessagingBackend backend = config.createBackend()) {
            openBilling(backend);
            scenario.createBackend("desk").storeMessage("shop", "orders", order(scenario, "A1", 30));
            scenario.awaitMessages("invoices", 1);
        }
    }
    // docs: end

    // docs: in-memory
    @Test
    @MessagingTest(backend = MessagingTest.IN_MEMORY)
    void needsNoSocket(DistributedTestScenario scenario) {
        openBilling(scenario.createBackend("billing"));
        scenario.createBackend("desk").storeMessage("shop", "orders", order(scenario, "A1", 30));
        scenario.awaitMessages("invoices", 1);
    }
    // docs: end

    // docs: scenario
    @Test
    void everySubscriberGetsTheInvoice(DistributedTestScenario scenario) {
        openBilling(scenario.createBackend("billing"));
        scenario.setupSubscriber("archive", "invoices");
        scenario.setupSubscriber("ledger", "invoices");
        scenario.createBackend("desk").storeMessage("shop", "orders", order(scenario, "A7", 30));
        List<Message> archived = scenario.awaitReceived("archive", 1);
        scenario.awaitReceived(
                "ledger", invoice -> invoice.payload().get("order").equals("A7"));
        assertEquals("A7", archived.get(0).payload().get("order"));
    }
    // docs: end

    // docs: group
    @Test
    void workersShareTheOrders(DistributedTestScenario scenario) {
        AtomicInteger handled = new AtomicInteger();
        for (String worker : List.of("worker1", "worker2")) {
            scenario.createBackend(worker)
                    .subscribe("orders", order -> handled.incrementAndGet(), SubscriptionOptions.shared("workers"));
        }
        MessagingBackend desk = scenario.createBackend("desk");
        desk.storeMessage("shop", "orders", order(scenario, "A1", 30));
        desk.storeMessage("shop", "orders", order(scenario, "A2", 30));
        scenario.awaitQuiescent();
        assertEquals(2, handled.get());
        assertEquals(0, desk.sharedGroups().list().get(0).lag());
    }
    // docs: end

    // docs: nothing
    @Test
    void aGoodOrderMakesNoProblem(DistributedTestScenario scenario) {
        openBilling(scenario.createBackend("billing"));
        scenario.createBackend("desk").storeMessage("shop", "orders", order(scenario, "A1", 30));
        scenario.awaitQuiescent(); // nothing is under way any more, in any process
        assertEquals(1, scenario.waits().awaitMessages("invoices", 1).size());
        scenario.assertNothingPublished("problems"); // a fact, not a pause
    }
    // docs: end

    // docs: process
    @Test
    void aWorkerIsAProcessOfItsOwn(DistributedTestScenario scenario) {
        openBilling(scenario.createBackend("billing"));
        TestProcess worker =
                scenario.startProcess("shipping", ShippingMain.class).awaitSubscribed("invoices");
        MessagingBackend desk = scenario.createBackend("desk");
        desk.storeMessage("shop", "orders", order(scenario, "A1", 30));
        scenario.awaitMessages("parcels", 1);
        desk.storeMessage("shop", "invoices", scenario.message("order", "stop"));
        assertEquals(0, worker.awaitExit());
        assertTrue(worker.output().contains("shipping A1"));
    }
    // docs: end

    // docs: kill
    @Test
    void whatComesWhileTheWorkerIsDeadIsStillThere(DistributedTestScenario scenario) {
        TestProcess worker =
                scenario.startProcess("shipping", ShippingMain.class).awaitSubscribed("invoices");
        worker.kill();
        scenario.createBackend("desk").storeMessage("shop", "invoices", scenario.message("order", "A1"));
        scenario.assertNothingPublished("parcels");
    }
    // docs: end

    // docs: cut
    @Test
    void aLostConnectionLosesNoOrder(DistributedTestScenario scenario) {
        openBilling(scenario.createBackend("billing"));
        MessagingBackend desk = scenario.createBackend("desk");
        scenario.faults().cutInLine("billing"); // in the middle of the first order
        for (int number = 1; number <= 20; number++) {
            desk.storeMessage("shop", "orders", order(scenario, "A" + number, 30));
            if (number == 10) {
                scenario.faults().cut("desk");
            }
        }
        scenario.awaitMessages("invoices", 20);
        scenario.awaitQuiescent();
        assertEquals(20, scenario.awaitMessages("invoices", 20).size());
    }
    // docs: end

    // docs: partition
    @Test
    void anAgentThatWasCutOffCatchesUp(DistributedTestScenario scenario) {
        openBilling(scenario.createBackend("billing"));
        Faults faults = scenario.faults();
        faults.partition("billing");
        scenario.createBackend("desk").storeMessage("shop", "orders", order(scenario, "A1", 30));
        faults.heal("billing");
        scenario.awaitMessages("invoices", 1);
    }
    // docs: end

    // docs: duplicate
    @Test
    void anOrderThatComesTwiceIsBilledOnce(DistributedTestScenario scenario) {
        openBilling(scenario.createBackend("billing"));
        scenario.faults().duplicate(delivery -> delivery.to().equals("billing"));
        scenario.createBackend("desk").storeMessage("shop", "orders", order(scenario, "A1", 30));
        scenario.awaitQuiescent();
        assertEquals(1, scenario.awaitMessages("invoices", 1).size());
    }
    // docs: end

    // docs: restart
    @Test
    @MessagingTest(ownServer = true)
    void agentsComeBackAfterTheServer(DistributedTestScenario scenario) {
        openBilling(scenario.createBackend("billing"));
        scenario.faults().restartServer();
        scenario.createBackend("desk").storeMessage("shop", "orders", order(scenario, "A1", 30));
        scenario.awaitMessages("invoices", 1);
    }
    // docs: end

    // docs: time
    @Test
    void anOfferExpiresAfterAnHour(DistributedTestScenario scenario, TestClock clock) {
        clock.freeze();
        MessagingBackend desk = scenario.createBackend("desk");
        Message offer =
                scenario.message("price", 10).toBuilder().ttlSeconds(3600).build();
        desk.storeMessage("shop", "offers", offer);
        clock.advance(Duration.ofMinutes(59));
        assertEquals(List.of(offer), desk.getMessagesForTopic("offers"));
        clock.advance(Duration.ofMinutes(2));
        assertEquals(List.of(), desk.getMessagesForTopic("offers"));
    }
    // docs: end

    // docs: redelivery
    @Test
    void aRefusedOrderIsTriedAgainAfterAMinute(DistributedTestScenario scenario, TestClock clock) {
        clock.freeze();
        List<String> attempts = new CopyOnWriteArrayList<>();
        SubscriptionOptions options =
                SubscriptionOptions.durable("billing").maxAttempts(2).retryBackoff(Duration.ofMinutes(1));
        scenario.createBackend("billing")
                .subscribe(
                        "orders",
                        order -> {
                            attempts.add(clock.instant().toString());
                            if (attempts.size() == 1) {
                                throw new IllegalStateException("the bank is closed");
                            }
                        },
                        options);
        scenario.createBackend("desk").storeMessage("shop", "orders", order(scenario, "A1", 30));
        scenario.awaitEvent(event -> event.kind() == RecordedEvent.Kind.DELIVERY && event.failed());
        assertEquals(1, attempts.size());
        clock.advance(Duration.ofMinutes(1));
        scenario.awaitQuiescent();
        assertEquals(2, attempts.size());
    }
    // docs: end

    // docs: handler-error
    @Test
    void anOrderThatCannotBeReadIsADeadLetter(DistributedTestScenario scenario) {
        scenario.createBackend("audit")
                .subscribe(
                        "orders",
                        order -> {
                            throw new IllegalStateException("unreadable");
                        },
                        SubscriptionOptions.durable("audit"));
        scenario.createBackend("desk").storeMessage("shop", "orders", order(scenario, "A1", 30));
        RecordedEvent failed =
                scenario.expectHandlerError(event -> event.process().equals("audit"));
        assertEquals("orders", failed.topic());
        scenario.awaitMessages(DeadLetter.TOPIC, 1);
    }
    // docs: end

    // docs: helper
    @Test
    void worksWithoutJUnitToo() {
        try (SocketMessagingTestHelper helper = SocketMessagingTestHelper.start()) {
            openBilling(helper.createBackend("billing"));
            DistributedTestScenario scenario = helper.scenario();
            helper.createBackend("desk").storeMessage("shop", "orders", order(scenario, "A1", 30));
            scenario.awaitMessages("invoices", 1);
        }
    }
    // docs: end

    // docs: names
    @Test
    void aProgramFromElsewhereKnowsTheRealNames(EmbeddedServer server, DistributedTestScenario scenario) {
        scenario.setupSubscriber("archive", "orders");
        MessagingConfig plain = MessagingConfig.of(Map.of(
                "backend_module", "io.messaging.embedded",
                "backend_class", "EmbeddedMessagingBackend",
                "backend_config", Map.of("host", server.host(), "port", server.port(), "auto_start_server", false)));
        try (MessagingBackend elsewhere = plain.createBackend()) {
            elsewhere.storeMessage(
                    scenario.brokerNamespace("shop"), scenario.brokerTopic("orders"), order(scenario, "A1", 30));
        }
        scenario.awaitReceived("archive", 1);
    }
    // docs: end

    /** The system under test. */
    Billing openBilling(MessagingBackend backend) {
        return new Billing(backend);
    }

    private static Message order(DistributedTestScenario scenario, String number, int price) {
        return Message.builder(scenario.generator())
                .payload(Map.of("order", number, "price", price))
                .build();
    }
}
