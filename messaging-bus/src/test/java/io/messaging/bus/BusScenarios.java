package io.messaging.bus;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.messaging.administration.DeadLetter;
import io.messaging.backend.BackendClosedException;
import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingTimeoutException;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.AgentTag;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.Priority;
import io.messaging.testsupport.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the bus does, the same on every backend: a subclass opens one. */
public abstract class BusScenarios {
    /** A limit that is not reached: what is said at once does not wait for it. */
    private static final Duration HOUR = Duration.ofHours(1);

    private static final AtomicInteger NAMES = new AtomicInteger();

    private final String namespace =
            "shop" + NAMES.incrementAndGet() + "-" + ProcessHandle.current().pid();
    private MessagingBackend backend;
    private MessageBus bus;

    /** Opens a backend, to be closed by the caller. */
    protected abstract MessagingBackend open();

    /** An order. */
    public record Order(String number) {}

    /** An invoice. */
    public record Invoice(String number, int sum) {}

    @BeforeEach
    void openBus() {
        backend = open();
        bus = MessageBus.of(backend, namespace);
    }

    @AfterEach
    void closeAll() {
        bus.close();
        backend.close();
    }

    /** Whether the backend knows of every subscriber. */
    protected boolean knowsAllSubscribers() {
        return true;
    }

    private boolean can(Capability capability) {
        return backend.capabilities().contains(capability);
    }

    private static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(Await.LIMIT.toSeconds(), SECONDS);
    }

    private static <T extends Throwable> T failure(Class<T> type, CompletableFuture<?> future) {
        ExecutionException failed = assertThrows(ExecutionException.class, () -> await(future));
        return assertInstanceOf(type, failed.getCause());
    }

    private BusClient billing() {
        BusClient billing = bus.register("billing");
        billing.handle("orders", Order.class, (order, context) -> context.reply(new Invoice(order.number(), 30)));
        return billing;
    }

    @Test
    void aRequestIsAnsweredInTenLines() throws Exception {
        billing();
        BusClient desk = bus.register("desk");
        Invoice invoice = await(desk.request("orders", new Order("A1"), Invoice.class, HOUR));
        assertEquals(new Invoice("A1", 30), invoice);
    }

    @Test
    void anAnswerBelongsToTheQuestion() throws Exception {
        BusClient billing = bus.register("billing");
        CompletableFuture<Message> asked = new CompletableFuture<>();
        billing.subscribe("orders", (message, context) -> {
            asked.complete(message);
            context.reply(Map.of("sum", 30));
        });
        Message answer = await(bus.register("desk").request("orders", Map.of("number", "A1"), Message.class, HOUR));
        Message question = await(asked);
        assertEquals(question.id(), answer.inResponseTo().orElseThrow());
        assertEquals(question.thread(), answer.thread());
        assertEquals("billing", answer.sender().orElseThrow().id());
        assertEquals(BusTopics.inbox("desk"), answer.topicPublishedTo().orElseThrow());
        assertEquals("orders", question.topicPublishedTo().orElseThrow());
        assertEquals(List.of("orders"), question.topics());
        assertEquals(
                List.of(question),
                backend.getMessagesForTopic(namespace + ":orders"),
                "the topic of the backend has the prefix of the namespace");
        assertEquals(List.of(question), backend.getMessagesById(namespace, List.of(question.id())));
    }

    @Test
    void everyRequesterGetsItsOwnAnswers() throws Exception {
        billing();
        List<CompletableFuture<Invoice>> all = new ArrayList<>();
        List<String> numbers = new ArrayList<>();
        List<BusClient> desks =
                List.of(bus.register("desk-1"), bus.register("desk-2"), bus.register("desk-3"), bus.register("desk-4"));
        for (int i = 0; i < 100; i++) {
            for (BusClient desk : desks) {
                numbers.add(desk.id() + "/" + i);
            }
        }
        CountDownLatch started = new CountDownLatch(desks.size());
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int d = 0; d < desks.size(); d++) {
            int own = d;
            threads.add(CompletableFuture.runAsync(
                    () -> {
                        started.countDown();
                        for (int i = own; i < numbers.size(); i += desks.size()) {
                            CompletableFuture<Invoice> answer =
                                    desks.get(own).request("orders", new Order(numbers.get(i)), Invoice.class, HOUR);
                            String expected = numbers.get(i);
                            synchronized (all) {
                                all.add(answer.thenApply(invoice -> {
                                    assertEquals(expected, invoice.number());
                                    return invoice;
                                }));
                            }
                        }
                    },
                    task -> new Thread(task).start()));
        }
        for (CompletableFuture<Void> thread : threads) {
            await(thread);
        }
        for (CompletableFuture<Invoice> answer : all) {
            await(answer);
        }
        assertEquals(400, all.size());
    }

    /** A durable client handles one message at a time, so answers must not wait behind the handler that waits for them. */
    @Test
    void aHandlerMayWaitForAnAnswer() throws Exception {
        BusClient stock = bus.register("stock");
        stock.handle("stock", Order.class, (order, context) -> context.reply(Map.of("left", 3)));
        BusClient billing = bus.register("billing");
        billing.handle("orders", Order.class, (order, context) -> {
            Map<?, ?> left = await(context.request("stock", order, Map.class, HOUR));
            context.reply(left);
        });
        Map<?, ?> answer = await(bus.register("desk").request("orders", new Order("A1"), Map.class, HOUR));
        assertEquals(3L, answer.get("left"));
    }

    /** What hangs on an answer may wait for another one. */
    @Test
    void aCallbackMayWaitForAnAnswer() throws Exception {
        billing();
        BusClient desk = bus.register("desk");
        CompletableFuture<Invoice> second = desk.request("orders", new Order("A1"), Invoice.class, HOUR)
                .thenApply(first -> desk.request("orders", new Order("A2"), Invoice.class, HOUR)
                        .join());
        assertEquals("A2", await(second).number());
    }

    @Test
    void anErrorAnswerFailsTheRequestWithTheSendersError() {
        BusClient billing = bus.register("billing");
        billing.subscribe("orders", (message, context) -> context.replyError("OutOfStock", "no tea is left"));
        RequestFailedException failed = failure(
                RequestFailedException.class,
                bus.register("desk").request("orders", new Order("A1"), Invoice.class, HOUR));
        assertEquals("OutOfStock", failed.errorType());
        assertEquals("no tea is left", failed.errorMessage());
        assertEquals("billing", failed.answer().sender().orElseThrow().id());
        assertTrue(failed.getMessage().contains("no tea is left"), failed.getMessage());
    }

    @Test
    void aFailingHandlerFailsTheRequestAfterTheLastAttempt() {
        AtomicInteger attempts = new AtomicInteger();
        BusClient billing = bus.register("billing");
        SubscriptionOptions options = billing.options().maxAttempts(3);
        billing.handle(
                "orders",
                Order.class,
                (order, context) -> {
                    attempts.incrementAndGet();
                    throw new IllegalStateException("the printer is on fire");
                },
                options);
        RequestFailedException failed = failure(
                RequestFailedException.class,
                bus.register("desk").request("orders", new Order("A1"), Invoice.class, HOUR));
        assertEquals("IllegalStateException", failed.errorType());
        assertEquals("the printer is on fire", failed.errorMessage());
        assertEquals(options.isDurable() ? 3 : 1, attempts.get());
    }

    @Test
    void aPayloadThatDoesNotFitIsAnsweredWithThePlace() {
        BusClient billing = bus.register("billing");
        billing.handle("orders", Invoice.class, (invoice, context) -> context.reply(invoice));
        RequestFailedException failed = failure(
                RequestFailedException.class,
                bus.register("desk").request("orders", Map.of("number", "A1", "sum", "much"), Invoice.class, HOUR));
        assertEquals("PayloadMismatchException", failed.errorType());
        assertTrue(failed.errorMessage().contains("$.sum"), failed.errorMessage());
        assertEquals("$.sum", failed.answer().payload().get("path"));
    }

    @Test
    void aRequestWithoutAnAnswerTimesOutAndALateAnswerIsDropped() throws Exception {
        BusClient billing = bus.register("billing");
        BlockingQueue<BusContext> asked = new LinkedBlockingQueue<>();
        billing.subscribe("orders", (message, context) -> asked.add(context));
        BusClient desk = bus.register("desk");
        List<Message> inbox = new CopyOnWriteArrayList<>();
        desk.subscribe(BusTopics.inbox("desk"), (message, context) -> inbox.add(message));
        MessagingTimeoutException timeout = failure(
                MessagingTimeoutException.class,
                desk.request("orders", new Order("A1"), Invoice.class, Duration.ofMillis(50)));
        assertTrue(timeout.getMessage().contains("'orders'"), timeout.getMessage());
        Await.next(asked, "the question").reply(new Invoice("A1", 1));

        CompletableFuture<Invoice> next = desk.request("orders", new Order("A2"), Invoice.class, HOUR);
        Await.next(asked, "the second question").reply(new Invoice("A2", 2));
        assertEquals(new Invoice("A2", 2), await(next));
        billing.send("desk", Map.of("text", "the last"));
        Await.until("the direct message", () -> !inbox.isEmpty());
        assertEquals(
                List.of(Map.of("text", "the last")),
                inbox.stream().map(Message::payload).toList());
    }

    @Test
    void aRequestThatNobodyIsSubscribedToFailsAtOnce() {
        BusClient desk = bus.register("desk");
        desk.subscribe("orders", (message, context) -> {});
        SubscriptionOptions options = desk.options();
        assumeTrue(options.isDurable(), "a plain subscription does not say whose it is");
        assumeTrue(knowsAllSubscribers(), "there may be subscribers that are not known");
        NoSubscriberException nobody =
                failure(NoSubscriberException.class, desk.request("orders", new Order("A1"), Invoice.class, HOUR));
        assertTrue(nobody.getMessage().contains("'orders'"), nobody.getMessage());
        assertEquals(List.of(), bus.backend().getMessagesForTopic("orders"));
    }

    @Test
    void anUnknownRecipientIsRefused() throws Exception {
        assumeTrue(knowsAllSubscribers(), "there may be subscribers that are not known");
        BusClient desk = bus.register("desk");
        NoSubscriberException unknown =
                assertThrows(NoSubscriberException.class, () -> desk.send("ghost", Map.of("text", "boo")));
        assertTrue(unknown.getMessage().contains("'ghost'"), unknown.getMessage());
        failure(
                NoSubscriberException.class,
                desk.request(BusTopics.inbox("ghost"), new Order("A1"), Invoice.class, HOUR));

        BlockingQueue<Message> received = new LinkedBlockingQueue<>();
        BusClient billing = bus.register("billing");
        billing.subscribe(BusTopics.inbox("billing"), (message, context) -> received.add(message));
        desk.send("billing", Map.of("text", "hello"));
        assertEquals(
                Map.of("text", "hello"),
                Await.next(received, "the direct message").payload());
    }

    @Test
    void severalAnswersAreCollectedUntilThereAreEnoughOrTheTimeIsOver() throws Exception {
        for (String name : List.of("one", "two", "three")) {
            bus.register(name).handle("orders", Order.class, (order, context) -> context.reply(new Invoice(name, 1)));
        }
        BusClient desk = bus.register("desk");
        List<Invoice> two = await(desk.requestMany("orders", new Order("A1"), Invoice.class, 2, HOUR));
        assertEquals(2, Set.copyOf(two).size(), two::toString);
        List<Invoice> all = await(desk.requestMany("orders", new Order("A2"), Invoice.class, 4, Duration.ofSeconds(2)));
        assertTrue(all.size() <= 3, all::toString);
        List<Invoice> three = await(desk.requestMany("orders", new Order("A3"), Invoice.class, 3, HOUR));
        assertEquals(3, Set.copyOf(three).size(), three::toString);
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
                .messageHistory(List.of(new io.messaging.message.ProcessEntry(
                        desk.tag(), before.id(), before.id(), "desk", "plans-before", List.of("plans"), List.of())))
                .payload(Map.of("plan", 1))
                .build());
        Map<String, Message> byFormat = new java.util.HashMap<>();
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
