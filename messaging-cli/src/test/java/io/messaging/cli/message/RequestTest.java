package io.messaging.cli.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.MessagingBackend;
import io.messaging.bus.BusClient;
import io.messaging.bus.MessageBus;
import io.messaging.cli.InProcess;
import io.messaging.config.MessagingConfig;
import io.messaging.message.Message;
import io.messaging.message.Priority;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The command that asks agents, over a broker of this JVM. */
class RequestTest {
    private final MessagingConfig config = MessagingConfig.of(Map.of(
            "backend_module", "io.messaging.inmemory",
            "backend_class", "InMemoryMessagingBackend",
            "backend_config", Map.of("broker", UUID.randomUUID().toString())));
    private final MessagingBackend backend = config.createBackend();
    private final MessageBus bus = MessageBus.of(backend, "shop");
    private final BusClient billing = bus.register("billing");

    @AfterEach
    void close() {
        bus.close();
        backend.close();
    }

    private InProcess.Result request(String... more) {
        List<String> args = new ArrayList<>(
                List.of("request", "--config-json", config.toJson(), "--payload", "{\"number\":\"A1\"}"));
        if (!List.of(more).contains("--timeout")) {
            args.addAll(List.of("--timeout", "3600"));
        }
        args.addAll(List.of(more));
        return InProcess.run(args.toArray(String[]::new));
    }

    @Test
    void printsThePayloadOfTheAnswer() {
        List<Message> asked = new ArrayList<>();
        billing.subscribe("orders", (message, context) -> {
            asked.add(message);
            context.reply(Map.of("of", message.payload().get("number")));
        });
        InProcess.Result byTopic = request("--topic", "shop:orders", "--priority", "urgent", "--sender", "me");
        assertEquals("{\"of\":\"A1\"}", byTopic.out().strip(), byTopic.err());
        assertEquals(0, byTopic.exitCode());
        assertEquals(Priority.URGENT, asked.get(0).priority());
        assertEquals("me", asked.get(0).sender().orElseThrow().name());

        InProcess.Result whole = request("--topic", "orders", "--namespace", "shop", "--whole");
        Message answer = Message.fromJson(whole.out().strip());
        assertEquals(asked.get(1).id(), answer.inResponseTo().orElseThrow());
    }

    @Test
    void failsWithTheErrorOfTheAnswer() {
        billing.subscribe("orders", (message, context) -> context.replyError("OutOfStock", "no tea is left"));
        InProcess.Result failed = request("--topic", "shop:orders");
        assertEquals(1, failed.exitCode(), failed.err());
        assertTrue(failed.err().contains("no tea is left"), failed.err());
    }

    @Test
    void failsWhereNobodyIsSubscribed() {
        InProcess.Result failed = request("--topic", "shop:orders", "--timeout", "3600");
        assertEquals(1, failed.exitCode(), failed.err());
        assertTrue(failed.err().contains("no other client is subscribed"), failed.err());
    }

    @Test
    void saysWhatIsMissing() {
        InProcess.Result noNamespace = request("--topic", "orders");
        assertEquals(2, noNamespace.exitCode(), noNamespace.err());
        assertTrue(noNamespace.err().contains("--namespace"), noNamespace.err());
        assertEquals(2, InProcess.run("request", "--topic", "shop:orders").exitCode());
        assertEquals(2, request("--topic", "shop:orders", "--timeout", "0").exitCode());
    }
}
