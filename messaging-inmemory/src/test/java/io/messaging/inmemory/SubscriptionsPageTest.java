package io.messaging.inmemory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.TopicFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The examples of docs/subscriptions.md are in this test, between {@code // docs: name} and the end, and run. */
class SubscriptionsPageTest {
    private static final Path PAGE = Path.of("../docs/subscriptions.md");
    private static final Path SOURCE = Path.of("src/test/java/io/messaging/inmemory/SubscriptionsPageTest.java");

    private final GemstoneGenerator ids = GemstoneGenerator.withRandomMachineId();
    private final MessagingBackend backend =
            InMemoryMessagingBackend.open(getClass().getName());
    private final List<GemstoneId> handled = new ArrayList<>();
    private final List<String> topics = new ArrayList<>();

    @AfterEach
    void close() {
        backend.close();
    }

    private GemstoneId store(String topic, String item) {
        Message message = Message.builder(ids).payload(Map.of("item", item)).build();
        backend.storeMessage("shop", topic, message);
        return message.id();
    }

    @Test
    void stateIsRebuiltFromTheBeginning() {
        GemstoneId tea = store("shop:orders", "tea");

        // docs: from-beginning
        Map<GemstoneId, String> items = new ConcurrentHashMap<>();
        backend.subscribe(
                "shop:orders",
                order -> items.put(order.id(), order.payload().get("item").toString()),
                SubscriptionOptions.plain().fromBeginning());
        // docs: end

        assertEquals(Map.of(tea, "tea", store("shop:orders", "cups"), "cups"), items);
    }

    @Test
    void aProgramGoesOnAfterItsLastMessage() {
        List<GemstoneId> stored =
                List.of(store("shop:orders", "tea"), store("shop:orders", "cups"), store("shop:orders", "milk"));

        goOn(stored.get(0));
        assertEquals(stored.subList(1, 3), handled);

        handled.clear();
        backend.unsubscribe("shop:orders");
        goOn(ids.next());
        assertEquals(stored, handled);
    }

    private void goOn(GemstoneId last) {
        MessageHandler handler = order -> handled.add(order.id());
        // docs: after
        SubscriptionOptions options = SubscriptionOptions.plain();
        try {
            backend.subscribe("shop:orders", handler, options.after(last));
        } catch (IllegalArgumentException gone) { // expired, or cleared
            backend.subscribe("shop:orders", handler, options.fromBeginning());
        }
        // docs: end
    }

    @Test
    void topicsAreWatchedByPrefix() {
        // docs: prefix
        backend.subscribe(
                TopicFilter.startingWith("shop:"),
                MessageHandler.ofDelivery(delivery -> note(delivery.topic(), delivery.message())));
        // docs: end

        List<GemstoneId> stored = List.of(store("shop:orders", "tea"), store("shop:bills", "tea"));
        store("bank:bills", "tea");
        assertEquals(List.of("shop:orders", "shop:bills"), topics);
        assertEquals(stored, handled);
    }

    private void note(String topic, Message message) {
        topics.add(topic);
        handled.add(message.id());
    }

    @Test
    void theExamplesOfThePageAreTheOnesHere() throws IOException {
        assertEquals(
                blocks(SOURCE, " *// docs: (?!end)\\S+\\n(.*?)\\n *// docs: end"), blocks(PAGE, "```java\\n(.*?)```"));
    }

    private static List<String> blocks(Path file, String pattern) throws IOException {
        return Pattern.compile(pattern, Pattern.DOTALL)
                .matcher(Files.readString(file).replace("\r", ""))
                .results()
                .map((MatchResult block) -> block.group(1).stripIndent().strip())
                .toList();
    }
}
