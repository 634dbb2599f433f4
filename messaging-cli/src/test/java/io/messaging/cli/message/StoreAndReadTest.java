package io.messaging.cli.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.MessagingBackend;
import io.messaging.cli.InProcess;
import io.messaging.config.MessagingConfig;
import io.messaging.message.AgentTag;
import io.messaging.message.Message;
import io.messaging.message.Priority;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that store and read, over a broker of this JVM that the test keeps open. */
class StoreAndReadTest {
    private final MessagingConfig config = MessagingConfig.of(Map.of(
            "backend_module", "io.messaging.inmemory",
            "backend_class", "InMemoryMessagingBackend",
            "backend_config", Map.of("broker", UUID.randomUUID().toString())));
    private final MessagingBackend broker = config.createBackend();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        broker.close();
    }

    /** A topic is any text, also one that looks like an option, a file of arguments or a format. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "@alice",
                "@@double",
                "@",
                "-",
                "--",
                "-x",
                "--port",
                "--port=1",
                "-h",
                "--help",
                "--nope",
                "%s",
                "${user.home}",
                "${sys:user.home}",
                "\"quoted\"",
                "'",
                "=",
                "a=b",
                " padded ",
                "a\nb",
                "@|red x|@",
                "a,b",
                "store",
                "münchen"
            })
    void anyTextIsATopicASenderAndAFormat(String text) {
        String format = text + "???";
        InProcess.Result stored = run(
                "store",
                "--topic=" + text,
                "--namespace=" + text,
                "--sender=" + text,
                "--format=" + format,
                "--payload={\"a\":1}");
        assertEquals(0, stored.exitCode(), stored.err());
        List<Message> messages = broker.getMessagesForTopic(text);
        assertEquals(1, messages.size(), stored.out());
        assertEquals(AgentTag.of(text), messages.get(0).sender().orElseThrow());
        assertEquals(format, messages.get(0).format());
        assertEquals(
                messages, broker.getMessagesById(text, List.of(messages.get(0).id())));
    }

    @Test
    void samplesComeBackUnchanged() throws Exception {
        String samples = samples();
        InProcess.Result stored =
                run("store", "--topic", "t", "--file", file(samples).toString());
        assertEquals(0, stored.exitCode(), stored.err());
        assertEquals("stored 9 messages in topic t\n", stored.out());
        InProcess.Result read = run("messages", "--topic", "t", "--format", "jsonl");
        assertEquals(lines(samples), lines(read.out()));
    }

    private static Set<String> lines(String text) {
        List<String> lines = text.lines().toList();
        assertEquals(new HashSet<>(lines).size(), lines.size(), "a line came twice");
        return new HashSet<>(lines);
    }

    @Test
    void badLinesAreNumberedAndCostOnlyThemselves() throws Exception {
        Path file =
                file("{\"id\":1,\"payload\":{\"a\":1}}\n\nnonsense\n{\"payload\":{}}\n{\"id\":2}\n[3]\n{\"id\":1}\n");
        InProcess.Result result = run("store", "--topic", "t", "--file", file.toString());
        assertEquals(1, result.exitCode());
        assertEquals(2, broker.getMessagesForTopic("t").size());
        assertTrue(result.err().contains("line 3: the message is not valid JSON"), result.err());
        assertTrue(result.err().contains("line 4: the message has no id"), result.err());
        assertTrue(result.err().contains("line 6: the message is not a JSON object"), result.err());
        assertTrue(result.err().contains("line 7: "), () -> "another message under a stored id: " + result.err());
        assertTrue(result.err().contains("stored 2 messages, but 4 lines could not be stored"), result.err());
    }

    @Test
    void failFastStopsAtTheFirstBadLine() throws Exception {
        Path file = file("{\"id\":1}\nnonsense\n{\"id\":2}\n");
        InProcess.Result result = run("store", "--fail-fast", "--topic", "t", "--file", file.toString());
        assertEquals(1, result.exitCode());
        assertEquals(1, broker.getMessagesForTopic("t").size());
        assertTrue(result.err().contains("stopped there, as --fail-fast asks"), result.err());
    }

    @Test
    void manyBadLinesDoNotFloodTheScreen() throws Exception {
        InProcess.Result result =
                run("store", "--topic", "t", "--file", file("x\n".repeat(5_000)).toString());
        assertEquals(1, result.exitCode());
        assertTrue(result.err().contains("5,000 lines could not be stored"), result.err());
        assertTrue(result.err().lines().count() < 30, () -> result.err().lines().count() + " lines");
    }

    @Test
    void payloadBecomesAMessageWithTheGivenFields() {
        InProcess.Result result = run(
                "store",
                "--topic",
                "a topic",
                "--namespace",
                "n",
                "--payload",
                "{\"text\":\"hé\",\"n\":9007199254740993}",
                "--priority",
                "urgent",
                "--ttl",
                "600",
                "--sender",
                "me",
                "--format",
                "my.Format");
        assertEquals(0, result.exitCode(), result.err());
        Message message = broker.getMessagesForTopic("a topic").get(0);
        assertEquals(message.id() + "\n", result.out());
        assertEquals(Priority.URGENT, message.priority());
        assertEquals(600, message.ttlSeconds().orElseThrow());
        assertEquals("me", message.sender().orElseThrow().id());
        assertEquals("my.Format", message.format());
        assertEquals(Map.of("text", "hé", "n", 9007199254740993L), message.payload());
        assertEquals(List.of(message), broker.getMessagesById("n", List.of(message.id())));
    }

    @Test
    void readsByTopicSinceAndId() {
        for (long id : new long[] {10, 20, 30}) {
            broker.storeMessage("n", "t", Message.fromJson("{\"id\":" + id + "}"));
        }
        assertEquals(
                "{\"id\":20}\n{\"id\":30}\n",
                run("messages", "--topic", "t", "--since", "10", "--format", "jsonl")
                        .out());
        assertEquals(
                "{\"id\":30}\n{\"id\":10}\n",
                run("messages", "--ids", "30,99,10", "--namespace", "n", "--format", "jsonl")
                        .out());
        assertEquals("", run("messages", "--ids", "30", "--format", "jsonl").out(), "another namespace");
    }

    @Test
    void unknownTopicIsSaidOnStandardErrorOnly() {
        InProcess.Result result = run("messages", "--topic", "nothing here");
        assertEquals(0, result.exitCode());
        assertEquals("", result.out());
        assertTrue(result.err().endsWith("\nno messages: topic 'nothing here' is unknown\n"), result.err());
    }

    @Test
    void backendOfOneProcessIsWarnedOf() {
        InProcess.Result result = run("messages", "--topic", "t");
        assertTrue(
                result.err().startsWith("warning: InMemoryMessagingBackend does not reach other processes"),
                result.err());
    }

    private InProcess.Result run(String... args) {
        String[] withConfig = new String[args.length + 2];
        System.arraycopy(args, 0, withConfig, 0, args.length);
        withConfig[args.length] = "--config-json";
        withConfig[args.length + 1] = config.toJson();
        return InProcess.run(withConfig);
    }

    private Path file(String text) throws Exception {
        return Files.writeString(folder.resolve("messages.jsonl"), text);
    }

    private static String samples() throws Exception {
        try (InputStream samples = StoreAndReadTest.class.getResourceAsStream("/samples/python-messages.jsonl")) {
            assertNotNull(samples, "the samples are in the test resources");
            return new String(samples.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
