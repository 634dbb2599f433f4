package io.messaging.inmemory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.administration.DurableClient;
import io.messaging.administration.SharedGroup;
import io.messaging.administration.Subscriber;
import io.messaging.administration.TopicStats;
import io.messaging.backend.BackendClosedException;
import io.messaging.backend.ConnectionListener;
import io.messaging.backend.Delivery;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.RejectedDeliveryException;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionEnd;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.config.Interceptors;
import io.messaging.interceptor.MessagingInterceptor;
import io.messaging.interceptor.StoreCall;
import io.messaging.interceptor.StoreChain;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.TopicFilter;
import io.messaging.spi.ForwardingMessagingBackend;
import io.messaging.testsupport.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** {@link MessagingBackend#inNamespace}, on a backend without a server. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class NamespaceViewTest {
    private static final GemstoneGenerator IDS = new GemstoneGenerator(14);

    private final InMemoryMessagingBackend backend =
            InMemoryMessagingBackend.open(UUID.randomUUID().toString(), InMemoryMessagingBackend.Delivery.ASYNC);
    private final MessagingBackend shop = backend.inNamespace("shop");
    private final MessagingBackend bank = backend.inNamespace("bank");
    private final BlockingQueue<Message> received = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        backend.close();
    }

    private static Message message() {
        return Message.builder(IDS).payload(Map.of("a", 1)).build();
    }

    private static Message store(MessagingBackend view, String topic) {
        Message message = message();
        view.storeMessage("default", topic, message);
        return message;
    }

    private Message next() throws InterruptedException {
        return Await.next(received, "the message");
    }

    @Test
    void theExampleOfThePageWorks() throws Exception {
        Message order = message();
        MessagingBackend shop = backend.inNamespace("shop");
        shop.subscribe("orders", message -> received.add(message)); // the backend's topic shop:orders
        shop.storeMessage("shop", "orders", order);
        List<Message> orders = shop.getMessagesForTopic("orders");
        assertEquals(List.of(order), orders);
        assertEquals(order, next());

        String page = Files.readString(Path.of("..", "docs", "namespaces.md"));
        String example = page.substring(page.indexOf("```java") + 7, page.indexOf("```", page.indexOf("```java") + 7));
        String source = Files.readString(Path.of("src/test/java/io/messaging/inmemory/NamespaceViewTest.java"));
        example.strip().lines().forEach(line -> assertTrue(source.contains("        " + line + "\n"), line));
    }

    @Test
    void topicsAndIdsAreWrittenAsThePythonFrameworkDoes() {
        Message order = store(shop, "orders");
        Message other = message();
        shop.storeMessageAsync("archive", "shop:orders", other).join();
        assertEquals(List.of(order, other), backend.getMessagesForTopic("shop:orders"));
        assertEquals(List.of(order, other), shop.getMessagesForTopic("orders"));
        assertEquals(List.of(order, other), shop.getMessagesForTopic("shop:orders"));
        assertEquals(List.of(other), shop.getMessagesForTopicSince("orders", order.id()));
        assertEquals(List.of(order), shop.getMessagesForTopicSince("orders", GemstoneId.ZERO, 1));
        assertEquals(
                List.of(order, other),
                shop.streamMessagesForTopicSince("orders", GemstoneId.ZERO).toList());
        assertEquals(
                order,
                shop.getNextMessageForTopicSince("orders", GemstoneId.ZERO).orElseThrow());
        assertEquals(List.of(order), backend.getMessagesById("shop", List.of(order.id())));
        assertEquals(List.of(order), shop.getMessagesById("shop", List.of(order.id())));
        assertEquals(List.of(other), shop.getMessagesById("archive", List.of(other.id())));
        assertEquals(List.of(other), backend.getMessagesById("shop:archive", List.of(other.id())));
        assertEquals(List.of("orders"), shop.topics());
        assertEquals(List.of(), bank.topics());
        assertEquals(List.of(), bank.getMessagesForTopic("orders"));
        assertEquals(List.of(), bank.getMessagesById("default", List.of(order.id())));
    }

    @Test
    void subscriptionsOfAllKindsGetWhatIsInTheNamespaceUnderItsNames() throws Exception {
        for (SubscriptionOptions options : List.of(
                SubscriptionOptions.plain(), SubscriptionOptions.durable("d"), SubscriptionOptions.shared("g"))) {
            BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
            Subscription subscription = shop.subscribe("orders", MessageHandler.ofDelivery(deliveries::add), options);
            bank.subscribe("orders", received::add, options);
            Message order = store(shop, "orders");
            Delivery delivery;
            do {
                delivery = Await.next(deliveries, "the order"); // after what was stored before
            } while (!delivery.message().equals(order));
            assertEquals("orders", delivery.topic());
            assertSame(subscription, delivery.subscription());
            assertEquals("orders", subscription.topic());
            assertEquals(options, subscription.options());
            assertEquals(List.of(subscription), shop.subscriptions());
            subscription.close();
            assertEquals(List.of(), shop.subscriptions());
        }
        assertTrue(received.isEmpty(), "another namespace");
    }

    @Test
    void unsubscribingLeavesWhoIsSubscribingMeanwhile() throws Exception {
        AtomicReference<MessagingBackend> itself = new AtomicReference<>();
        MessagingBackend unsubscribing = new ForwardingMessagingBackend(backend) {
            @Override
            public Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
                itself.get().unsubscribe("orders");
                return super.subscribe(topic, handler, options);
            }
        };
        MessagingBackend view = unsubscribing.inNamespace("shop");
        itself.set(view);
        assertTrue(view.subscribe("orders", received::add).isActive());
        assertEquals(store(shop, "orders"), next());
    }

    @Test
    void aPrefixIsOneOfTopicsInTheNamespace() throws Exception {
        BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
        TopicFilter filter = TopicFilter.startingWith("ord");
        Subscription subscription = shop.subscribe(filter, MessageHandler.ofDelivery(deliveries::add));
        BlockingQueue<Delivery> all = new LinkedBlockingQueue<>();
        shop.subscribe(TopicFilter.startingWith("shop:"), MessageHandler.ofDelivery(all::add));
        store(bank, "orders");
        store(backend, "orders");
        Message bill = store(shop, "bills");
        Message order = store(shop, "orders");

        Delivery delivery = Await.next(deliveries, "the order");
        assertEquals(order, delivery.message());
        assertEquals("orders", delivery.topic());
        assertSame(subscription, delivery.subscription());
        assertEquals(Optional.of(filter), subscription.filter());
        assertEquals(
                List.of("bills", "orders"),
                List.of(
                        Await.next(all, "the bill").topic(),
                        Await.next(all, "the order").topic()));
        assertTrue(
                shop.loadSubscribers("shop").contains(new Subscriber("ord", null, null, true, null, true)),
                () -> shop.loadSubscribers("shop").toString());

        shop.unsubscribe("ord");
        assertTrue(subscription.isActive(), "it is not to the topic of that name");
        subscription.close();
        assertFalse(subscription.isActive());
        assertEquals(bill, shop.getMessagesForTopic("bills").get(0));
    }

    @Test
    void unsubscribingEndsThoseOfTheView() {
        Subscription ours = shop.subscribe("orders", message -> {});
        Subscription durable = shop.subscribe("orders", message -> {}, SubscriptionOptions.durable("d"));
        Subscription foreign = backend.subscribe("shop:orders", message -> {});
        shop.unsubscribe("orders", "d");
        assertFalse(durable.isActive());
        assertTrue(ours.isActive());
        shop.unsubscribe("shop:orders");
        assertFalse(ours.isActive());
        assertTrue(foreign.isActive(), "it is not the view's");
    }

    @Test
    void deadLettersAreInTheNamespaceAndGoBackThroughIt() throws Exception {
        boolean[] healthy = new boolean[1];
        MessageHandler handler = message -> {
            if (!healthy[0]) {
                throw new RejectedDeliveryException("no");
            }
            received.add(message);
        };
        shop.subscribe("orders", handler, SubscriptionOptions.durable("d"));
        Message order = store(shop, "orders");
        Await.until(
                "the dead letter",
                () -> !shop.getMessagesForTopic("dead_letter_queue").isEmpty());
        Message letter = shop.getMessagesForTopic("dead_letter_queue").get(0);
        assertEquals(List.of(letter), backend.getMessagesForTopic("shop:dead_letter_queue"));
        assertEquals(List.of(letter), shop.getMessagesById("default", List.of(letter.id())));
        healthy[0] = true;
        assertThrows(IllegalArgumentException.class, () -> bank.durableClients().requeue(letter));
        shop.durableClients().requeue(letter);
        assertEquals(order, next());
    }

    @Test
    void administratorsSeeOneNamespace() {
        shop.subscribe("orders", message -> {}, SubscriptionOptions.durable("d").namespace("shop"));
        bank.subscribe("orders", message -> {}, SubscriptionOptions.durable("d"));
        shop.subscribe("jobs", message -> {}, SubscriptionOptions.shared("g"));
        store(shop, "orders");
        store(shop, "jobs");
        store(bank, "orders");
        DurableClient client = shop.durableClients().list().get(0);
        assertEquals(List.of("orders", "shop"), List.of(client.topic(), client.namespace()));
        SharedGroup group = shop.sharedGroups().list().get(0);
        assertEquals("jobs", group.topic());
        assertEquals(List.of(), bank.sharedGroups().list());
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class, () -> shop.durableClients().forget("d"));
        assertTrue(
                refused.getMessage().contains("topic 'bank:orders', outside namespace 'shop'"), refused.getMessage());
        assertFalse(bank.sharedGroups().forget("g", "jobs"));
        assertTrue(shop.sharedGroups().forget("g", "jobs"));
        assertEquals(
                List.of("jobs", "orders"),
                shop.administration().topics().stream().map(TopicStats::topic).toList());
        assertEquals(2, shop.administration().clearAll());
        assertEquals(1, bank.getMessagesForTopic("orders").size());
        assertEquals(1, bank.administration().clear("orders"));
    }

    @Test
    void subscribersAreListedUnderTheNamesOfTheView() {
        shop.subscribe("orders", message -> {});
        shop.subscribe("jobs", message -> {}, SubscriptionOptions.plain().namespace("night"));
        bank.subscribe("orders", message -> {});
        backend.subscribe("elsewhere", message -> {});
        assertEquals(List.of(new Subscriber("orders", null, null, true)), shop.loadSubscribers("shop"));
        assertEquals(List.of(new Subscriber("orders", null, null, true)), shop.loadSubscribers("default"));
        assertEquals(2, shop.loadSubscribers("night").size(), "who gave no namespace is in every one");
        assertTrue(shop.loadSubscribers("night").contains(new Subscriber("jobs", null, "night", true)));
        assertEquals(
                Set.of(new Subscriber("orders", null, null, true), new Subscriber("jobs", null, "night", true)),
                Set.copyOf(shop.administration().subscribers()));
        assertEquals(4, backend.administration().subscribers().size());
    }

    @Test
    void closingAViewEndsItsSubscriptionsOnly() throws Exception {
        Subscription ours = shop.subscribe("orders", message -> {});
        MessagingBackend second = backend.inNamespace("shop");
        second.subscribe("orders", received::add);
        shop.close();
        shop.close();
        shop.awaitClosed();
        assertEquals(
                SubscriptionEnd.Reason.BACKEND_CLOSED,
                ours.ended().toCompletableFuture().get(60, TimeUnit.SECONDS).reason());
        assertThrows(BackendClosedException.class, () -> store(shop, "orders"));
        assertThrows(BackendClosedException.class, () -> shop.subscribe("orders", message -> {}));
        assertThrows(BackendClosedException.class, () -> shop.inNamespace("below"));
        assertEquals(store(second, "orders"), next());
    }

    @Test
    void closingAViewWaitsForItsHandlersAndStartsNoFurtherOne() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        shop.subscribe(
                "orders",
                message -> {
                    begun.countDown();
                    mayEnd.await();
                    store(shop, "handled");
                },
                SubscriptionOptions.durable("d"));
        store(shop, "orders");
        Message second = store(shop, "orders");
        begun.await();
        Thread closer = new Thread(() -> shop.close(Duration.ofMinutes(5)));
        closer.start();
        Await.until("the close begins", () -> isClosed(shop));
        mayEnd.countDown();
        closer.join();
        MessagingBackend again = backend.inNamespace("shop");
        assertEquals(1, again.getMessagesForTopic("handled").size(), "the running handler could store");
        again.subscribe("orders", received::add, SubscriptionOptions.durable("d"));
        assertEquals(second, next());
        assertEquals(List.of(), again.getMessagesForTopic("dead_letter_queue"));
    }

    private static boolean isClosed(MessagingBackend view) {
        try {
            view.topics();
            return false;
        } catch (BackendClosedException e) {
            return true;
        }
    }

    @Test
    void aHandlerMayCloseItsView() throws Exception {
        shop.subscribe("orders", message -> {
            shop.close();
            received.add(message);
        });
        Message order = store(backend, "shop:orders");
        assertEquals(order, next());
        shop.awaitClosed();
    }

    @Test
    void theEndOfTheBackendIsTheEndOfItsViews() throws Exception {
        Thread closer = new Thread(backend::close);
        closer.start();
        shop.awaitClosed();
        closer.join();
        assertThrows(BackendClosedException.class, () -> store(shop, "orders"));
    }

    @Test
    void everyCallOnAViewOfAClosedBackendIsRefused() {
        ConnectionListener listener = change -> {};
        backend.close();
        for (Executable call : List.<Executable>of(
                () -> shop.getMessagesForTopic("orders"),
                () -> shop.getMessagesById("shop", List.of()),
                () -> shop.subscribe("orders", message -> {}),
                () -> shop.unsubscribe("orders"),
                () -> shop.unsubscribe("orders", "c"),
                shop::subscriptions,
                shop::topics,
                shop::ping,
                shop::administration,
                () -> shop.addConnectionListener(listener),
                () -> shop.removeConnectionListener(listener),
                () -> shop.inNamespace("inner"))) {
            assertThrows(BackendClosedException.class, call);
        }
        shop.close();
    }

    @Test
    void interceptorsOfTheBackendSeeItsNamesAndThoseOfTheViewTheViews() throws Exception {
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        MessagingInterceptor interceptor = new MessagingInterceptor() {
            @Override
            public CompletionStage<Void> store(StoreCall call, StoreChain chain) {
                seen.add(call.namespace() + " " + call.topic());
                return chain.proceed(call.message());
            }
        };
        MessagingBackend inside = Interceptors.on(backend, interceptor).inNamespace("shop");
        store(inside, "orders");
        assertEquals("shop shop:orders", seen.remove());
        MessagingBackend outside = Interceptors.on(shop, interceptor);
        store(outside, "orders");
        assertEquals("default orders", seen.remove());
        assertTrue(seen.isEmpty(), "once each");
    }

    @Test
    void viewsOfViewsAreNested() {
        Message order = store(shop.inNamespace("berlin"), "orders");
        assertEquals(List.of(order), backend.getMessagesForTopic("shop:berlin:orders"));
        assertEquals(List.of(order), shop.getMessagesForTopic("berlin:orders"));
        assertEquals(List.of("orders"), shop.inNamespace("berlin").topics());
    }

    @Test
    void badNamesAreRefused() {
        for (String bad : new String[] {null, "", " \u00a0"}) {
            assertThrows(IllegalArgumentException.class, () -> backend.inNamespace(bad));
            assertThrows(IllegalArgumentException.class, () -> store(shop, bad));
        }
    }
}
