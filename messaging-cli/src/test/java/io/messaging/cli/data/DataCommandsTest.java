package io.messaging.cli.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.MessagingBackend;
import io.messaging.cli.InProcess;
import io.messaging.embedded.EmbeddedMessagingBackend;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.EmbeddedServerOptions;
import io.messaging.json.JsonText;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code data check} and {@code data repair}, on directories that a server has written and that are damaged by hand. */
class DataCommandsTest {
    private static final GemstoneGenerator IDS = new GemstoneGenerator(3);

    @TempDir
    private Path temp;

    private Path data;
    private Path segment;
    private final List<GemstoneId> ids = new ArrayList<>();

    @BeforeEach
    void storeFive() {
        data = temp.resolve("data");
        segment = data.resolve("0000000001.log");
        try (EmbeddedServer server = start();
                MessagingBackend backend = EmbeddedMessagingBackend.open(server.port())) {
            for (int number = 1; number <= 5; number++) {
                Message message = Message.builder(IDS)
                        .payload(Map.of("text", "number " + number))
                        .build();
                backend.storeMessage("shop", "orders", message);
                ids.add(message.id());
            }
        }
    }

    private EmbeddedServer start() {
        return EmbeddedServer.start(EmbeddedServerOptions.defaults().port(0).dataDirectory(data));
    }

    private List<GemstoneId> stored() {
        try (EmbeddedServer server = start();
                MessagingBackend backend = EmbeddedMessagingBackend.open(server.port())) {
            return backend.getMessagesForTopic("orders").stream()
                    .map(Message::id)
                    .toList();
        }
    }

    private int offsetOf(String text) throws IOException {
        return Files.readString(segment, StandardCharsets.ISO_8859_1).indexOf(text);
    }

    private void flip(int offset) throws IOException {
        byte[] bytes = Files.readAllBytes(segment);
        bytes[offset] ^= 1;
        Files.write(segment, bytes);
    }

    private static void assertFailed(int exitCode, InProcess.Result result, String... parts) {
        assertEquals(exitCode, result.exitCode(), result.err() + result.out());
        for (String part : parts) {
            assertTrue(
                    (result.out() + result.err()).contains(part),
                    () -> "'" + part + "' is not in:\n" + result.out() + result.err());
        }
    }

    @Test
    void aNameThatIsNoneIsAUsageError() {
        assertFailed(2, InProcess.run("data", "check", ""), "the name is empty");
        assertFailed(2, InProcess.run("data", "check", "a\0b"), "DIR", "LC_ALL=C.UTF-8");
    }

    @Test
    void aSoundDirectoryIsDescribed() {
        InProcess.Result result = InProcess.run("data", "check", data.toString());
        assertFailed(0, result, "sound", "topics           1", "live messages    5");
        assertEquals("", result.err());
    }

    @Test
    void damageIsNamedWithWhatIsLostAndTheExitCodeIsOne() throws IOException {
        flip(offsetOf("number 3"));
        InProcess.Result result = InProcess.run("data", "check", data.toString());
        assertFailed(
                1,
                result,
                "damaged: no server opens it",
                "0000000001.log",
                "message " + ids.get(2) + " of topic 'orders'",
                "./messaging data repair " + data);
    }

    @Test
    void onATerminalLinesAreAtMostEightyColumnsWide() throws IOException {
        flip(offsetOf("number 3"));
        InProcess.Result result = InProcess.runOnColumns(80, "data", "check", data.toString());
        result.out().lines().forEach(line -> assertTrue(line.length() <= 80, () -> "too wide: " + line));
    }

    @Test
    @SuppressWarnings("unchecked")
    void jsonHasAllOfIt() throws IOException {
        flip(offsetOf("number 3"));
        Files.writeString(data.resolve("notes.txt"), "mine");
        InProcess.Result result = InProcess.run("data", "check", data.toString(), "--format", "jsonl");
        Map<String, Object> report = (Map<String, Object>) JsonText.parse(result.out());
        assertEquals(true, report.get("damaged"));
        assertEquals(4L, report.get("live_messages"));
        Map<String, Object> damage = ((List<Map<String, Object>>) report.get("damage")).get(0);
        assertEquals("0000000001.log", damage.get("file"));
        assertEquals(List.of("message " + ids.get(2) + " of topic 'orders', position 2"), damage.get("lost"));
        assertTrue(result.out().contains("{\"file\":\"notes.txt\",\"kind\":\"foreign\""), result.out());
    }

    @Test
    void aRepairKeepsTheRestAndTheOriginals() throws IOException {
        flip(offsetOf("number 3"));
        byte[] damaged = Files.readAllBytes(segment);
        InProcess.Result result = InProcess.run("data", "repair", data.toString());
        assertFailed(0, result, "message " + ids.get(2), "before-repair-1");
        assertTrue(Arrays.equals(damaged, Files.readAllBytes(data.resolve("before-repair-1/0000000001.log"))));
        assertEquals(0, InProcess.run("data", "check", data.toString()).exitCode());
        List<GemstoneId> left = new ArrayList<>(ids);
        left.remove(2);
        assertEquals(left, stored());
    }

    @Test
    void aRepairIntoAnotherDirectoryChangesNothing() throws IOException {
        flip(offsetOf("number 3"));
        byte[] damaged = Files.readAllBytes(segment);
        Path target = temp.resolve("new");
        assertFailed(0, InProcess.run("data", "repair", data.toString(), "--to=" + target), "wrote", target.toString());
        assertTrue(Arrays.equals(damaged, Files.readAllBytes(segment)));
        data = target;
        assertEquals(4, stored().size());
        assertFailed(1, InProcess.run("data", "repair", data.toString(), "--to=" + target), "is not empty");
    }

    @Test
    void aRepairOfASoundDirectoryChangesNothing() {
        assertFailed(0, InProcess.run("data", "repair", data.toString()), "no damage", "nothing was changed");
        assertFalse(Files.exists(data.resolve("before-repair-1")));
    }

    @Test
    void aTruncatedFileAMissingOneAndANewerVersionAreNamed() throws IOException {
        stored(); // writes a second segment
        byte[] bytes = Files.readAllBytes(segment);
        Files.write(segment, Arrays.copyOf(bytes, offsetOf("number 3")));
        assertFailed(1, InProcess.run("data", "check", data.toString()), "0000000001.log");
        Files.delete(segment);
        assertFailed(1, InProcess.run("data", "check", data.toString()), "0000000001.log", "missing");
        ByteBuffer.wrap(bytes).putInt(8, 2);
        Files.write(segment, bytes);
        assertFailed(1, InProcess.run("data", "check", data.toString()), "format version 2", "newer release");
    }

    @Test
    void aDirectoryInUseIsRefused() {
        try (EmbeddedServer server = start()) {
            assertFailed(1, InProcess.run("data", "check", data.toString()), "in use by");
            assertFailed(1, InProcess.run("data", "repair", data.toString()), "in use by");
            assertTrue(server.isRunning());
        }
    }

    @Test
    void aLiveDirectoryIsCopied() {
        Path copy = temp.resolve("copy");
        try (EmbeddedServer server = start()) {
            assertFailed(
                    0, InProcess.run("data", "backup", data.toString(), copy.toString()), "copied", copy.toString());
            assertTrue(server.isRunning());
        }
        data = copy;
        assertEquals(ids, stored());
    }

    @Test
    void wrongArgumentsAreUsageErrors() {
        assertFailed(2, InProcess.run("data"), "check DIR");
        assertFailed(2, InProcess.run("data", "check"), "DIR");
        assertFailed(1, InProcess.run("data", "check", temp.resolve("missing").toString()), "there is no directory");
    }
}
