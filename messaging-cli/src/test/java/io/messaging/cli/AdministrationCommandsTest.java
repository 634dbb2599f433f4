package io.messaging.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.inmemory.InMemoryMessagingBackend;
import io.messaging.json.JsonText;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import io.messaging.message.TopicFilter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code stats} and {@code clear} ask whatever backend is configured, here one without a server. */
class AdministrationCommandsTest {
    private static final String BROKER = "administration-commands";
    private static final String CONFIG = "{\"backend_module\":\"io.messaging.inmemory\","
            + "\"backend_class\":\"InMemoryMessagingBackend\",\"backend_config\":{\"broker\":\"" + BROKER + "\"}}";
    private static final GemstoneGenerator IDS = new GemstoneGenerator(3);

    private static void store(InMemoryMessagingBackend backend, String topic) {
        backend.storeMessage(
                "n", topic, Message.builder(IDS).payload(Map.of("a", 1)).build());
    }

    @Test
    void statsShowWhatAnyBackendCanTellAndWhyTheRestIsUnknown() {
        try (InMemoryMessagingBackend backend =
                InMemoryMessagingBackend.open(BROKER, InMemoryMessagingBackend.Delivery.DIRECT)) {
            store(backend, "t");
            backend.subscribe("t", message -> {});
            InProcess.Result table = InProcess.run("stats", "--config-json", CONFIG);
            assertEquals(0, table.exitCode(), table.err());
            assertTrue(table.out().lines().anyMatch(line -> line.matches("messages +1")), table.out());
            assertTrue(table.out().lines().anyMatch(line -> line.matches("subscriptions +1")), table.out());
            assertTrue(table.out().contains("unknown (counted only where max_stored_bytes is set)"), table.out());

            InProcess.Result json = InProcess.run("stats", "--format", "json", "--config-json", CONFIG);
            Map<String, Object> tree = JsonText.parseObject(json.out().getBytes(StandardCharsets.UTF_8));
            InProcess.Result former = InProcess.run("stats", "--json", "--config-json", CONFIG);
            assertEquals(
                    tree.keySet(),
                    JsonText.parseObject(former.out().getBytes(StandardCharsets.UTF_8))
                            .keySet());
            assertEquals("1", tree.get("topics").toString());
            assertTrue(tree.containsKey("stored_bytes"), json.out());
            assertNull(tree.get("stored_bytes"));
            assertTrue(((Map<?, ?>) tree.get("notes")).containsKey("stored_bytes"), json.out());
        }
    }

    @Test
    void topicsAreListedAndUnknownOnesAreToldFromEmptyOnes() {
        try (InMemoryMessagingBackend backend =
                InMemoryMessagingBackend.open(BROKER, InMemoryMessagingBackend.Delivery.DIRECT)) {
            store(backend, "shop:orders");
            backend.subscribe("quiet", message -> {});
            InProcess.Result table = InProcess.run("topics", "--config-json", CONFIG);
            assertTrue(table.out().lines().anyMatch(line -> line.matches("shop:orders +1 +unknown +0")), table.out());
            assertTrue(table.out().lines().anyMatch(line -> line.matches("quiet +0 +unknown +1")), table.out());
            InProcess.Result json = InProcess.run("topics", "--format", "jsonl", "--config-json", CONFIG);
            assertEquals(
                    "{\"topic\":\"quiet\",\"messages\":0,\"bytes\":null,\"subscribers\":1}",
                    json.out().lines().findFirst().orElse(""));

            InProcess.Result empty = InProcess.run("messages", "--topic", "quiet", "--config-json", CONFIG);
            assertEquals("no messages", lastLine(empty.err()));
            InProcess.Result unknown = InProcess.run("messages", "--topic", "shop:order", "--config-json", CONFIG);
            assertEquals("no messages: topic 'shop:order' is unknown; similar: 'shop:orders'", lastLine(unknown.err()));
        }
    }

    @Test
    void everyCommandThatIsGivenATopicSaysThatItIsUnknown() {
        try (InMemoryMessagingBackend backend =
                InMemoryMessagingBackend.open(BROKER, InMemoryMessagingBackend.Delivery.DIRECT)) {
            store(backend, "orders");
            backend.subscribe("quiet", message -> {});
            for (String command : List.of(
                    "messages --format jsonl",
                    "messages --format json",
                    "messages --format jsonl --limit 1",
                    "messages --limit 1",
                    "clear",
                    "subscribers",
                    "subscribers --format jsonl")) {
                InProcess.Result unknown = run(command, "order");
                assertEquals(0, unknown.exitCode(), command);
                assertTrue(
                        lastLine(unknown.err()).endsWith("topic 'order' is unknown; similar: 'orders'"),
                        () -> command + ": " + unknown.err());
                assertFalse(run(command, "quiet").err().contains("unknown"), command);
            }
        }
    }

    private static InProcess.Result run(String command, String topic) {
        return InProcess.run((command + " --topic " + topic + " --config-json " + CONFIG).split(" "));
    }

    @Test
    void theSubscribersOfATopicIncludeThoseOfItsPrefixes() {
        try (InMemoryMessagingBackend backend =
                InMemoryMessagingBackend.open(BROKER, InMemoryMessagingBackend.Delivery.DIRECT)) {
            backend.subscribe(TopicFilter.startingWith("shop:"), message -> {});
            InProcess.Result result = run("subscribers --format jsonl", "shop:orders");
            assertTrue(result.out().contains("\"kind\":\"prefix\""), result.out() + result.err());
        }
    }

    private static String lastLine(String text) {
        return text.lines().reduce("", (first, second) -> second);
    }

    @Test
    void clearRemovesFromAnyBackend() {
        try (InMemoryMessagingBackend backend =
                InMemoryMessagingBackend.open(BROKER, InMemoryMessagingBackend.Delivery.DIRECT)) {
            store(backend, "t");
            store(backend, "u");
            InProcess.Result one = InProcess.run("clear", "--topic", "t", "--config-json", CONFIG);
            assertEquals("removed 1 message of topic t\n", one.out(), one.err());
            assertEquals(0, backend.getMessagesForTopic("t").size());
            InProcess.Result all = InProcess.run("clear", "--all", "--config-json", CONFIG);
            assertEquals("removed 1 message\n", all.out(), all.err());
            assertEquals(0, backend.getMessagesForTopic("u").size());
        }
    }
}
