package io.messaging.inmemory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.inmemory.InMemoryMessagingBackend.Delivery;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.testsupport.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Subscriptions that start with what is stored. */
class StartPositionTest {
    private static final GemstoneGenerator IDS = new GemstoneGenerator(9);
    private static final SubscriptionOptions FROM_BEGINNING =
            SubscriptionOptions.plain().fromBeginning();

    private final String broker = UUID.randomUUID().toString();
    private final List<MessagingBackend> opened = new ArrayList<>();
    private final BlockingQueue<Message> received = new LinkedBlockingQueue<>();

    private MessagingBackend open(Delivery delivery) {
        MessagingBackend backend = InMemoryMessagingBackend.open(broker, delivery);
        opened.add(backend);
        return backend;
    }

    @AfterEach
    void closeAll() {
        opened.forEach(MessagingBackend::close);
    }

    private static List<GemstoneId> store(MessagingBackend backend, int count) {
        List<GemstoneId> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Message message = Message.builder(IDS).payload(Map.of("i", i)).build();
            backend.storeMessage("ns", "t", message);
            ids.add(message.id());
        }
        return ids;
    }

    private List<GemstoneId> take(int count) throws InterruptedException {
        List<GemstoneId> ids = new ArrayList<>();
        while (ids.size() < count) {
            ids.add(Await.next(received, "message " + ids.size()).id());
        }
        return ids;
    }

    @ParameterizedTest
    @EnumSource(Delivery.class)
    void theBacklogComesFirstAndThenWhatIsStored(Delivery delivery) throws Exception {
        MessagingBackend backend = open(delivery);
        List<GemstoneId> stored = store(backend, 200);
        backend.subscribe("t", received::add, FROM_BEGINNING);
        backend.subscribe("t", message -> {}, FROM_BEGINNING);
        stored.addAll(store(backend, 50));

        assertEquals(stored, take(250));
        assertTrue(received.isEmpty());
    }

    @ParameterizedTest
    @EnumSource(Delivery.class)
    void whatComesAfterAMessageFollowsIt(Delivery delivery) throws Exception {
        MessagingBackend backend = open(delivery);
        List<GemstoneId> stored = store(backend, 20);
        backend.subscribe("t", received::add, SubscriptionOptions.plain().after(stored.get(14)));
        stored.addAll(store(backend, 5));

        assertEquals(stored.subList(15, 25), take(10));
        assertTrue(received.isEmpty());
    }

    private static List<SubscriptionOptions> named() {
        return List.of(SubscriptionOptions.durable("name"), SubscriptionOptions.shared("name"));
    }

    @ParameterizedTest
    @MethodSource("named")
    void aNewNameStartsAfterAMessageAndAKnownOneGoesOn(SubscriptionOptions options) throws Exception {
        MessagingBackend backend = open(Delivery.ASYNC);
        Message early = Message.builder(IDS).payload(Map.of("k", 1)).build();
        Message alsoEarly = Message.builder(IDS).payload(Map.of("k", 1)).build();
        List<GemstoneId> stored = store(backend, 20);
        Subscription first = backend.subscribe("t", received::add, options.after(stored.get(14)));
        backend.storeMessage("ns", "t", early);
        stored.addAll(store(backend, 5));
        assertEquals(stored.subList(15, 25), take(10));
        first.close();

        backend.storeMessage("ns", "t", alsoEarly);
        List<GemstoneId> later = store(backend, 3);
        backend.subscribe("t", received::add, options.after(IDS.next()));
        assertEquals(later, take(3));
        assertTrue(received.isEmpty());
    }

    private static List<SubscriptionOptions> all() {
        return List.of(
                SubscriptionOptions.plain(), SubscriptionOptions.durable("name"), SubscriptionOptions.shared("name"));
    }

    @ParameterizedTest
    @MethodSource("all")
    void anUnknownStartLeavesNoTrace(SubscriptionOptions kind) {
        MessagingBackend backend = open(Delivery.DIRECT);
        GemstoneId unknown = IDS.next();
        SubscriptionOptions options = kind.after(unknown);

        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> backend.subscribe("t", received::add, options));

        assertTrue(refusal.getMessage().contains("after is " + unknown), refusal::getMessage);
        assertEquals(List.of(), backend.subscriptions());
        assertEquals(List.of(), backend.loadSubscribers("ns"));
        assertEquals(List.of(), backend.topics());
        assertEquals(List.of(), backend.durableClients().list());
        assertEquals(List.of(), backend.sharedGroups().list());
        assertEquals(0, received.size());
    }

    /** With direct delivery the backlog is handled before subscribe returns. */
    @ParameterizedTest
    @EnumSource(Delivery.class)
    void aHandlerEndsItsSubscriptionInTheBacklog(Delivery delivery) throws Exception {
        MessagingBackend backend = open(delivery);
        List<GemstoneId> stored = store(backend, 20);
        MessageHandler third = message -> {
            received.add(message);
            if (received.size() == 3) {
                backend.unsubscribe("t");
            }
        };

        Subscription subscription = backend.subscribe("t", third, FROM_BEGINNING);

        Await.until("the end", () -> !subscription.isActive());
        assertEquals(stored.subList(0, 3), take(3));
        store(backend, 1);
        assertTrue(received.isEmpty());
        assertEquals(List.of(), backend.subscriptions());
        assertFalse(subscription.isActive());
    }
}
