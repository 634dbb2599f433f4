package io.messaging.redis;

import static io.messaging.redis.testing.Messages.ids;
import static io.messaging.redis.testing.Messages.message;
import static io.messaging.redis.testing.Messages.name;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.administration.TopicStats;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.RejectedMessageException;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.config.MessagingConfig;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.Priority;
import io.messaging.redis.testing.Messages;
import io.messaging.testsupport.Await;
import io.messaging.testsupport.redis.RedisProcess;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract's meaning on one server, beyond what the compatibility kit looks at. */
class RedisBackendIT {
    private static RedisProcess server;
    private static MessagingBackend backend;

    private final String topic = name("topic");
    private final String namespace = name("namespace");

    @BeforeAll
    static void open() {
        server = RedisProcess.start();
        backend = backend();
    }

    private static MessagingBackend backend() {
        return MessagingConfig.of(Map.of(
                        "backend_module", "io.messaging.redis",
                        "backend_class", "RedisMessagingBackend",
                        "backend_config", Map.of("port", server.port())))
                .createBackend();
    }

    @AfterAll
    static void close() {
        backend.close();
        server.close();
    }

    /** A model with sorted maps, against messages in random order over all priorities. */
    @Test
    void readsAgreeWithASortedMapWhateverTheStoringOrder() {
        Random random = new Random(42);
        TreeMap<GemstoneId, Message> model = new TreeMap<>();
        for (int i = 0; i < 2_000; i++) {
            Message message = message(Priority.of(random.nextInt(8)), random.nextInt(500), random.nextInt(20));
            model.putIfAbsent(message.id(), message);
        }
        List<Message> shuffled = new ArrayList<>(model.values());
        Collections.shuffle(shuffled, random);
        shuffled.stream()
                .map(m -> backend.storeMessageAsync(namespace, topic, m))
                .toList()
                .forEach(CompletableFuture::join);

        assertEquals(List.copyOf(model.values()), backend.getMessagesForTopic(topic));
        for (int i = 0; i < 50; i++) {
            GemstoneId since = shuffled.get(random.nextInt(shuffled.size())).id();
            List<GemstoneId> expected = model.keySet().stream()
                    .filter(id -> id.chronologicalKey() > since.chronologicalKey())
                    .toList();
            assertEquals(expected, ids(backend.getMessagesForTopicSince(topic, since)), "since " + since);
        }
        List<GemstoneId> visited = new ArrayList<>();
        Optional<Message> next = backend.getNextMessageForTopicSince(topic, GemstoneId.ZERO);
        while (next.isPresent()) {
            visited.add(next.get().id());
            next = backend.getNextMessageForTopicSince(topic, next.get().id());
        }
        List<GemstoneId> chronological = new ArrayList<>(model.keySet());
        chronological.sort(
                java.util.Comparator.comparing(GemstoneId::chronologicalKey).thenComparing(id -> id));
        assertEquals(chronological, visited);
        assertEquals(visited, ids(backend.getMessagesForTopicSince(topic, GemstoneId.ZERO, Integer.MAX_VALUE)));
        assertEquals(
                visited,
                backend.streamMessagesForTopicSince(topic, GemstoneId.ZERO)
                        .map(Message::id)
                        .toList());
    }

    @Test
    void topicsHaveMessagesAndSubscribers() {
        Message first = message("first");
        backend.storeMessage(namespace, topic, first);
        String other = name("topic");
        Subscription subscription = backend.subscribe(other, message -> {});

        assertTrue(backend.subscriptions().contains(subscription));
        assertTrue(backend.topics().containsAll(List.of(topic, other)), () -> "" + backend.topics());
        assertTrue(backend.administration().topics().contains(new TopicStats(topic, 1, OptionalLong.empty(), 0)));
        assertTrue(backend.administration().topics().contains(new TopicStats(other, 0, OptionalLong.empty(), 1)));
        subscription.close();
        assertFalse(backend.topics().contains(other));
        assertTrue(backend.ping().toNanos() > 0);
    }

    @Test
    void subscribersOfAllNamespacesAreListedOnce() {
        backend.subscribe(namespace + ":t", message -> {});
        backend.subscribe(topic, message -> {}, SubscriptionOptions.plain().namespace(name("other")));
        backend.subscribe(topic, message -> {}, SubscriptionOptions.durable(namespace))
                .close();
        backend.subscribe(topic, message -> {}, SubscriptionOptions.shared(namespace))
                .close();

        assertEquals(
                4,
                backend.administration().subscribers().stream()
                        .filter(subscriber -> Set.of(topic, namespace + ":t").contains(subscriber.topic()))
                        .count(),
                () -> "" + backend.administration().subscribers());
    }

    @Test
    void anEqualMessageChangesNothingAndAnotherOneIsRejected() {
        Message first = message("first");
        backend.storeMessage(namespace, topic, first);
        backend.storeMessage(namespace, topic, first);
        backend.storeMessage(namespace, topic, Message.fromJson(" " + first.toJson()));
        assertThrows(
                RejectedMessageException.class,
                () -> backend.storeMessage(namespace, topic, message(first.id(), "second")));
        assertEquals(List.of(first), backend.getMessagesForTopic(topic));
        assertEquals(List.of(first), backend.getMessagesById(namespace, List.of(first.id())));
    }

    @Test
    void aViewOfANamespaceHasDurableClientsAndTopicsOfItsOwn() {
        List<Message> handled = new CopyOnWriteArrayList<>();
        Message message = message("in the namespace");
        try (MessagingBackend view = backend.inNamespace(namespace)) {
            view.storeMessage("default", topic, message);
            view.subscribe(topic, handled::add, SubscriptionOptions.durable("client"));
            Await.until("the message", () -> handled.size() == 1);
            assertEquals(List.of(topic), view.topics());
            assertEquals(topic, view.durableClients().list().get(0).topic());
        }
        assertEquals(List.of(message), backend.getMessagesForTopic(namespace + ":" + topic));
        assertEquals(List.of(message), backend.getMessagesById(namespace, List.of(message.id())));
        assertEquals(List.of(), backend.getMessagesForTopic(topic));
        try (MessagingBackend view = backend.inNamespace(namespace)) {
            view.subscribe(topic, handled::add, SubscriptionOptions.durable("client"));
            Message next = message("after the view was closed");
            view.storeMessage("default", topic, next);
            Await.until("the next message", () -> handled.size() == 2);
            assertEquals(List.of(message, next), handled);
        }
    }

    @Test
    void storedInOrderMeansDeliveredInOrder() {
        List<GemstoneId> delivered = new CopyOnWriteArrayList<>();
        backend.subscribe(topic, message -> delivered.add(message.id()));
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            messages.add(message("m" + i));
        }
        messages.stream()
                .map(m -> backend.storeMessageAsync(namespace, topic, m))
                .toList()
                .forEach(CompletableFuture::join);
        Await.until(Await.LIMIT, () -> "all of 2000, not " + delivered.size(), () -> delivered.size() >= 2_000);
        assertEquals(ids(messages), List.copyOf(delivered));
    }

    @Test
    void anExpiredMessageIsGoneFromEveryReadAndFromMemory() {
        Message mortal = Message.builder(Messages.IDS)
                .payload(Map.of("a", "b"))
                .ttlSeconds(10)
                .build();
        Message immortal = message("stays");
        backend.storeMessage(namespace, topic, mortal);
        backend.storeMessage(namespace, topic, immortal);
        assertEquals(2, backend.getMessagesForTopic(topic).size());
        assertEquals(1, backend.getMessagesById(namespace, List.of(mortal.id())).size());
        Await.until(
                "the message to expire",
                () -> backend.getMessagesForTopic(topic).size() == 1);
        assertEquals(Optional.of(immortal), backend.getNextMessageForTopicSince(topic, GemstoneId.ZERO));
        assertEquals(List.of(), backend.getMessagesById(namespace, List.of(mortal.id())));
        backend.storeMessage(namespace, topic, message(mortal.id(), "the id is free again"));
        assertEquals(2, backend.getMessagesForTopic(topic).size());
    }
}
