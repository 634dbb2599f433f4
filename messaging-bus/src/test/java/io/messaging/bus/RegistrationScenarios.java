package io.messaging.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.messaging.backend.BackendClosedException;
import io.messaging.backend.Capability;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import io.messaging.testsupport.Await;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** Clients, buses and namespaces. */
abstract class RegistrationScenarios extends BusScenario {
    RegistrationScenarios(BusScenarios backends) {
        super(backends);
    }

    @Test
    void anIdIsRegisteredOnce() {
        BusClient desk = bus.register("desk");
        IllegalStateException refused = assertThrows(IllegalStateException.class, () -> bus.register("desk"));
        assertTrue(refused.getMessage().contains(getClass().getSuperclass().getSimpleName()), refused.getMessage());
        desk.close();
        assertThrows(IllegalStateException.class, () -> desk.publish("news", Map.of("text", "x")));
        BusClient again = bus.register("desk");
        assertTrue(bus.unregister("desk"));
        assertFalse(bus.unregister("desk"));
        assertThrows(IllegalStateException.class, () -> again.subscribe("news", (message, context) -> {}));
    }

    @Test
    void anIdIsRegisteredOnceOverAllBusesThatTheBackendKnows() {
        assumeTrue(can(Capability.DURABLE_SUBSCRIPTION), "a plain subscription does not say whose it is");
        bus.register("desk").subscribe("news", (message, context) -> {});
        try (MessageBus other = MessageBus.of(backend, namespace)) {
            IllegalStateException refused = assertThrows(IllegalStateException.class, () -> other.register("desk"));
            assertTrue(refused.getMessage().contains("another bus of this process"), refused.getMessage());
            bus.unregister("desk");
            other.register("desk").subscribe("news", (message, context) -> {});
        }
    }

    @Test
    void aClosedBusRefusesAndEndsItsRequests() {
        BusClient desk = bus.register("desk");
        bus.register("billing").subscribe("orders", (message, context) -> {});
        CompletableFuture<Invoice> open = desk.request("orders", new Order("A1"), Invoice.class, HOUR);
        bus.close();
        bus.close();
        failure(BackendClosedException.class, open);
        BackendClosedException refused =
                assertThrows(BackendClosedException.class, () -> desk.publish("news", Map.of("text", "x")));
        assertTrue(refused.getMessage().contains("'" + namespace + "'"), refused.getMessage());
        assertThrows(BackendClosedException.class, () -> desk.request("orders", new Order("A1"), Invoice.class, HOUR));
        assertThrows(BackendClosedException.class, () -> bus.register("other"));
        backend.storeMessage(
                namespace,
                "t",
                Message.builder(GemstoneGenerator.withRandomMachineId())
                        .payload(Map.of("text", "the backend is open"))
                        .build());
    }

    @Test
    void namesStayInTheNamespace() {
        BusClient desk = bus.register("desk");
        for (String bad : List.of("", " ", namespace + ":", namespace + ": ", namespace + ":" + namespace + ":t")) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> desk.publish(bad, Map.of("text", "x")),
                    () -> "'" + bad + "'");
            assertThrows(IllegalArgumentException.class, () -> desk.subscribe(bad, (message, context) -> {}));
        }
        assertThrows(IllegalArgumentException.class, () -> MessageBus.of(backend, "a:b"));
        assertThrows(IllegalArgumentException.class, () -> bus.register(" "));
        assertThrows(
                IllegalArgumentException.class,
                () -> desk.publish(
                        desk.message().payload(Map.of("text", "no topic")).build()));
        bus.inShared("market");
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> desk.publish("market:offers", Map.of("text", "x")));
        assertTrue(refused.getMessage().contains("'market'"), refused.getMessage());
    }

    @Test
    void busesMeetInASharedNamespace() throws Exception {
        String market = "market" + namespace;
        BlockingQueue<Message> received = new LinkedBlockingQueue<>();
        try (MessageBus other = MessageBus.of(backend, "other" + namespace)) {
            BusClient seller = bus.inShared(market).register("agent");
            BusClient buyer = other.inShared(market).register("agent");
            buyer.subscribe("offers", (message, context) -> {
                received.add(message);
                context.reply(Map.of("bid", 5));
            });
            seller.subscribe("offers", (message, context) -> received.add(message));
            Message bid = await(seller.request("offers", Map.of("item", "tea"), Message.class, HOUR));
            Message offer = Await.next(received, "the offer");
            assertEquals(namespace, offer.originGuildStack().get(0).guildId(), "where the offer came from");
            assertEquals(5L, bid.payload().get("bid"));
            assertEquals(List.of(offer), backend.getMessagesForTopic(market + ":offers"));
            assertTrue(received.isEmpty(), received::toString);
        }
    }
}
