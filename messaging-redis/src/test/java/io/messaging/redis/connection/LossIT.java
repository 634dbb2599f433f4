package io.messaging.redis.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.messaging.administration.DurableClient;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import io.messaging.redis.testing.Configs;
import io.messaging.redis.testing.Messages;
import io.messaging.testsupport.Await;
import io.messaging.testsupport.redis.RedisProcess;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Redis loses everything, because somebody flushed it or it keeps nothing on disk: what comes afterwards is not lost. */
class LossIT {
    private final String topic = Messages.name("topic");
    private final List<Message> plain = new CopyOnWriteArrayList<>();
    private final List<Message> durable = new CopyOnWriteArrayList<>();

    private void subscribe(MessagingBackend backend) {
        backend.subscribe(topic, plain::add);
        backend.subscribe(topic, durable::add, SubscriptionOptions.durable("client"));
    }

    private Message storeAndAwait(MessagingBackend backend, String text) {
        Message message = Messages.message(text);
        backend.storeMessage("n", topic, message);
        Await.until(
                Await.LIMIT,
                () -> text + " in " + plain + " and " + durable,
                () -> plain.contains(message) && durable.contains(message));
        return message;
    }

    private static List<String> clients(MessagingBackend backend) {
        return backend.durableClients().list().stream()
                .map(DurableClient::clientId)
                .toList();
    }

    @Test
    void subscriptionsGoOnAfterAFlush() {
        try (RedisProcess server = RedisProcess.start()) {
            Message before;
            Message after;
            try (MessagingBackend backend = Configs.open(server.port())) {
                subscribe(backend);
                before = storeAndAwait(backend, "before");
                server.call(commands -> commands.flushall());
                assertEquals(List.of(), backend.getMessagesForTopic(topic));
                after = storeAndAwait(backend, "after");
                assertEquals(List.of(before, after), plain);
                assertEquals(List.of(before, after), durable);
                Await.until(
                        "the client to be known again", () -> clients(backend).equals(List.of("client")));
                Await.until(
                        "the subscribers to be shown again",
                        () -> backend.loadSubscribers("n").size() == 2);
            }
            try (MessagingBackend next = Configs.open(server.port())) {
                subscribe(next);
                Message last = storeAndAwait(next, "last");
                assertEquals(List.of(before, after, last), durable, "a client resumes behind what it has handled");
            }
        }
    }

    @Test
    void subscriptionsGoOnAfterARestartWithoutData() {
        try (RedisProcess server = RedisProcess.start();
                MessagingBackend backend = Configs.open(server.port())) {
            subscribe(backend);
            Message before = storeAndAwait(backend, "before");
            server.kill();
            server.startAgain();
            Message after = storeAndAwait(backend, "after");
            assertEquals(List.of(before, after), plain);
            assertEquals(List.of(before, after), durable);
        }
    }
}
