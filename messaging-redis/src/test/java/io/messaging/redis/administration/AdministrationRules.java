package io.messaging.redis.administration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.administration.BackendStats;
import io.messaging.administration.DurableClient;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.Priority;
import io.messaging.redis.testing.Messages;
import io.messaging.testsupport.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Counting and clearing, whatever Redis is behind it. Each test has a key prefix of its own. */
abstract class AdministrationRules {
    /** Of more than one part of what is cleared at once. */
    private static final int MANY = 1_200;

    private final String prefix = Messages.name("admin*[]");
    private final String topic = Messages.name("a {topic}:log");
    private MessagingBackend backend;

    abstract MessagingBackend open(Object... options);

    /** Every key there is, on whichever server. */
    abstract List<String> keys();

    @BeforeEach
    void openBackend() {
        backend = open("key_prefix", prefix);
    }

    @AfterEach
    void closeBackend() {
        backend.close();
    }

    private List<String> ownKeys() {
        return keys().stream().filter(key -> key.startsWith(prefix + ":")).toList();
    }

    private List<Message> store(String topicName, int count) {
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            messages.add(Messages.message(Messages.IDS.next(Priority.of(i % Priority.values().length)), "m" + i));
        }
        messages.stream()
                .map(message -> backend.storeMessageAsync("n", topicName, message))
                .toList()
                .forEach(CompletableFuture::join);
        return messages;
    }

    private long clear(String topicName) {
        return backend.administration().clear(topicName);
    }

    private long number(String name) {
        return backend.administration().stats().number(name).orElseThrow();
    }

    private DurableClient client(String clientId) {
        return backend.durableClients().list().stream()
                .filter(client -> client.clientId().equals(clientId))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void clearingTakesATopicOutOfEveryReadAndNoOther() {
        List<Message> messages = store(topic, MANY);
        List<Message> others = store("other", 3);
        List<GemstoneId> ids = Messages.ids(messages);
        assertEquals(MANY, backend.getMessagesById("n", ids).size());

        assertEquals(MANY, clear(topic));

        assertEquals(List.of(), backend.getMessagesForTopic(topic));
        assertEquals(List.of(), backend.getMessagesForTopicSince(topic, ids.get(0)));
        assertEquals(Optional.empty(), backend.getNextMessageForTopicSince(topic, GemstoneId.ZERO));
        assertEquals(List.of(), backend.getMessagesById("n", ids));
        assertEquals(others, backend.getMessagesById("n", Messages.ids(others)));
        assertEquals(3, backend.getMessagesForTopic("other").size());
        assertEquals(
                3,
                ownKeys().stream().filter(key -> key.startsWith(prefix + ":n:")).count(),
                "found by id");
        assertEquals(0, clear(topic));
        assertEquals(0, clear("unknown"));
    }

    @Test
    void whatWasClearedCanBeStoredAgainAndAnotherMessageUnderItsId() {
        List<Message> messages = store(topic, 2);
        clear(topic);
        Message another = Messages.message(messages.get(1).id(), "another");
        List<Message> delivered = new CopyOnWriteArrayList<>();
        backend.subscribe(topic, delivered::add);
        backend.storeMessage("n", topic, messages.get(0));
        backend.storeMessage("m", topic, another);

        List<Message> now = List.of(messages.get(0), another);
        Await.until("both", () -> delivered.size() == 2);
        assertEquals(now, delivered);
        assertEquals(List.of(messages.get(0)), backend.getMessagesById("n", Messages.ids(now)));
        assertEquals(List.of(another), backend.getMessagesById("m", Messages.ids(now)));
    }

    @Test
    void aMessageThatIsInAnotherTopicTooIsStillFoundById() {
        Message message = store(topic, 1).get(0);
        backend.storeMessage("n", "other", message);
        clear("other");
        assertEquals(List.of(message), backend.getMessagesById("n", List.of(message.id())));
        backend.storeMessage("n", "other", message);
        clear(topic);
        assertEquals(List.of(message), backend.getMessagesById("n", List.of(message.id())));
        clear("other");
        assertEquals(List.of(), backend.getMessagesById("n", List.of(message.id())));
    }

    @Test
    void whatIsOnItsWayArrivesAndSubscriptionsGoOn() {
        List<Message> delivered = new CopyOnWriteArrayList<>();
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        backend.subscribe(topic, message -> {
            entered.countDown();
            release.await();
            delivered.add(message);
        });
        List<Message> before = store(topic, 1);
        Await.until("the handler to begin", () -> entered.getCount() == 0);
        clear(topic);
        release.countDown();
        List<Message> after = store(topic, 1);
        Await.until("both", () -> delivered.size() == 2);
        assertEquals(List.of(before.get(0), after.get(0)), delivered);
    }

    @Test
    void aDurableClientGoesOnBehindWithTheLostOnesCounted() {
        List<Message> delivered = new CopyOnWriteArrayList<>();
        backend.subscribe(topic, delivered::add, SubscriptionOptions.durable("c"));
        store(topic, 1);
        Await.until("the first to be handled", () -> client("c").lag() == 0);
        backend.unsubscribe(topic, "c");
        store(topic, 5);
        assertEquals(5, client("c").lag());
        clear(topic);
        assertEquals(0, client("c").lag(), "at once");
        assertEquals(5, client("c").lost(), "at once");
        backend.administration().clearAll(); // the client's place has to stay
        Message next = store(topic, 1).get(0);
        assertEquals(1, client("c").lag());
        assertEquals(5, client("c").lost());
        backend.subscribe(topic, delivered::add, SubscriptionOptions.durable("c"));
        Await.until("the next to be handled", () -> client("c").lag() == 0);
        assertEquals(next, delivered.get(1));
        assertEquals(2, delivered.size());
        assertEquals(5, client("c").lost());
        backend.subscribe(topic, delivered::add, SubscriptionOptions.durable("new"));
        Await.until("the new client to get what there is", () -> delivered.size() == 3);
        Await.until("that to be noted", () -> client("new").lag() == 0);
        assertEquals(0, client("new").lost(), "what was gone before is no loss of a new client's");
    }

    @Test
    void clearingAllForgetsTopicsAndSubscriptionsToThemGoOn() {
        List<Message> delivered = new CopyOnWriteArrayList<>();
        store(topic, 3);
        store("other", 4);
        backend.subscribe(topic, delivered::add);
        assertEquals(7, backend.administration().clearAll());
        assertEquals(
                List.of(), ownKeys().stream().filter(key -> key.contains(":t:")).toList());
        assertEquals(
                List.of(), ownKeys().stream().filter(key -> key.contains(":n:")).toList());
        assertEquals(0, number(BackendStats.TOPICS));
        List<Message> next = store(topic, 2);
        Await.until("what came after", () -> delivered.size() == 2);
        assertEquals(next, delivered);
    }

    @Test
    void messagesThatExpireAreClearedWithoutATrace() {
        backend.storeMessage(
                "n",
                topic,
                Message.builder(Messages.IDS)
                        .payload(Map.of("a", 1))
                        .ttlSeconds(1_000)
                        .build());
        assertEquals(1, backend.administration().clearAll());
        assertEquals(
                List.of(),
                ownKeys().stream()
                        .filter(key -> !key.equals(prefix + ":expiring"))
                        .toList());
    }

    /** What is stored while clearing is under way stays, whole: each is in its topic and found by id, or neither. */
    @Test
    void clearingBesideStoresLosesNothingThatWasStoredAfterwards() {
        List<Message> before = store(topic, MANY);
        CompletableFuture<Long> clearing = CompletableFuture.supplyAsync(() -> clear(topic));
        before.forEach(message -> backend.storeMessage("n", topic, message));
        clearing.join();
        List<Message> there = backend.getMessagesForTopic(topic);
        assertEquals(there, backend.getMessagesById("n", Messages.ids(there)));
        before.forEach(message -> backend.storeMessage("n", topic, message));
        assertEquals(MANY, backend.getMessagesForTopic(topic).size());
        assertEquals(MANY, backend.getMessagesById("n", Messages.ids(before)).size());
    }

    @Test
    void statsCountOwnTopicsAndSayWhatTheyCannotKnow() {
        IntStream.range(0, 30).forEach(i -> store("topic " + i, 2));
        store(topic, 1);
        backend.subscribe(topic, message -> {});
        backend.subscribe(topic, message -> {}, SubscriptionOptions.durable("c}:log"));
        try (MessagingBackend stranger = open("key_prefix", prefix + "x")) {
            stranger.storeMessage("n", "t", Messages.message("of another prefix"));
        }
        BackendStats stats = backend.administration().stats();
        assertEquals(31, stats.number(BackendStats.TOPICS).orElseThrow());
        assertEquals(61, stats.number(BackendStats.MESSAGES).orElseThrow());
        assertEquals(2, stats.number(BackendStats.SUBSCRIPTIONS).orElseThrow());
        assertEquals(1, stats.number(BackendStats.DURABLE_CLIENTS).orElseThrow());
        assertTrue(stats.number("used_memory_bytes").orElseThrow() > 100_000);
        assertTrue(stats.number(BackendStats.STORED_BYTES).isEmpty());
        assertTrue(stats.text("redis_version").isPresent());
        assertFalse(stats.find(BackendStats.STORED_BYTES).orElseThrow().note().isBlank());
    }
}
