package io.messaging.redis.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.messaging.administration.DurableClient;
import io.messaging.administration.Subscriber;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.redis.testing.Configs;
import io.messaging.redis.testing.Messages;
import io.messaging.testsupport.Await;
import io.messaging.testsupport.TcpProxy;
import io.messaging.testsupport.redis.RedisProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The connection is lost in the middle of a long answer: it is asked for again, and nothing of the first half stays. */
class CutAnswerIT {
    private static final int MESSAGES = 200;

    @AutoClose
    private static final RedisProcess server = RedisProcess.start();

    private final String topic = Messages.name("topic");
    private final TcpProxy proxy = new TcpProxy(server.port());
    private final List<Message> stored = new ArrayList<>();

    @BeforeEach
    void store() {
        try (MessagingBackend writing = Configs.open(server.port())) {
            writing.subscribe(topic, message -> {}, SubscriptionOptions.durable("client"));
        }
        storeWith("layout", "native");
    }

    private void storeWith(Object... options) {
        try (MessagingBackend writing = Configs.open(server.port(), options)) {
            stored.clear();
            List<CompletableFuture<Void>> stores = new ArrayList<>();
            for (int i = 0; i < MESSAGES; i++) {
                stored.add(Messages.message("x".repeat(1_000) + i));
                stores.add(writing.storeMessageAsync("n", topic, stored.get(i)));
            }
            stores.forEach(CompletableFuture::join);
        }
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    private void assertCut() {
        assertEquals(1, proxy.cuts(), "connections cut in the middle of an answer");
    }

    @ParameterizedTest
    @ValueSource(ints = {700, 150_000})
    void deliveriesComeOnceAndInOrder(int bytes) {
        try (MessagingBackend backend = Configs.open(proxy.port())) {
            List<Message> plain = new CopyOnWriteArrayList<>();
            List<Message> durable = new CopyOnWriteArrayList<>();
            backend.subscribe(topic, plain::add);
            Subscription first = backend.subscribe(topic, durable::add, SubscriptionOptions.durable("client"));
            Await.until("the first messages", () -> durable.size() >= MESSAGES);
            first.close();
            storeMore();
            proxy.cutAfterBytesToClient(bytes);
            backend.subscribe(topic, durable::add, SubscriptionOptions.durable("client"));
            Await.until("the rest", () -> plain.size() >= MESSAGES && durable.size() >= stored.size());
            assertEquals(numbers(MESSAGES, stored.size()), numbersOf(plain));
            assertEquals(numbers(0, stored.size()), numbersOf(durable));
            assertCut();
        }
    }

    private void storeMore() {
        List<Message> before = List.copyOf(stored);
        storeWith("layout", "native");
        stored.addAll(0, before);
    }

    @ParameterizedTest
    @ValueSource(ints = {700, 150_000})
    void aTopicIsReadAsItIs(int bytes) {
        try (MessagingBackend backend = Configs.open(proxy.port())) {
            proxy.cutAfterBytesToClient(bytes);
            assertEquals(numbers(0, MESSAGES), numbersOf(backend.getMessagesForTopic(topic)));
            assertCut();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {700, 150_000})
    void messagesAreFoundByTheirIds(int bytes) {
        try (MessagingBackend backend = Configs.open(proxy.port())) {
            proxy.cutAfterBytesToClient(bytes);
            assertEquals(numbers(0, MESSAGES), numbersOf(backend.getMessagesById("n", ids(stored))));
            assertCut();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {700, 150_000})
    void aTopicOfThePythonLayoutIsReadAsItIs(int bytes) {
        storeWith("layout", "python");
        try (MessagingBackend backend = Configs.open(proxy.port(), "layout", "python")) {
            proxy.cutAfterBytesToClient(bytes);
            assertEquals(numbers(0, MESSAGES), numbersOf(backend.getMessagesForTopic(topic)));
            assertEquals(numbers(0, MESSAGES), numbersOf(backend.getMessagesById("n", ids(stored))));
            assertCut();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {50, 2_000})
    void clientsAndSubscribersAreListedAsTheyAre(int bytes) {
        List<String> clients = sorted(IntStream.range(0, 20).mapToObj(i -> "client-" + i));
        try (MessagingBackend backend = Configs.open(server.port());
                MessagingBackend asking = Configs.open(proxy.port())) {
            for (String client : clients) {
                backend.subscribe(topic, message -> {}, SubscriptionOptions.durable(client));
            }
            proxy.cutAfterBytesToClient(bytes);
            assertEquals(
                    clients,
                    sorted(asking.loadSubscribers("n").stream()
                            .filter(subscriber -> subscriber.topic().equals(topic) && subscriber.connected())
                            .map(Subscriber::clientId)));
            assertEquals(
                    clients,
                    sorted(asking.durableClients().list().stream()
                            .filter(client -> client.topic().equals(topic) && client.connected())
                            .map(DurableClient::clientId)));
            assertCut();
        }
    }

    private static List<String> sorted(Stream<String> names) {
        return names.sorted().toList();
    }

    private static List<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    /** Where each message stands among those stored; short, where a list of messages would fill pages. */
    private List<Integer> numbersOf(List<Message> messages) {
        return messages.stream().map(stored::indexOf).toList();
    }

    private static List<GemstoneId> ids(List<Message> messages) {
        return messages.stream().map(Message::id).toList();
    }
}
