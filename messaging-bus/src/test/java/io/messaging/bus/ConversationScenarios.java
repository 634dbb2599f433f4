package io.messaging.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.message.GemstoneGenerator;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.Priority;
import io.messaging.message.ProcessEntry;
import io.messaging.testsupport.Await;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** What a message carries on to those that follow from it. */
abstract class ConversationScenarios extends BusScenario {
    ConversationScenarios(BusScenarios backends) {
        super(backends);
    }

    @Test
    void whatFollowsFromAMessageBelongsToItsConversation() throws Exception {
        GemstoneId conversation = GemstoneGenerator.withRandomMachineId().next();
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        BlockingQueue<Message> received = new LinkedBlockingQueue<>();
        BusClient planner = bus.register("planner");
        planner.subscribe("plans", (message, context) -> {
            context.publish("steps", Map.of("step", 1));
            planner.publish("notes", Map.of("note", 1));
        });
        BusClient worker = bus.register("worker");
        worker.subscribe("steps", (message, context) -> {
            assertEquals(2, context.history(2).size());
            context.publish(context.message(Priority.HIGH)
                    .topic("results")
                    .payload(Map.of("result", 1))
                    .enrichWithHistory(5)
                    .build());
        });
        BusClient desk = bus.register("desk");
        desk.subscribe("results", (message, context) -> received.add(message));
        desk.subscribe("notes", (message, context) -> received.add(message));
        Message before = desk.publish("plans-before", Map.of("plan", 0));
        Message plan = desk.publish(desk.message()
                .topic("plans")
                .conversationId(conversation)
                .traceparent(trace)
                .sessionState(Map.of("user", "u1"))
                .messageHistory(List.of(new ProcessEntry(
                        desk.tag(), before.id(), before.id(), "desk", "plans-before", List.of("plans"), List.of())))
                .payload(Map.of("plan", 1))
                .build());
        Map<String, Message> byFormat = new HashMap<>();
        for (int i = 0; i < 2; i++) {
            Message next = Await.next(received, "note and result");
            byFormat.put(next.topicPublishedTo().orElseThrow(), next);
        }
        Message result = byFormat.get("results");
        assertEquals(conversation, result.conversationId().orElseThrow());
        assertEquals(plan.id(), result.currentThreadId());
        assertEquals(trace, result.traceparent().orElseThrow());
        assertEquals(Priority.HIGH, result.priority());
        assertEquals("u1", result.sessionState().orElseThrow().get("user"));
        assertEquals(
                List.of("desk", "planner", "worker"),
                result.messageHistory().stream().map(step -> step.agent().id()).toList());
        List<?> history = (List<?>) result.sessionState().orElseThrow().get("enriched_history");
        List<Message> messages =
                history.stream().map(json -> Message.fromJson((String) json)).toList();
        assertEquals(3, messages.size(), history::toString);
        assertEquals(
                List.of(before.id(), plan.id()),
                messages.stream().limit(2).map(Message::id).toList());
        assertTrue(messages.stream().noneMatch(message -> message.fieldsByName().containsKey("session_state")));
        assertEquals(trace, byFormat.get("notes").traceparent().orElseThrow(), "sent while the plan was handled");
    }

    @Test
    void whoGetsAForwardedRequestAnswersItsSender() throws Exception {
        BusClient clerk = bus.register("clerk");
        clerk.subscribe("orders", (message, context) -> context.forward(BusTopics.inbox("billing")));
        BusClient billing = bus.register("billing");
        CompletableFuture<Message> forwarded = new CompletableFuture<>();
        billing.handle(BusTopics.inbox("billing"), Order.class, (order, context) -> {
            forwarded.complete(context.message());
            context.reply(new Invoice(order.number(), 7));
        });
        Message answer = await(bus.register("desk").request("orders", new Order("A1"), Message.class, HOUR));
        assertEquals("billing", answer.sender().orElseThrow().id());
        assertEquals(new Invoice("A1", 7), answer.payloadAs(Invoice.class));
        assertEquals("clerk", await(forwarded).sender().orElseThrow().id());
        assertEquals(
                "desk",
                await(forwarded).forwardHeader().orElseThrow().onBehalfOf().id());
    }

    @Test
    void agentsThatForwardInACircleEnd() {
        for (String name : List.of("one", "two")) {
            String other = name.equals("one") ? "two" : "one";
            bus.register(name)
                    .subscribe(BusTopics.inbox(name), (message, context) -> context.forward(BusTopics.inbox(other)));
        }
        RequestFailedException failed = failure(
                RequestFailedException.class,
                bus.register("desk").request(BusTopics.inbox("one"), new Order("A1"), Invoice.class, HOUR));
        assertEquals("RejectedDeliveryException", failed.errorType());
    }

    /** A Python reader refuses a message that has a field it does not know. */
    @Test
    void messagesHaveNoFieldsThatPythonDoesNotKnow() throws Exception {
        BusClient clerk = bus.register("clerk");
        clerk.subscribe("orders", (message, context) -> context.forward("bills"));
        bus.register("billing").handle("bills", Order.class, (order, context) -> context.reply(order));
        await(bus.register("desk").request("orders", new Order("A1"), Order.class, HOUR));
        Set<String> known = Message.builder(GemstoneId.ZERO)
                .payload(Map.of("k", 1))
                .build()
                .fieldsByName()
                .keySet();
        for (String topic : List.of("orders", "bills", BusTopics.inbox("desk"))) {
            List<Message> messages = bus.backend().getMessagesForTopic(topic);
            assertEquals(1, messages.size(), topic);
            assertTrue(known.containsAll(messages.get(0).fieldsByName().keySet()), messages::toString);
        }
    }

    @Test
    void theStepsOfARoutingSlipAreCarriedAndReadable() throws Exception {
        BlockingQueue<Message> received = new LinkedBlockingQueue<>();
        BlockingQueue<List<Map<String, Object>>> steps = new LinkedBlockingQueue<>();
        BusClient worker = bus.register("worker");
        worker.subscribe("jobs", (message, context) -> {
            steps.add(context.nextSteps());
            context.publish("done", Map.of("k", 1));
        });
        BusClient desk = bus.register("desk");
        desk.subscribe("done", (message, context) -> received.add(message));
        Map<String, Object> own = Map.of("agent", Map.of("name", "worker"), "destination", Map.of("topics", "done"));
        Map<String, Object> everybodys = Map.of("origin_filter", Map.of("origin_topic", "jobs"), "route_times", -1);
        Map<String, Object> slip = Map.of(
                "steps",
                List.of(
                        own,
                        everybodys,
                        Map.of("agent", Map.of("id", "other", "name", "worker")),
                        Map.of("agent", Map.of("id", "worker"), "route_times", 0),
                        Map.of("origin_filter", Map.of("origin_sender", Map.of("id", "planner")))));
        desk.publish(desk.message()
                .topic("jobs")
                .routingSlip(slip)
                .payload(Map.of("k", 1))
                .build());
        assertEquals(2, Await.next(steps, "the steps").size());
        Message done = Await.next(received, "the message that follows");
        assertEquals(5, ((List<?>) done.routingSlip().orElseThrow().get("steps")).size());
    }
}
