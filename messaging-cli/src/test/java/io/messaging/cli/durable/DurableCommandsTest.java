package io.messaging.cli.durable;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.cli.InProcess;
import io.messaging.config.MessagingConfig;
import io.messaging.json.JsonText;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The administrator's commands, over a broker of this JVM that the test keeps open. */
class DurableCommandsTest {
    private static final GemstoneGenerator IDS = new GemstoneGenerator(9);

    private final MessagingConfig config = MessagingConfig.of(Map.of(
            "backend_module", "io.messaging.inmemory",
            "backend_class", "InMemoryMessagingBackend",
            "backend_config", Map.of("broker", UUID.randomUUID().toString())));
    private final MessagingBackend broker = config.createBackend();
    private final BlockingQueue<Message> handled = new LinkedBlockingQueue<>();
    private volatile boolean healthy = true;

    @AfterEach
    void close() {
        broker.close();
    }

    private void subscribe(String clientId, String topic) {
        broker.subscribe(
                topic,
                message -> {
                    if (!healthy) {
                        throw new IllegalStateException("cannot digest \u001b[2J" + message.id());
                    }
                    handled.add(message);
                },
                SubscriptionOptions.durable(clientId).namespace("shop"));
    }

    private List<GemstoneId> store(String topic, int count) {
        List<GemstoneId> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Message message =
                    Message.builder(IDS.next()).payload(Map.of("n", i)).build();
            broker.storeMessage("shop", topic, message);
            ids.add(message.id());
        }
        return ids;
    }

    /** A client that failed on some messages and is healthy again. */
    private List<GemstoneId> failures(String clientId, String topic, int count) {
        subscribe(clientId, topic);
        healthy = false;
        List<GemstoneId> ids = store(topic, count);
        healthy = true;
        return ids;
    }

    @Test
    void clientsAreListedConnectedOrAway() {
        subscribe("mailer", "orders");
        subscribe("billing", "orders");
        store("orders", 3);
        broker.unsubscribe("orders", "billing");
        store("orders", 1_200);

        List<String> lines = run("clients").out().lines().toList();

        assertEquals(3, lines.size(), () -> String.join("\n", lines));
        assertTrue(
                lines.get(0).matches("CLIENT +TOPIC +POSITION +LAG +IN FLIGHT +LOST +CONNECTED +LAST SEEN \\(UTC\\)"),
                lines.get(0));
        assertTrue(lines.get(1).matches("billing +orders +3 +1,200 +0 +0 +no +20\\d\\d-.*"), lines.get(1));
        assertTrue(lines.get(2).matches("mailer +orders +1,203 +0 +0 +0 +yes +20\\d\\d-.*"), lines.get(2));
    }

    @Test
    void clientsAsJsonHaveEverything() {
        subscribe("billing", "orders");
        store("orders", 2);

        InProcess.Result result = run("clients", "--format", "json");

        Map<?, ?> client = (Map<?, ?>) ((List<?>) JsonText.parse(result.out())).get(0);
        assertEquals("billing", client.get("client_id"));
        assertEquals("orders", client.get("topic"));
        assertEquals("shop", client.get("namespace"));
        assertEquals(true, client.get("connected"));
        assertEquals(2L, ((Number) client.get("position")).longValue());
        for (String count : List.of("lag", "in_flight", "lost")) {
            assertEquals(0L, ((Number) client.get(count)).longValue(), count);
        }
        assertNotNull(client.get("last_seen"));
        assertEquals(1, run("clients", "--format", "jsonl").out().lines().count());
    }

    @Test
    void aForgottenClientIsGoneAndAnUnknownOneIsAnError() {
        subscribe("billing", "orders");
        broker.unsubscribe("orders", "billing");

        assertEquals(
                "forgot client billing\n", run("clients", "--forget", "billing").out());
        assertEquals(List.of(), broker.durableClients().list());
        InProcess.Result again = run("clients", "--forget", "billing");
        assertEquals(1, again.exitCode());
        assertTrue(again.err().contains("there is no durable client 'billing'"), again.err());
        InProcess.Result none = run("clients");
        assertEquals("", none.out());
        assertTrue(none.err().endsWith("no durable clients\n"), none.err());
    }

    @Test
    void deadLettersAreListedWithWhatHappened() {
        List<GemstoneId> failed = failures("billing", "orders", 2);

        List<String> lines = run("dead-letters").out().lines().toList();

        assertEquals(3, lines.size(), () -> String.join("\n", lines));
        assertTrue(lines.get(0).matches("\\s*ID +TIME \\(UTC\\) +CLIENT +TOPIC +ORIGINAL +ERROR"), lines.get(0));
        assertTrue(
                lines.get(1)
                        .endsWith("billing  orders  " + failed.get(0)
                                + "  IllegalStateException: cannot digest \\u001b[2J" + failed.get(0)),
                lines.get(1));
    }

    @Test
    void deadLettersAsJsonHaveTheOriginal() {
        GemstoneId failed = failures("billing", "shop:orders", 1).get(0);

        InProcess.Result result = run("dead-letters", "--namespace", "shop", "--format", "json");

        Map<?, ?> letter = (Map<?, ?>) ((List<?>) JsonText.parse(result.out())).get(0);
        assertEquals("billing", letter.get("client_id"));
        assertEquals("shop:orders", letter.get("original_topic"));
        assertEquals(failed.toString(), letter.get("original_id").toString());
        assertEquals("java.lang.IllegalStateException", letter.get("error_type"));
        assertEquals("InMemoryMessagingBackend", letter.get("backend"));
        assertEquals(Map.of("n", 0L), ((Map<?, ?>) letter.get("original_message")).get("payload"));
        assertEquals("", run("dead-letters").out(), "the topic without a prefix has none");
    }

    @Test
    void oneIsGivenBackOrAllOfAClient() throws Exception {
        List<GemstoneId> failed = failures("billing", "orders", 3);
        failures("mailer", "orders", 1); // on which billing fails too
        handled.clear();
        Message second = broker.getMessagesForTopic("dead_letter_queue").get(1);

        InProcess.Result one = run("dead-letters", "--requeue", second.id().toString());
        assertEquals("requeued " + second.id() + "\n", one.out(), one.err());
        assertEquals(failed.get(1), handled.poll(60, SECONDS).id());
        InProcess.Result all = run("dead-letters", "--client", "billing", "--requeue", "all");

        assertEquals("requeued 4 dead letters\n", all.out(), all.err());
        for (int i = 0; i < 4; i++) {
            assertNotNull(handled.poll(60, SECONDS), "message " + i + " of those given back came");
        }
    }

    @Test
    void whatCannotBeGivenBackIsNamedAndTheRestIsDone() throws Exception {
        List<GemstoneId> failed = failures("billing", "orders", 1);
        failures("gone", "orders", 1);
        broker.durableClients().forget("gone");
        store("dead_letter_queue", 1);
        handled.clear();

        InProcess.Result result = run("dead-letters", "--requeue", "all");

        assertEquals(1, result.exitCode());
        assertTrue(result.err().contains("no durable client 'gone' of topic 'orders'"), result.err());
        assertTrue(result.err().contains("is no dead letter"), result.err());
        assertTrue(result.err().contains("requeued 2 dead letters, but 2 could not be requeued"), result.err());
        assertEquals(failed.get(0), handled.poll(60, SECONDS).id());
        assertTrue(run("dead-letters").out().contains("(message "), "listed all the same");
    }

    @Test
    void idsThatAreNoneAreRefused() {
        InProcess.Result noId = run("dead-letters", "--requeue", "everything");
        assertEquals(2, noId.exitCode());
        assertTrue(noId.err().contains("it is the id of a dead letter, or all"), noId.err());
        InProcess.Result unknown = run("dead-letters", "--requeue", "77");
        assertEquals(1, unknown.exitCode());
        assertTrue(unknown.err().contains("there is no dead letter 77 in topic 'dead_letter_queue'"), unknown.err());
        InProcess.Result both = run("dead-letters", "--topic", "t", "--namespace", "n");
        assertEquals(2, both.exitCode());
    }

    @Test
    void onATerminalTheErrorIsBelowItsDeadLetter() {
        List<GemstoneId> failed = failures("billing", "orders", 1);

        List<String> lines = InProcess.runOnColumns(80, withConfig("dead-letters"))
                .out()
                .lines()
                .toList();

        assertTrue(lines.get(0).matches(" +ID  TIME \\(UTC\\) +CLIENT +TOPIC"), lines.get(0));
        assertTrue(lines.get(1).endsWith("  billing  orders"), lines.get(1));
        assertEquals("    IllegalStateException: cannot digest \\u001b[2J" + failed.get(0), lines.get(2));
    }

    @Test
    void tablesFitTheTerminal() {
        subscribe("a-client-with-quite-a-long-name-indeed", "a:topic/with/many/parts/and/a/long/name");
        failures("a-client-with-quite-a-long-name-indeed", "a:topic/with/many/parts/and/a/long/name", 1);
        for (int columns : new int[] {80, 120}) {
            for (String[] command : new String[][] {{"clients"}, {"dead-letters", "--namespace", "a"}}) {
                String out =
                        InProcess.runOnColumns(columns, withConfig(command)).out();
                assertTrue(out.lines().count() >= 2, out);
                out.lines()
                        .forEach(line ->
                                assertTrue(line.length() <= columns, () -> "wider than " + columns + ": " + line));
            }
        }
    }

    private InProcess.Result run(String... args) {
        return InProcess.run(withConfig(args));
    }

    private String[] withConfig(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--config-json", config.toJson()));
        return all.toArray(String[]::new);
    }
}
