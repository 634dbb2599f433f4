package io.messaging.inmemory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.administration.Subscriber;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.config.Interceptors;
import io.messaging.inmemory.InMemoryMessagingBackend.Delivery;
import io.messaging.interceptor.HandlerChain;
import io.messaging.interceptor.MessagingInterceptor;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.TopicFilter;
import io.messaging.testsupport.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Subscriptions to all topics with a prefix. */
class PrefixSubscriptionTest {
    private static final GemstoneGenerator IDS = new GemstoneGenerator(9);
    private static final TopicFilter SHOP = TopicFilter.startingWith("shop:");
    private static final SubscriptionOptions PLAIN = SubscriptionOptions.plain();

    private final String broker = UUID.randomUUID().toString();
    private final List<MessagingBackend> opened = new ArrayList<>();
    private final Map<String, List<GemstoneId>> received = new ConcurrentHashMap<>();

    private MessagingBackend open(Delivery delivery) {
        MessagingBackend backend = InMemoryMessagingBackend.open(broker, delivery);
        opened.add(backend);
        return backend;
    }

    @AfterEach
    void closeAll() {
        opened.forEach(MessagingBackend::close);
    }

    private static GemstoneId store(MessagingBackend backend, String topic) {
        Message message = Message.builder(IDS).payload(Map.of("k", "v")).build();
        backend.storeMessage("ns", topic, message);
        return message.id();
    }

    private MessageHandler noting() {
        return MessageHandler.ofDelivery(
                delivery -> received.computeIfAbsent(delivery.topic(), topic -> new CopyOnWriteArrayList<>())
                        .add(delivery.message().id()));
    }

    private void awaitReceived(Map<String, List<GemstoneId>> expected) {
        Await.until(() -> received + " is not " + expected, () -> received.equals(expected));
    }

    @ParameterizedTest
    @EnumSource(Delivery.class)
    void topicsOfNowAndLaterArriveUnderTheirNames(Delivery delivery) {
        MessagingBackend backend = open(delivery);
        store(backend, "shop:orders");
        backend.subscribe(SHOP, noting());

        Map<String, List<GemstoneId>> expected = new ConcurrentHashMap<>();
        for (int i = 0; i < 300; i++) {
            String topic = List.of("shop:orders", "shop:new" + i % 7, "shop:").get(i % 3);
            expected.computeIfAbsent(topic, name -> new CopyOnWriteArrayList<>())
                    .add(store(backend, topic));
            store(backend, "shop");
            store(backend, "Shop:orders");
            store(backend, "a shop:orders");
        }

        awaitReceived(expected);
    }

    @ParameterizedTest
    @EnumSource(Delivery.class)
    void eachTopicStartsWithWhatItHolds(Delivery delivery) {
        MessagingBackend backend = open(delivery);
        List<GemstoneId> orders =
                new ArrayList<>(List.of(store(backend, "shop:orders"), store(backend, "shop:orders")));
        List<GemstoneId> bills = List.of(store(backend, "shop:bills"));
        store(backend, "other");
        backend.subscribe(SHOP, noting(), PLAIN.fromBeginning());
        orders.add(store(backend, "shop:orders"));

        awaitReceived(Map.of("shop:orders", orders, "shop:bills", bills));
    }

    /** Storers create topics while subscriptions begin: each gets all of what it did not see begin. */
    @ParameterizedTest
    @EnumSource(Delivery.class)
    void noTopicIsMissedThatComesToBeMeanwhile(Delivery delivery) throws Exception {
        MessagingBackend backend = open(delivery);
        List<Thread> storers = new ArrayList<>();
        Map<String, List<GemstoneId>> stored = new ConcurrentHashMap<>();
        for (int storer = 0; storer < 3; storer++) {
            int number = storer;
            Thread thread = new Thread(() -> {
                for (int i = 0; i < 400; i++) {
                    String topic = "shop:" + number + "-" + i / 2;
                    stored.computeIfAbsent(topic, name -> new CopyOnWriteArrayList<>())
                            .add(store(backend, topic));
                }
            });
            storers.add(thread);
            thread.start();
        }
        backend.subscribe(SHOP, noting(), PLAIN.fromBeginning());
        for (Thread storer : storers) {
            storer.join();
        }

        awaitReceived(stored);
    }

    @ParameterizedTest
    @EnumSource(Delivery.class)
    void itEndsByItsCloseOnly(Delivery delivery) {
        MessagingBackend backend = open(delivery);
        Subscription several = backend.subscribe(SHOP, noting(), PLAIN.namespace("n"));
        Subscription one = backend.subscribe("shop:", message -> {});
        assertEquals(Optional.of(SHOP), several.filter());
        assertEquals("shop:", several.topic());
        assertEquals(Optional.empty(), one.filter());
        assertEquals(List.of(new Subscriber("shop:", null, "n", true, null, true)), backend.loadSubscribers("n"));

        backend.unsubscribe("shop:");
        assertTrue(several.isActive());
        assertFalse(one.isActive());
        GemstoneId last = store(backend, "shop:orders");
        awaitReceived(Map.of("shop:orders", List.of(last)));
        assertEquals(1, backend.administration().topics().get(0).subscribers());

        several.close();
        store(backend, "shop:orders");
        store(backend, "shop:other");
        awaitReceived(Map.of("shop:orders", List.of(last)));
        assertEquals(List.of(), backend.subscriptions());
        assertEquals(List.of("shop:orders", "shop:other"), backend.topics());
    }

    @Test
    void interceptorsSeeTheTopicOfEachMessage() {
        List<String> topics = new ArrayList<>();
        MessagingBackend backend = Interceptors.on(open(Delivery.DIRECT), new MessagingInterceptor() {
            @Override
            public void handle(io.messaging.backend.Delivery delivery, HandlerChain chain) throws Exception {
                topics.add(delivery.topic());
                chain.proceed(delivery);
            }
        });
        backend.subscribe(SHOP, noting());

        Map<String, List<GemstoneId>> stored =
                Map.of("shop:a", List.of(store(backend, "shop:a")), "shop:b", List.of(store(backend, "shop:b")));
        assertEquals(stored, received);
        assertEquals(stored.keySet(), Set.copyOf(topics));
    }

    @Test
    void whatOneTopicWouldHaveToRememberIsRefused() {
        MessagingBackend backend = open(Delivery.DIRECT);
        MessageHandler handler = message -> {};

        assertTrue(assertThrows(
                        IllegalArgumentException.class,
                        () -> backend.subscribe(SHOP, handler, SubscriptionOptions.durable("billing")))
                .getMessage()
                .startsWith("clientId is 'billing', and the subscription is to all topics that begin with 'shop:'"));
        assertTrue(assertThrows(
                        IllegalArgumentException.class,
                        () -> backend.subscribe(SHOP, handler, SubscriptionOptions.shared("workers")))
                .getMessage()
                .startsWith("group is 'workers', and"));
        assertTrue(assertThrows(
                        IllegalArgumentException.class,
                        () -> backend.subscribe(SHOP, handler, PLAIN.after(GemstoneId.of(7))))
                .getMessage()
                .startsWith("after is 7, and"));
        assertThrows(IllegalArgumentException.class, () -> TopicFilter.startingWith(" "));
        assertThrows(IllegalArgumentException.class, () -> backend.subscribe((TopicFilter) null, handler));
        assertEquals(List.of(), backend.subscriptions());
    }
}
