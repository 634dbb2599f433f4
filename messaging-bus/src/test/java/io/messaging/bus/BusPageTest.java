package io.messaging.bus;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.config.MessagingConfig;
import io.messaging.inmemory.InMemoryMessagingBackend;
import io.messaging.inmemory.InMemoryOptions;
import io.messaging.message.Message;
import io.messaging.message.Priority;
import io.messaging.testsupport.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The examples of docs/bus.md are in this test, between {@code // docs: name} and the end, and run. */
class BusPageTest {
    private static final Path PAGE = Path.of("../docs/bus.md");
    private static final Path SOURCE = Path.of("src/test/java/io/messaging/bus/BusPageTest.java");

    private final MessagingConfig config = InMemoryMessagingBackend.builder()
            .with(InMemoryOptions.BROKER, "bus-page")
            .config();
    private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
    private final BlockingQueue<Order> billed = new LinkedBlockingQueue<>();
    private MessagingBackend backend;
    private MessageBus bus;
    private BusClient billing;
    private BusClient desk;

    // docs: types
    record Order(String number) {}

    record Invoice(String number, int sum) {}
    // docs: end
    private void bill(Order order) {
        billed.add(order);
    }

    @BeforeEach
    void open() {
        backend = config.createBackend();
        bus = MessageBus.of(backend, "test");
        billing = bus.register("billing");
        desk = bus.register("desk");
    }

    @AfterEach
    void close() {
        bus.close();
        backend.close();
    }

    @Test
    void tenLines() throws Exception {
        // docs: ten
        try (MessageBus bus = MessageBus.open(config, "shop")) {
            BusClient billing = bus.register("billing");
            billing.handle("orders", Order.class, (order, context) -> context.reply(new Invoice(order.number(), 30)));
            BusClient desk = bus.register("desk");
            Invoice invoice =
                    desk.request("orders", new Order("A1"), Invoice.class).get(30, SECONDS);
            System.out.println(invoice);
        }
        // docs: end
    }

    @Test
    void publishingAndHandling() throws Exception {
        billing.subscribe(BusTopics.inbox("billing"), (message, context) -> seen.add(message.payload()));
        // docs: subscribe
        billing.subscribe("audit", (message, context) -> seen.add(message.payload()));
        billing.handle(
                "orders",
                Order.class,
                (order, context) -> bill(order),
                billing.options().maxAttempts(3));
        billing.handle("news", Map.class, (news, context) -> seen.add(news), SubscriptionOptions.plain());
        billing.handle("jobs", Order.class, (job, context) -> bill(job), SubscriptionOptions.shared("workers"));
        // docs: end
        // docs: publish
        desk.publish("orders", new Order("A2"));
        desk.publish(desk.message(Priority.URGENT)
                .topics(List.of("orders", "audit"))
                .recipients(List.of(billing.tag()))
                .ttlSeconds(3_600)
                .payload(new Order("A3"))
                .build());
        desk.send("billing", Map.of("text", "hello")); // to its inbox
        // docs: end
        assertEquals("A2", Await.next(billed, "the first order").number());
        assertEquals("A3", Await.next(billed, "the second order").number());
        assertEquals(Map.of("number", "A3"), Await.next(seen, "the copy for the audit"));
        assertEquals(Map.of("text", "hello"), Await.next(seen, "the direct message"));
        desk.publish("jobs", new Order("A4"));
        assertEquals("A4", Await.next(billed, "the job").number());
        desk.publish("news", Map.of("text", "news"));
        assertEquals(Map.of("text", "news"), Await.next(seen, "the news"));
    }

    @Test
    void severalAnswers() throws Exception {
        for (String name : List.of("one", "two", "three")) {
            bus.register(name)
                    .handle("offers", Order.class, (order, context) -> context.reply(new Invoice(order.number(), 5)));
        }
        // docs: many
        List<Invoice> offers = desk.requestMany("offers", new Order("A4"), Invoice.class, 3, Duration.ofSeconds(20))
                .get(30, SECONDS); // three, or those that came within 20 seconds
        // docs: end
        assertEquals(3, offers.size());
    }

    @Test
    void conversations() throws Exception {
        bus.register("archive")
                .handle("archive", Order.class, (order, context) -> context.reply(new Invoice(order.number(), 8)));
        // docs: context
        billing.handle("claims", Order.class, (order, context) -> {
            Invoice known = context.request("archive", order, Invoice.class).get(30, SECONDS);
            context.publish("reviews", known);
            List<Message> before = context.history(3); // what led here, oldest first
            if (before.isEmpty()) {
                context.reply(known);
            } else {
                context.forward(BusTopics.inbox("manager")); // who answers it, answers the sender
            }
        });
        // docs: end
        desk.subscribe(
                "reviews",
                (message, context) -> seen.add(message.messageHistory().size()));
        assertEquals(
                8,
                desk.request("claims", new Order("A1"), Invoice.class)
                        .get(Await.LIMIT.toSeconds(), SECONDS)
                        .sum());
        assertEquals(1, Await.next(seen, "the review"));
        bus.register("manager")
                .handle(
                        BusTopics.inbox("manager"),
                        Order.class,
                        (order, context) -> context.reply(new Invoice(order.number(), 9)));
        bus.register("clerk").subscribe("clerk", (message, context) -> context.forward("claims"));
        assertEquals(
                9,
                desk.request("clerk", new Order("A2"), Invoice.class)
                        .get(Await.LIMIT.toSeconds(), SECONDS)
                        .sum());
    }

    @Test
    void functions() throws Exception {
        // docs: functions
        BusHandler<Order> bill = (order, context) -> bill(order);
        BusHandler<Order> careful = bill.<Order>mapping(
                        order -> new Order(order.number().strip()))
                .onlyIf((order, context) -> !order.number().isBlank())
                .throttled(10, Duration.ofSeconds(1))
                .logged(System.getLogger("shop"), System.Logger.Level.DEBUG);
        // docs: end
        billing.handle("orders", Order.class, careful);
        desk.publish("orders", new Order(" "));
        desk.publish("orders", new Order(" A1 "));
        assertEquals("A1", Await.next(billed, "the order").number());
        assertTrue(billed.isEmpty(), billed::toString);
    }

    @Test
    void sharedNamespace() {
        // docs: shared
        BusClient seller = bus.inShared("market").register("seller");
        seller.publish("offers", new Order("A5"));
        // docs: end
        assertEquals(1, backend.getMessagesForTopic("market:offers").size());
    }

    @Test
    void thePageShowsTheseExamples() throws IOException {
        String source = Files.readString(SOURCE).replace("\r", "");
        List<String> run = Pattern.compile("// docs: \\w+\n(.*?)\n *// docs: end", Pattern.DOTALL)
                .matcher(source)
                .results()
                .map((MatchResult example) -> example.group(1).stripIndent().strip())
                .toList();
        List<String> shown = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE).replace("\r", ""))
                .results()
                .map((MatchResult example) -> example.group(1).strip())
                .toList();
        assertTrue(shown.size() > 5, shown::toString);
        for (String example : shown) {
            assertTrue(run.contains(example), () -> "docs/bus.md shows what is not run:\n" + example);
        }
    }
}
