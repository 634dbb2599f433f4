package io.messaging.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.messaging.backend.MessagingTimeoutException;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import io.messaging.testsupport.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Requests and their answers, errors and time limits. */
abstract class RequestScenarios extends BusScenario {
    RequestScenarios(BusScenarios backends) {
        super(backends);
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

    /** More than any pool of the JDK's has threads here. */
    @Test
    void callbacksThatBlockDelayOnlyThemselves() throws Exception {
        billing();
        BusClient desk = bus.register("desk");
        CountDownLatch end = new CountDownLatch(1);
        try {
            List<CompletableFuture<Void>> blocked = new ArrayList<>();
            for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
                // On a thread of its own, which runs the callback itself where the answer was there before it.
                blocked.add(CompletableFuture.supplyAsync(
                                () -> desk.request("orders", new Order("A"), Invoice.class, HOUR)
                                        .thenAccept(invoice -> awaitLatch(end)),
                                task -> new Thread(task).start())
                        .thenCompose(callback -> callback));
            }
            assertEquals(
                    "B",
                    await(desk.request("orders", new Order("B"), Invoice.class, HOUR))
                            .number());
            bus.register("mute").subscribe("quiet", (message, context) -> {});
            failure(
                    MessagingTimeoutException.class,
                    desk.request("quiet", new Order("C"), Invoice.class, Duration.ofMillis(1)));
            end.countDown();
            for (CompletableFuture<Void> each : blocked) {
                await(each);
            }
        } finally {
            end.countDown();
        }
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** An answer whose type takes its time to be made. */
    public record Slow(String number) {
        private static final Map<String, CountDownLatch> ENDS = new ConcurrentHashMap<>();

        /** Waits. */
        public Slow {
            awaitLatch(ENDS.get(number));
        }
    }

    @Test
    void anAnswerThatIsSlowToReadDelaysNoOther() throws Exception {
        billing();
        BusClient desk = bus.register("desk");
        CountDownLatch end = new CountDownLatch(1);
        Slow.ENDS.put(namespace, end);
        try {
            CompletableFuture<Slow> slow = desk.request("orders", new Order(namespace), Slow.class, HOUR);
            CompletableFuture<Invoice> quick = desk.request("orders", new Order("B"), Invoice.class, HOUR);
            assertEquals("B", await(quick).number());
            assertFalse(slow.isDone());
            end.countDown();
            assertEquals(namespace, await(slow).number());
        } finally {
            end.countDown();
        }
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
        assumeAllSubscribersAreKnown();
        NoSubscriberException nobody =
                failure(NoSubscriberException.class, desk.request("orders", new Order("A1"), Invoice.class, HOUR));
        assertTrue(nobody.getMessage().contains("'orders'"), nobody.getMessage());
        assertEquals(List.of(), bus.backend().getMessagesForTopic("orders"));
    }

    @Test
    void anUnknownRecipientIsRefused() throws Exception {
        assumeAllSubscribersAreKnown();
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
}
