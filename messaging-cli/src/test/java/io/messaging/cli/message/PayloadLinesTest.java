package io.messaging.cli.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.MessagingBackend;
import io.messaging.cli.InProcess;
import io.messaging.config.MessagingConfig;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.EmbeddedServerOptions;
import io.messaging.message.Message;
import io.messaging.message.Priority;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code store --payloads}, over a broker of this JVM that the test keeps open. */
class PayloadLinesTest {
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

    @Test
    void eachLineBecomesAMessageWithANewIdInTheOrderOfTheLines() throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int n = 0; n < 5_000; n++) {
            lines.append("{\"n\":").append(n).append("}\n");
        }
        InProcess.Result result = store(lines.toString(), "--priority", "high", "--ttl", "600", "--sender", "me");
        assertEquals(0, result.exitCode(), result.err());
        assertEquals("stored 5,000 messages in topic t\n", result.out());
        List<Message> messages = broker.getMessagesForTopic("t");
        assertEquals(5_000, messages.stream().map(Message::id).distinct().count());
        for (int n = 0; n < 5_000; n++) {
            Message message = messages.get(n);
            assertEquals(Map.of("n", (long) n), message.payload(), "ids are in the order of the lines");
            assertEquals(Priority.HIGH, message.priority());
            assertEquals(600, message.ttlSeconds().orElseThrow());
            assertEquals("me", message.sender().orElseThrow().id());
        }
    }

    @Test
    void carriageReturnsAByteOrderMarkEmptyLinesAndAMissingLineBreakAreFine() throws Exception {
        InProcess.Result result = store("\ufeff{\"n\":1}\r\n\r\n   \n{\"n\":2}\r\n{\"text\":\"naïve 日本語 🚀\"}");
        assertEquals(0, result.exitCode(), result.err());
        assertEquals(List.of(Map.of("n", 1L), Map.of("n", 2L), Map.of("text", "naïve 日本語 🚀")), payloads());
    }

    @Test
    void badLinesAreNumberedWithWhatIsAllowedAndCostOnlyThemselves() throws Exception {
        InProcess.Result result = store("{\"n\":1}\n\nnonsense\n[1]\n{}\n{\"a\":1,\"a\":2}\n{\"half\n{\"n\":2}");
        assertEquals(1, result.exitCode());
        assertEquals(List.of(Map.of("n", 1L), Map.of("n", 2L)), payloads());
        String allowed = "it takes a JSON object with at least one field, such as {\"text\": \"hello\"}";
        for (String expected : List.of(
                "line 3: the payload is not valid JSON: Unrecognized token 'nonsense'",
                "at column 1; " + allowed,
                "line 4: the payload is [1]; " + allowed,
                "line 5: the payload is empty",
                "line 6: the payload has the key 'a' twice, at column ",
                "line 7: the payload is not valid JSON: it ends before the value is complete; " + allowed,
                "stored 2 messages, but 5 lines could not be stored")) {
            assertTrue(result.err().contains(expected), () -> expected + " is not in:\n" + result.err());
        }
    }

    @Test
    void linesThatAreTooLongCostOnlyThemselves() throws Exception {
        try (EmbeddedServer server =
                EmbeddedServer.start(EmbeddedServerOptions.defaults().port(0).with("max_message_bytes", 2_000))) {
            Path lines = Files.writeString(
                    folder.resolve("lines"),
                    "{\"a\":\"" + "x".repeat(1_980) + "\"}\n{\"b\":\"" + "x".repeat(3_000_000) + "\"}\n{\"n\":1}\n");
            InProcess.Result result =
                    InProcess.run("store", "--topic", "t", "--port=" + server.port(), "--payloads", lines.toString());
            assertEquals(1, result.exitCode());
            assertTrue(result.err().contains("line 1: "), () -> "as a message it is too long: " + result.err());
            assertTrue(result.err().contains("line 2: longer than 2000 bytes"), result.err());
            assertTrue(result.err().contains("stored 1 message, but 2 lines could not be stored"), result.err());
        }
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() throws Exception {
        InProcess.Result result = store("{\"n\":\"é\"}\n{\"n\":2}\n".getBytes(StandardCharsets.ISO_8859_1));
        assertEquals(1, result.exitCode());
        assertTrue(result.err().contains("line 1: the payload is not valid UTF-8"), result.err());
        assertEquals(List.of(Map.of("n", 2L)), payloads());
    }

    @Test
    void utf16IsRecognised() throws Exception {
        InProcess.Result result = store("\ufeff{\"n\":1}\n".getBytes(StandardCharsets.UTF_16LE));
        assertEquals(1, result.exitCode());
        assertTrue(result.err().contains("the input is UTF-16, and messages are UTF-8; convert it"), result.err());
        assertEquals(List.of(), payloads());
    }

    @Test
    void failFastStopsAtTheFirstBadLine() throws Exception {
        InProcess.Result result = store("{\"n\":1}\nnonsense\n{\"n\":2}\n", "--fail-fast");
        assertEquals(1, result.exitCode());
        assertEquals(List.of(Map.of("n", 1L)), payloads());
    }

    @Test
    void payloadsThatAreStoredAsMessagesGetAHint() throws Exception {
        Path file = Files.writeString(folder.resolve("lines"), "{\"n\":1}\n");
        InProcess.Result result = run("--file", file.toString());
        assertTrue(
                result.err().contains("line 1: the message has no id; if the lines are payloads, use --payloads"),
                result.err());
    }

    @Test
    void aLostConnectionSaysWhereToLook() {
        assertEquals(
                "All earlier lines were handled. Look which of the lines 1,001 to 1,900 were stored, and store from"
                        + " there; a payload that is stored again becomes another message",
                LineFormat.payloads(new NewMessageOptions(), "t").afterLoss(1_001, 1_900));
    }

    private List<Map<String, Object>> payloads() {
        List<Map<String, Object>> payloads = new ArrayList<>();
        broker.getMessagesForTopic("t").forEach(message -> payloads.add(message.payload()));
        return payloads;
    }

    private InProcess.Result store(String lines, String... args) throws Exception {
        return store(lines.getBytes(StandardCharsets.UTF_8), args);
    }

    private InProcess.Result store(byte[] lines, String... args) throws Exception {
        List<String> all = new ArrayList<>(List.of(args));
        all.add("--payloads");
        all.add(Files.write(folder.resolve("lines"), lines).toString());
        return run(all.toArray(String[]::new));
    }

    private InProcess.Result run(String... args) {
        List<String> all = new ArrayList<>(List.of("store", "--topic", "t", "--config-json", config.toJson()));
        all.addAll(List.of(args));
        return InProcess.run(all.toArray(String[]::new));
    }
}
