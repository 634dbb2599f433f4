package io.messaging.embedded.client.subscription;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.administration.Subscriber;
import io.messaging.backend.Delivery;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingException;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.embedded.DrainCheck;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.python.PythonServer;
import io.messaging.embedded.testing.Backends;
import io.messaging.embedded.testing.Messages;
import io.messaging.embedded.testing.OlderServer;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.TopicFilter;
import io.messaging.testsupport.Await;
import io.messaging.testsupport.TcpProxy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Subscriptions to all topics with a prefix, by socket and in the server's own JVM. */
@Timeout(300)
class PrefixSubscriptionTest {
    private static final TopicFilter SHOP = TopicFilter.startingWith("shop:");
    private static final SubscriptionOptions PLAIN = SubscriptionOptions.plain();

    private final BlockingQueue<Delivery> received = new LinkedBlockingQueue<>();
    private final MessageHandler noting = MessageHandler.ofDelivery(received::add);
    private final List<AutoCloseable> opened = new ArrayList<>();
    private EmbeddedServer server;
    private MessagingBackend storer;

    @BeforeEach
    void start() {
        server = opened(EmbeddedServer.start());
        storer = opened(Backends.inProcess(server.port()));
    }

    @AfterEach
    void close() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    private <T extends AutoCloseable> T opened(T resource) {
        opened.add(resource);
        return resource;
    }

    private MessagingBackend open(boolean socket) {
        return opened(socket ? Backends.socket(server.port()) : Backends.inProcess(server.port()));
    }

    private static void store(MessagingBackend backend, String topic, Map<String, List<GemstoneId>> stored) {
        Message message = Messages.numbered(1);
        backend.storeMessage("n", topic, message);
        stored.computeIfAbsent(topic, name -> new ArrayList<>()).add(message.id());
    }

    private Map<String, List<GemstoneId>> take(Map<String, List<GemstoneId>> expected) throws InterruptedException {
        int count = expected.values().stream().mapToInt(List::size).sum();
        Map<String, List<GemstoneId>> taken = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            Delivery delivery = Await.next(received, "message " + i + " of " + count);
            taken.computeIfAbsent(delivery.topic(), name -> new ArrayList<>())
                    .add(delivery.message().id());
        }
        return taken;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void topicsOfNowAndLaterArriveUnderTheirNames(boolean socket) throws Exception {
        store(storer, "shop:orders", new LinkedHashMap<>());
        open(socket).subscribe(SHOP, noting, PLAIN.namespace("n"));
        Map<String, List<GemstoneId>> expected = new LinkedHashMap<>();
        for (int i = 0; i < 3_000; i++) {
            store(
                    storer,
                    List.of("shop:orders", "shop:{\"new\": " + i % 50 + "}", "shop:")
                            .get(i % 3),
                    expected);
            store(storer, "shop", new LinkedHashMap<>());
        }

        assertEquals(expected, take(expected));
        assertTrue(received.isEmpty());
        assertEquals(List.of(new Subscriber("shop:", null, "n", true, null, true)), storer.loadSubscribers("n"));
        DrainCheck check = server.checkDrained(topic -> topic.startsWith("shop:"));
        assertTrue(check.outcome().toCompletableFuture().get(60, SECONDS));
        assertEquals(1, check.subscribers().size());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void eachTopicStartsWithWhatItHolds(boolean socket) throws Exception {
        Map<String, List<GemstoneId>> expected = new LinkedHashMap<>();
        for (int i = 0; i < 500; i++) {
            store(storer, "shop:" + i % 7, expected);
        }
        MessagingBackend backend = open(socket);
        Subscription subscription = backend.subscribe(SHOP, noting, PLAIN.fromBeginning());
        for (int i = 0; i < 100; i++) {
            store(storer, "shop:" + i % 10, expected);
        }
        assertEquals(expected, take(expected));

        subscription.close();
        store(storer, "shop:1", new LinkedHashMap<>());
        store(storer, "shop:fresh", new LinkedHashMap<>());
        assertEquals(List.of(), backend.subscriptions());
        assertEquals(List.of(), storer.loadSubscribers("shop"));
        assertTrue(received.isEmpty());
    }

    /** Topics that had messages before, topics that come to be, and topics that come to be while there is no connection. */
    @Test
    void aSubscriptionGoesOnWhereItWasHoweverOftenItsConnectionIsCut() throws Exception {
        for (int i = 0; i < 20; i++) {
            store(storer, "shop:" + i, new LinkedHashMap<>());
        }
        TcpProxy proxy = opened(new TcpProxy(server.port()));
        Random random = new Random(3);
        AtomicInteger untilCut = new AtomicInteger(20);
        opened(Backends.socket(proxy.port())).subscribe(SHOP, MessageHandler.ofDelivery(delivery -> {
            if (untilCut.decrementAndGet() == 0) {
                untilCut.set(1 + random.nextInt(300));
                proxy.cut();
            }
            received.add(delivery);
        }));
        Map<String, List<GemstoneId>> expected = new LinkedHashMap<>();
        for (int i = 0; i < 3_000; i++) {
            store(storer, "shop:" + i % (10 + i / 60), expected);
        }

        assertEquals(expected, take(expected));
        assertTrue(received.isEmpty());
    }

    @Test
    void atAnotherServerAllOfItsTopicsAreNew() throws Exception {
        store(storer, "shop:orders", new LinkedHashMap<>());
        MessagingBackend backend = opened(Backends.socket(server.port()));
        backend.subscribe(SHOP, noting);
        int port = server.port();
        storer.close();
        server.close();
        opened(EmbeddedServer.start(port));
        MessagingBackend other = opened(Backends.inProcess(port));
        Map<String, List<GemstoneId>> expected = new LinkedHashMap<>();
        for (int i = 0; i < 10; i++) {
            store(other, "shop:orders", expected);
        }

        assertEquals(expected, take(expected));
    }

    @Test
    void otherServersHaveNone() throws Exception {
        PythonServer python = opened(new PythonServer());
        MessagingBackend ofPython = opened(Backends.socket(python.port()));
        OlderServer older = opened(new OlderServer());
        MessagingBackend ofOlder = opened(Backends.socket(older.port()));

        assertEquals(
                "the server speaks the Python dialect, which has no prefix subscriptions; run ./messaging serve instead",
                assertThrows(MessagingException.class, () -> ofPython.subscribe(SHOP, noting))
                        .getMessage());
        assertEquals(
                "the server has no prefix subscriptions: it is of an older version; update the process that runs it",
                assertThrows(MessagingException.class, () -> ofOlder.subscribe(SHOP, noting))
                        .getMessage());
    }

    /** What is published and not stored goes to subscriptions of its topic. */
    @Test
    void aPrefixIsNoTopic() throws Exception {
        MessagingBackend backend = open(true);
        BlockingQueue<Message> ofTopic = new LinkedBlockingQueue<>();
        backend.subscribe(SHOP, noting);
        backend.subscribe("shop:", ofTopic::add);
        Map<String, List<GemstoneId>> expected = new LinkedHashMap<>();
        store(storer, "shop:", expected);

        assertEquals(expected, take(expected));
        assertEquals(
                expected.get("shop:"),
                List.of(Await.next(ofTopic, "the message of the topic").id()));
        backend.unsubscribe("shop:");
        store(storer, "shop:", expected);
        expected.get("shop:").remove(0);
        assertEquals(expected, take(expected));
        assertTrue(ofTopic.isEmpty());
    }
}
