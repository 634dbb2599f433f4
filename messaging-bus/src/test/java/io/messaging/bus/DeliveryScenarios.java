package io.messaging.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.messaging.administration.DeadLetter;
import io.messaging.backend.Capability;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.AgentTag;
import io.messaging.message.Message;
import io.messaging.message.Priority;
import io.messaging.testsupport.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** Which handlers get a message, how often, and what becomes of those that fail. */
abstract class DeliveryScenarios extends BusScenario {
    DeliveryScenarios(BusScenarios backends) {
        super(backends);
    }

    @Test
    void aMessageOfSeveralTopicsIsOneWithACopyInEach() {
        BusClient desk = bus.register("desk");
        Message message = desk.message(Priority.URGENT)
                .topics(List.of("orders", namespace + ":audit"))
                .ttlSeconds(3_600)
                .payload(Map.of("number", "A1"))
                .build();
        desk.publish(message);
        desk.publish(message);
        for (String topic : List.of("orders", "audit")) {
            List<Message> copies = bus.backend().getMessagesForTopic(topic);
            assertEquals(1, copies.size(), topic);
            assertEquals(message.id(), copies.get(0).id());
            assertEquals(topic, copies.get(0).topicPublishedTo().orElseThrow());
            assertEquals(Priority.URGENT, copies.get(0).priority());
            assertEquals(3_600, copies.get(0).ttlSeconds().orElseThrow());
        }
    }

    @Test
    void aClientDoesNotGetWhatItSent() throws Exception {
        BusClient desk = bus.register("desk");
        BusClient other = bus.register("other");
        BlockingQueue<Message> ofDesk = new LinkedBlockingQueue<>();
        BlockingQueue<Message> ofOther = new LinkedBlockingQueue<>();
        desk.subscribe("news", (message, context) -> ofDesk.add(message));
        other.subscribe("news", (message, context) -> ofOther.add(message));
        desk.publish("news", Map.of("text", "own"));
        other.publish("news", Map.of("text", "of the other"));
        assertEquals("own", Await.next(ofOther, "the news").payload().get("text"));
        assertEquals("of the other", Await.next(ofDesk, "the news").payload().get("text"));

        String self = BusTopics.selfInbox("desk");
        desk.subscribe(self, (message, context) -> ofDesk.add(message));
        other.publish(self, Map.of("text", "not for desk"));
        desk.publish(self, Map.of("text", "to itself"));
        assertEquals(
                "to itself", Await.next(ofDesk, "its own message").payload().get("text"));
        assertTrue(ofDesk.isEmpty() && ofOther.isEmpty(), () -> ofDesk + " " + ofOther);
    }

    /** As the Python framework's clients, whose agents send under the last part of the client's id. */
    @Test
    void theLastPartOfAnIdSendsItsOwnMessagesToo() throws Exception {
        BusClient client = bus.register("guild$desk");
        BlockingQueue<Message> received = new LinkedBlockingQueue<>();
        client.subscribe("news", (message, context) -> received.add(message));
        bus.register("desk").publish("news", Map.of("text", "own"));
        bus.register("other").publish("news", Map.of("text", "of the other"));
        assertEquals("of the other", Await.next(received, "the news").payload().get("text"));
    }

    @Test
    void aMessageWithRecipientsIsForThemOnly() throws Exception {
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        for (String name : List.of("one", "two", "three")) {
            bus.register(name)
                    .subscribe(
                            "news",
                            (message, context) ->
                                    received.add(name + ":" + message.payload().get("text")));
        }
        BusClient desk = bus.register("desk");
        desk.publish(desk.message()
                .topic("news")
                .recipients(List.of(AgentTag.of("two"), new AgentTag(null, "three")))
                .payload(Map.of("text", "first"))
                .build());
        desk.publish("news", Map.of("text", "last"));
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.add(Await.next(received, "news, besides " + all));
        }
        assertEquals(Set.of("two:first", "three:first", "one:last", "two:last", "three:last"), Set.copyOf(all));
    }

    @Test
    void aSecondSubscribeAddsAHandler() throws Exception {
        BusClient desk = bus.register("desk");
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        Subscription first = desk.subscribe("news", (message, context) -> received.add("first"));
        Subscription second = desk.subscribe("news", (message, context) -> received.add("second"));
        BusClient other = bus.register("other");
        other.publish("news", Map.of("text", "for both"));
        assertEquals(
                Set.of("first", "second"),
                Set.of(Await.next(received, "the first call"), Await.next(received, "the second call")));
        first.close();
        other.publish("news", Map.of("text", "for the second"));
        assertEquals("second", Await.next(received, "the second handler"));
        second.close();
        assertFalse(second.isActive());
        Subscription third = desk.subscribe("news", (message, context) -> received.add("third"));
        other.publish("news", Map.of("text", "for the third"));
        assertEquals("third", Await.next(received, "the third handler"));
        assertTrue(third.isActive());
        assertTrue(received.isEmpty(), received::toString);
    }

    @Test
    void aHandlerThatSucceededIsNotCalledAgainWhenAnotherFails() throws Exception {
        assumeTrue(can(Capability.DURABLE_SUBSCRIPTION), "no attempts without durable subscriptions");
        BusClient desk = bus.register("desk");
        SubscriptionOptions options = desk.options().maxAttempts(3);
        BlockingQueue<String> calls = new LinkedBlockingQueue<>();
        desk.subscribe("news", (message, context) -> calls.add("first"), options);
        desk.subscribe(
                "news",
                (message, context) -> {
                    calls.add("second");
                    if (context.delivery().attempt() < 3) {
                        throw new IllegalStateException("not yet");
                    }
                },
                options);
        assertThrows(IllegalArgumentException.class, () -> desk.subscribe("news", (message, context) -> {}));
        bus.register("other").publish("news", Map.of("text", "x"));
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(Await.next(calls, "call, besides " + all));
        }
        assertEquals(List.of("first", "second", "second", "second"), all);
        assertTrue(calls.isEmpty(), calls::toString);
    }

    @Test
    void aClientThatComesBackGoesOnWhereItWas() throws Exception {
        assumeTrue(can(Capability.DURABLE_SUBSCRIPTION), "no durable subscriptions");
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        BusHandler<Message> handler =
                (message, context) -> received.add((String) message.payload().get("text"));
        BusClient other = bus.register("other");
        other.publish("news", Map.of("text", "before"));
        BusClient desk = bus.register("desk");
        desk.subscribe("news", handler);
        assertEquals("before", Await.next(received, "what the topic held"));
        desk.close();
        other.publish("news", Map.of("text", "meanwhile"));
        bus.register("desk").subscribe("news", handler);
        assertEquals("meanwhile", Await.next(received, "what was published meanwhile"));
    }

    @Test
    void aClientGetsItsOwnDeadLetters() throws Exception {
        assumeTrue(can(Capability.DURABLE_SUBSCRIPTION), "no dead letters without durable subscriptions");
        BusClient desk = bus.register("desk");
        BlockingQueue<Message> letters = new LinkedBlockingQueue<>();
        desk.subscribe(BusTopics.DEAD_LETTERS, (message, context) -> letters.add(message));
        desk.subscribe("news", (message, context) -> {
            throw new IllegalStateException("no");
        });
        Message news = bus.register("other").publish("news", Map.of("text", "x"));
        Message letter = Await.next(letters, "the dead letter");
        assertEquals(news.id(), DeadLetter.fromMessage(letter).original().id());
    }

    @Test
    void aGroupHandlesEachMessageOnce() throws Exception {
        assumeTrue(can(Capability.SHARED_SUBSCRIPTION), "no shared subscriptions");
        BlockingQueue<String> handled = new LinkedBlockingQueue<>();
        for (String name : List.of("worker-1", "worker-2")) {
            bus.register(name)
                    .handle(
                            "jobs",
                            Order.class,
                            (order, context) -> {
                                handled.add(order.number());
                                if (order.number().equals("0")) {
                                    context.publish("jobs", new Order("sub-job"));
                                }
                            },
                            SubscriptionOptions.shared("workers"));
        }
        BusClient desk = bus.register("desk");
        for (int i = 0; i < 20; i++) {
            desk.publish("jobs", new Order(String.valueOf(i)));
        }
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 21; i++) {
            all.add(Await.next(handled, "job, besides " + all));
        }
        assertEquals(21, Set.copyOf(all).size(), all::toString);
        assertTrue(all.contains("sub-job"), "a member's own message goes to the group");
    }

    @Test
    void functionsInFrontOfAHandlerCompose() throws Exception {
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        BusHandler<String> end = (number, context) -> received.add(number);
        BusHandler<Order> chain = end.<String>mapping(number -> number + "!")
                .<Order>mapping(Order::number)
                .onlyIf((order, context) -> !order.number().startsWith("X"))
                .throttled(100, Duration.ofMillis(1))
                .logged(System.getLogger("test"), System.Logger.Level.DEBUG);
        bus.register("billing").handle("orders", Order.class, chain);
        BusClient desk = bus.register("desk");
        desk.publish("orders", new Order("X1"));
        desk.publish("orders", new Order("A1"));
        assertEquals("A1!", Await.next(received, "the order"));
        assertTrue(received.isEmpty(), received::toString);
    }
}
