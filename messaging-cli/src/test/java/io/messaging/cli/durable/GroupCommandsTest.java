package io.messaging.cli.durable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.RejectedDeliveryException;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.cli.InProcess;
import io.messaging.config.MessagingConfig;
import io.messaging.json.JsonText;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import io.messaging.testsupport.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The administrator's commands on groups, over a broker of this JVM that the test keeps open. */
class GroupCommandsTest {
    private static final GemstoneGenerator IDS = new GemstoneGenerator(12);
    private static final String DEAD = "dead_letter_queue";

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

    private Subscription subscribe(String topic, SubscriptionOptions options) {
        return broker.subscribe(
                topic,
                message -> {
                    if (!healthy) {
                        throw new RejectedDeliveryException("not today");
                    }
                    handled.add(message);
                },
                options);
    }

    private Message store(String topic) {
        Message message = Message.builder(IDS).payload(Map.of("a", 1)).build();
        broker.storeMessage("shop", topic, message);
        return message;
    }

    /** A member of a group that failed on a message and is healthy again. */
    private Message failure(String topic, SubscriptionOptions options) {
        int letters = broker.getMessagesForTopic(DEAD).size();
        subscribe(topic, options);
        healthy = false;
        Message message = store(topic);
        Await.until("its dead letter", () -> broker.getMessagesForTopic(DEAD).size() > letters);
        healthy = true;
        return message;
    }

    @Test
    void jsonHasGroupsWithTheirMembersBehindTheClients() {
        subscribe("jobs", SubscriptionOptions.durable("zoe"));
        subscribe(
                        "jobs",
                        SubscriptionOptions.shared("workers")
                                .concurrency(4)
                                .orderedBy("sender")
                                .namespace("shop"))
                .close();
        subscribe(
                "jobs",
                SubscriptionOptions.shared("workers")
                        .concurrency(8)
                        .orderedBy("sender")
                        .namespace("shop"));
        List<?> all =
                (List<?>) JsonText.parse(run("clients", "--format", "json").out());

        assertEquals(2, all.size());
        assertEquals("client", ((Map<?, ?>) all.get(0)).get("kind"));
        Map<?, ?> group = (Map<?, ?>) all.get(1);
        assertEquals("group", group.get("kind"));
        assertEquals("workers", group.get("group"));
        assertEquals("jobs", group.get("topic"));
        assertEquals("shop", group.get("namespace"));
        assertEquals("sender", group.get("ordered_by"));
        for (String figure : List.of("position", "lag", "in_flight", "retries_waiting", "attempts", "lost")) {
            assertEquals(0L, group.get(figure), figure);
        }
        assertEquals(1L, group.get("max_attempts"));
        assertNotNull(group.get("last_seen"));
        Map<?, ?> member = (Map<?, ?>) ((List<?>) group.get("members")).get(0);
        assertEquals(8L, member.get("concurrency"));
        assertEquals(true, member.get("connected"));
        assertEquals(0L, member.get("in_flight"));
        assertNotNull(member.get("number"));
        assertEquals(ProcessHandle.current().pid(), member.get("process"));
        assertNotNull(member.get("host"));
        assertNotNull(member.get("since"));
        assertEquals(2, run("clients", "--format", "jsonl").out().lines().count());
    }

    @Test
    void groupsAloneAreATableWithoutANoteThatThereAreNoClients() {
        subscribe("jobs", SubscriptionOptions.shared("workers"));
        InProcess.Result result = run("clients");
        assertTrue(result.out().startsWith("GROUP"), result.out());
        assertTrue(!result.err().contains("no durable clients"), result.err());
    }

    @Test
    void aForgottenGroupIsGoneInItsTopicOnly() {
        subscribe("jobs", SubscriptionOptions.shared("workers"));
        subscribe("other", SubscriptionOptions.shared("workers"));
        assertEquals(
                "forgot group workers of topic jobs\n",
                run("clients", "--forget-group", "workers", "--topic", "jobs").out());
        assertEquals("other", broker.sharedGroups().list().get(0).topic());
        InProcess.Result again = run("clients", "--forget-group", "workers", "--topic", "jobs");
        assertEquals(1, again.exitCode());
        assertTrue(again.err().contains("there is no group 'workers' in topic 'jobs'"), again.err());
    }

    @Test
    void deadLettersGoBackToTheGroupThatFailed() throws Exception {
        Message failed = failure("jobs", SubscriptionOptions.shared("workers"));
        InProcess.Result result = run("dead-letters", "--requeue", "all");
        assertEquals("requeued 1 dead letter\n", result.out(), result.err());
        assertEquals(failed, Await.next(handled, "the message"));
    }

    @Test
    void aNameOfBothAClientAndAGroupHasToBeSaidWhoseItIs() throws Exception {
        subscribe("jobs", SubscriptionOptions.durable("both"));
        Message failed = failure("jobs", SubscriptionOptions.shared("both"));
        Await.until("both dead letters", () -> broker.getMessagesForTopic(DEAD).size() == 2);
        InProcess.Result any = run("dead-letters", "--requeue", "all");
        assertEquals(1, any.exitCode());
        assertTrue(any.err().contains("'both' of topic 'jobs' is a durable client and a group"), any.err());
        String letter = broker.getMessagesForTopic(DEAD).get(0).id().toString();
        for (String owner : List.of("--group", "--client")) {
            assertEquals(
                    "requeued " + letter + "\n",
                    run("dead-letters", owner, "both", "--requeue", letter).out());
            assertEquals(failed, Await.next(handled, "the message"));
        }
    }

    @Test
    void optionsThatDoNotGoTogetherAreRefused() {
        for (String[] wrong : new String[][] {
            {"clients", "--forget", "a", "--forget-group", "b", "--topic", "t"},
            {"clients", "--forget-group", "b"},
            {"clients", "--topic", "t"},
            {"dead-letters", "--client", "a", "--group", "b"}
        }) {
            assertEquals(2, run(wrong).exitCode(), () -> String.join(" ", wrong));
        }
    }

    @Test
    void tablesFitTheTerminal() {
        String topic = "a:topic/with/many/parts/and/a/long/name";
        for (int member = 0; member < 20; member++) {
            subscribe(
                    topic,
                    SubscriptionOptions.shared("a-group-with-a-long-name").concurrency(100));
        }
        for (int columns : new int[] {80, 120}) {
            String out = InProcess.runOnColumns(columns, withConfig("clients")).out();
            assertTrue(out.lines().count() >= 2, out);
            out.lines()
                    .forEach(line -> assertTrue(line.length() <= columns, () -> "wider than " + columns + ": " + line));
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
