package io.messaging.cli.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.cli.CliProcess;
import io.messaging.cli.Server;
import io.messaging.message.Message;
import io.messaging.testsupport.Ports;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Storing, reading and following, each in a process of its own, over one server. */
class MessagesIT {
    private static Server server;

    @TempDir
    private Path folder;

    @BeforeAll
    static void startServer() {
        server = Server.start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Test
    void samplesComeBackEqualLineByLine() throws Exception {
        String samples = samples();
        Path file = Files.writeString(folder.resolve("samples.jsonl"), samples);
        CliProcess.Result stored = server.run("store", "--topic", "samples", "--file", file.toString());
        assertEquals(0, stored.exitCode(), stored.err());
        CliProcess.Result read = server.run("messages", "--topic", "samples", "--format", "jsonl");
        assertEquals(0, read.exitCode(), read.err());
        List<Message> expected = samples.lines()
                .map(Message::fromJson)
                .sorted((a, b) -> a.id().compareTo(b.id()))
                .toList();
        List<Message> actual = read.out().lines().map(Message::fromJson).toList();
        assertEquals(expected, actual);
    }

    @Test
    void standardInputIsStoredAndBadLinesAreReported() {
        String input = "{\"id\":1,\"payload\":{\"text\":\"naïve 日本語 🚀\"}}\nnonsense\n\n{\"id\":2}";
        CliProcess.Result stored = server.runWithInput(input, "store", "--topic", "input", "-");
        assertEquals(1, stored.exitCode());
        assertTrue(stored.err().startsWith("line 2: the message is not valid JSON"), stored.err());
        CliProcess.Result read = server.run("messages", "--topic=input", "--format=jsonl");
        assertEquals("{\"id\":1,\"payload\":{\"text\":\"naïve 日本語 🚀\"}}\n{\"id\":2}\n", read.out());
    }

    /** As a program writes to a pipe: each line is stored while the pipe stays open. */
    @Test
    void payloadsAreStoredAsTheyComeAndAnInterruptionSaysHowFarItGot() {
        try (CliProcess tail = server.client("subscribe", "--topic", "piped", "--count", "2", "--format", "jsonl");
                CliProcess store = server.client("store", "--topic", "piped", "--payloads", "-")) {
            tail.awaitErr(line -> line.equals("subscribed to piped"));
            store.type("{\"n\":1}\n\n{\"n\":2}\n{\"half");
            assertEquals(2, tail.await().out().lines().count());
            store.signal("TERM");
            CliProcess.Result result = store.await();
            assertEquals(143, result.exitCode());
            assertEquals("interrupted after line 3: stored 2 messages\n", result.err());
        }
    }

    @Test
    void manyMessagesAreStoredQuicklyEnoughToWaitFor() {
        StringBuilder lines = new StringBuilder();
        for (int id = 1; id <= 20_000; id++) {
            lines.append("{\"id\":")
                    .append(id)
                    .append(",\"payload\":{\"n\":")
                    .append(id)
                    .append("}}\n");
        }
        CliProcess.Result stored = server.runWithInput(lines.toString(), "store", "--topic", "many", "-");
        assertEquals(0, stored.exitCode(), stored.err());
        assertEquals("stored 20,000 messages in topic many\n", stored.out());
        CliProcess.Result read = server.run("messages", "--topic", "many", "--format", "jsonl");
        assertEquals(lines.toString(), read.out());
    }

    @Test
    void subscriberSeesWhatIsStoredAfterItSaidSo() {
        String topic = "live topic \"quoted\"";
        server.run("store", "--topic", topic, "--payload", "{\"n\":0}");
        try (CliProcess tail = server.client("subscribe", "--topic", topic, "--count", "2", "--format", "jsonl")) {
            tail.awaitErr(line -> line.equals("subscribed to " + topic));
            String first = server.run("store", "--topic", topic, "--payload", "{\"n\":1}")
                    .out()
                    .strip();
            String line = tail.awaitOut(text -> true);
            assertEquals(first, Message.fromJson(line).id().toString(), "and nothing from before");
            server.run("store", "--topic", topic, "--payload", "{\"n\":2}");
            CliProcess.Result result = tail.await();
            assertEquals(0, result.exitCode(), result.err());
            assertEquals(2, result.out().lines().count());
        }
    }

    @Test
    void severalTopicsAreFollowedTogether() {
        try (CliProcess tail = server.client("subscribe", "--topic", "one", "two", "--count", "2")) {
            tail.awaitErr(line -> line.equals("subscribed to two"));
            server.run("store", "--topic", "one", "--payload", "{\"n\":\"first\"}");
            server.run("store", "--topic", "two", "--payload", "{\"n\":\"second\"}");
            CliProcess.Result result = tail.await();
            List<String> lines = result.out().lines().toList();
            assertEquals(3, lines.size(), result.out());
            assertTrue(lines.get(1).contains("  one  ") && lines.get(1).contains("first"), result.out());
            assertTrue(lines.get(2).contains("  two  ") && lines.get(2).contains("second"), result.out());
        }
    }

    @Test
    void aMemberThatIsInterruptedLeavesItsGroupAtOnce() {
        try (CliProcess member = server.client("subscribe", "--topic", "jobs", "--shared", "workers")) {
            member.awaitErr(line -> line.equals("subscribed to jobs as a member of group workers"));
            member.signal("TERM");
            CliProcess.Result result = member.await();
            assertEquals(143, result.exitCode());
            assertEquals("subscribed to jobs as a member of group workers\n", result.err());
        }
        assertTrue(server.run("clients").out().contains("none"), "the server does not wait for it");
    }

    @Test
    void commandsNeverStartAServerThatWouldEndWithThem() {
        int port = Ports.free();
        CliProcess.Result result = CliProcess.run(
                "store", "--topic", "t", "--payload", "{\"a\":1}", "--config-json", Server.config(port, true));
        assertEquals(1, result.exitCode());
        assertTrue(result.err().contains("127.0.0.1:" + port), result.err());
    }

    @Test
    void blankTopicIsAUsageError() {
        CliProcess.Result result = server.run("messages", "--topic", " ");
        assertEquals(2, result.exitCode());
        assertTrue(result.err().contains("topic is blank"), result.err());
    }

    private static String samples() throws Exception {
        try (InputStream samples = MessagesIT.class.getResourceAsStream("/samples/python-messages.jsonl")) {
            assertNotNull(samples, "the samples are in the test resources");
            return new String(samples.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
