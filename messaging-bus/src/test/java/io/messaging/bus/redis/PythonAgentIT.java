package io.messaging.bus.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lettuce.core.SetArgs;
import io.messaging.backend.MessagingBackend;
import io.messaging.bus.BusClient;
import io.messaging.bus.BusTopics;
import io.messaging.bus.MessageBus;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import io.messaging.testsupport.Await;
import io.messaging.testsupport.redis.RedisProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Agents in Java and one of the Python framework on the same Redis: what that one does is written here command by command. */
class PythonAgentIT {
    private static final Duration HOUR = Duration.ofHours(1);

    private static final GemstoneGenerator IDS = new GemstoneGenerator(7);

    @AutoClose
    private static final RedisProcess server = RedisProcess.start();

    private static void publishLikePython(String topic, Message message) {
        server.call(commands -> {
            commands.set("msg:shop:" + message.id(), message.toJson(), SetArgs.Builder.ex(3_600));
            commands.zadd("shop:" + topic, (double) message.timestampMillis(), message.toJson());
            return commands.publish("shop:" + topic, message.toJson());
        });
    }

    private static List<Message> readLikePython(String topic) {
        List<String> all = server.call(commands -> commands.zrange("shop:" + topic, 0, -1));
        return all.stream().map(Message::fromJson).toList();
    }

    @Test
    void eachAsksTheOther() throws Exception {
        try (MessagingBackend backend = Backends.open(server, "python");
                MessageBus bus = MessageBus.of(backend, "shop")) {
            BusClient billing = bus.register("billing");
            billing.subscribe("orders", (order, context) -> context.reply(Map.of("sum", 30)));
            Message order = Message.builder(IDS)
                    .sender("python")
                    .topic("orders")
                    .topicPublishedTo("orders")
                    .payload(Map.of("number", "A1"))
                    .build();
            publishLikePython("orders", order);
            String inbox = BusTopics.inbox("python");
            Await.until(
                    "the answer in Python's inbox", () -> !readLikePython(inbox).isEmpty());
            Message answer = readLikePython(inbox).get(0);
            assertEquals(order.id(), answer.inResponseTo().orElseThrow());
            assertEquals(order.thread(), answer.thread());
            assertEquals(Map.of("sum", 30L), answer.payload());

            // Nobody is known to be subscribed: a Python program may be all the same.
            CompletableFuture<Message> review =
                    billing.request("reviews", Map.of("text", "hello"), Message.class, HOUR);
            Message question = readLikePython("reviews").get(0);
            Message verdict = Message.builder(IDS)
                    .sender("python")
                    .inResponseTo(question.id())
                    .thread(question.thread())
                    .topic(BusTopics.inbox("billing"))
                    .topicPublishedTo(BusTopics.inbox("billing"))
                    .payload(Map.of("verdict", "good"))
                    .build();
            publishLikePython(BusTopics.inbox("billing"), verdict);
            assertEquals(verdict, review.get(Await.LIMIT.toSeconds(), SECONDS));
        }
    }
}
