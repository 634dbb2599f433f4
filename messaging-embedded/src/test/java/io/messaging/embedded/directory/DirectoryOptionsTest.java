package io.messaging.embedded.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.messaging.backend.MessagingConfigurationException;
import io.messaging.backend.MessagingConnectionException;
import io.messaging.backend.MessagingException;
import io.messaging.embedded.EmbeddedMessagingBackend;
import io.messaging.embedded.EmbeddedOptions;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.EmbeddedServerOptions;
import io.messaging.embedded.Sync;
import io.messaging.embedded.testing.Backends;
import io.messaging.embedded.testing.Messages;
import io.messaging.testsupport.Ports;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The option {@code data_dir}, and what is wrong with a directory, at servers and at clients. */
class DirectoryOptionsTest {
    @TempDir
    private Path temp;

    private Path data;

    @BeforeEach
    void name() {
        data = temp.resolve("data");
    }

    private static EmbeddedServerOptions options(Path directory) {
        return EmbeddedServerOptions.defaults().port(0).dataDirectory(directory);
    }

    private static <E extends MessagingException> void assertRefused(
            Class<E> type, EmbeddedServerOptions options, String... parts) {
        E refused = assertThrows(type, () -> EmbeddedServer.start(options).close());
        for (String part : parts) {
            assertTrue(refused.getMessage().contains(part), () -> "'" + part + "' is not in: " + refused.getMessage());
        }
    }

    @Test
    void aFileIsRefused() throws IOException {
        assertRefused(MessagingConfigurationException.class, options(Files.createFile(data)), "data_dir", "is a file");
    }

    @Test
    void aMissingParentIsRefused() {
        assertRefused(
                MessagingConfigurationException.class,
                options(data.resolve("a")),
                "data_dir",
                "there is no directory " + data);
    }

    @Test
    void aReadOnlyDirectoryIsRefused() throws IOException {
        Files.createDirectory(data);
        assertTrue(data.toFile().setWritable(false));
        assumeFalse(Files.isWritable(data), "this user may write everywhere");
        assertRefused(MessagingConfigurationException.class, options(data), "data_dir", "is read-only for the user");
    }

    @Test
    void aDirectoryInUseIsRefusedAndItsHolderNamed() {
        try (EmbeddedServer first = EmbeddedServer.start(options(data))) {
            assertRefused(MessagingConnectionException.class, options(data), "in use by this process", data.toString());
            assertTrue(first.isRunning());
        }
    }

    @Test
    void syncNeedsADirectory() {
        EmbeddedServerOptions options = EmbeddedServerOptions.defaults().port(0).sync(Sync.ALWAYS);
        assertRefused(MessagingConfigurationException.class, options, "sync is always", "data_dir");
    }

    @Test
    void theIntervalNeedsADirectoryAndSoDoesADefaultThatIsGiven() {
        EmbeddedServerOptions options = EmbeddedServerOptions.defaults().port(0);
        assertRefused(
                MessagingConfigurationException.class,
                options.with("sync_interval_millis", 50),
                "sync_interval_millis is 50");
        assertRefused(MessagingConfigurationException.class, options.with("sync", "interval"), "sync is interval");
    }

    @Test
    void theIntervalIsAtMostASecond() {
        assertThrows(MessagingConfigurationException.class, () -> options(data).with("sync_interval_millis", 1_001));
    }

    @Test
    void aDamagedDirectoryIsRefusedAndTheRepairNamed() throws IOException {
        try (EmbeddedServer server = EmbeddedServer.start(options(data));
                EmbeddedMessagingBackend client = Backends.inProcess(server.port())) {
            client.storeMessage("n", "t", Messages.numbered(1));
            client.storeMessage("n", "t", Messages.numbered(2));
        }
        Path segment = data.resolve("0000000001.log");
        byte[] bytes = Files.readAllBytes(segment);
        bytes[new String(bytes, StandardCharsets.ISO_8859_1).indexOf("\"number\":1")] ^= 1;
        Files.write(segment, bytes);
        assertRefused(MessagingException.class, options(data), segment.toString(), "damaged at offset", "data repair");
    }

    /** A server would take it for a new one. */
    @Test
    void aDirectoryWhoseLogIsGoneIsRefused() throws IOException {
        try (EmbeddedServer server = EmbeddedServer.start(options(data));
                EmbeddedMessagingBackend client = Backends.inProcess(server.port())) {
            client.storeMessage("n", "t", Messages.numbered(1));
        }
        Path segment = data.resolve("0000000001.log");
        Files.writeString(segment, "x".repeat(70_000));
        assertRefused(MessagingException.class, options(data), data.toString(), "overwritten", "HOLDER");
        assertEquals(70_000, Files.size(segment));
        Files.delete(segment);
        assertRefused(MessagingException.class, options(data), data.toString(), "deleted", "HOLDER");
        Files.delete(data.resolve("HOLDER"));
        EmbeddedServer.start(options(data)).close();
    }

    @Test
    void aClientWithTheDirectoryIsWelcomeAlsoByAnotherPath() throws IOException {
        Path link = temp.resolve("link");
        try (EmbeddedServer server = EmbeddedServer.start(options(data))) {
            client(server.port(), data).close();
            client(server.port(), Files.createSymbolicLink(link, data)).close();
        }
    }

    private static EmbeddedMessagingBackend client(int port, Path directory) {
        return Backends.open(Map.of(
                "port", port, "data_dir", directory.toString(), "auto_start_server", false, "in_process", false));
    }

    private static void assertRefused(EmbeddedServer server, Path directory, String... parts) {
        MessagingConfigurationException refused = assertThrows(
                MessagingConfigurationException.class,
                () -> client(server.port(), directory).close());
        for (String part : parts) {
            assertTrue(refused.getMessage().contains(part), () -> "'" + part + "' is not in: " + refused.getMessage());
        }
    }

    @Test
    void aClientWithADirectoryRefusesAServerWithoutOne() {
        try (EmbeddedServer server = EmbeddedServer.start()) {
            assertRefused(server, data, "has no data directory", data.toString());
        }
    }

    @Test
    void aClientWithADirectoryRefusesAServerWithAnother() {
        try (EmbeddedServer server = EmbeddedServer.start(options(data))) {
            assertRefused(
                    server,
                    temp.resolve("other"),
                    data.toString(),
                    temp.resolve("other").toString());
        }
    }

    /** A copy has the id of the original. */
    @Test
    void aClientWithACopyOfTheDirectoryRefusesTheServerOfTheOriginal() throws IOException {
        Path copy = Files.createDirectory(temp.resolve("copy"));
        try (EmbeddedServer server = EmbeddedServer.start(options(data))) {
            Files.copy(data.resolve("HOLDER"), copy.resolve("HOLDER"));
            assertRefused(server, copy, data.toString(), copy.toString());
        }
    }

    @Test
    void aClientWithoutADirectoryTakesAnyServer() {
        try (EmbeddedServer server = EmbeddedServer.start(options(data));
                EmbeddedMessagingBackend client = Backends.socket(server.port())) {
            client.storeMessage("n", "t", Messages.numbered(1));
            assertEquals(
                    data.toString(),
                    client.administration().stats().text("data_dir").orElseThrow());
            assertTrue(client.administration().stats().number("disk_bytes").orElseThrow() > 0);
        }
    }

    @Test
    void anAutoStartingBackendOpensTheDirectory() {
        int port = Ports.free();
        for (int number = 1; number <= 2; number++) {
            try (EmbeddedMessagingBackend backend = EmbeddedMessagingBackend.builder()
                    .with(EmbeddedOptions.PORT, port)
                    .with(EmbeddedOptions.DATA_DIR, data.toString())
                    .with(EmbeddedOptions.SYNC, Sync.ALWAYS)
                    .open()) {
                backend.storeMessage("n", "t", Messages.numbered(number));
                assertEquals(number, backend.getMessagesForTopic("t").size());
            }
        }
    }

    @Test
    void anAutoStartingBackendSaysWhoHasTheDirectory() {
        try (EmbeddedServer server = EmbeddedServer.start(options(data))) {
            MessagingConnectionException refused = assertThrows(
                    MessagingConnectionException.class,
                    () -> Backends.open(Map.of(
                                    "port", Ports.free(), "data_dir", data.toString(), "request_timeout_millis", 1_000))
                            .close());
            assertTrue(refused.getMessage().contains("in use by this process"), refused::getMessage);
            assertTrue(server.isRunning());
        }
    }

    /** It would be without the messages of the one before. */
    @Test
    void aBackendWithoutADirectoryStartsNoServerInPlaceOfOneWithADirectory() {
        int port = Ports.free();
        EmbeddedServer server = EmbeddedServer.start(options(data).port(port));
        try (EmbeddedMessagingBackend client = Backends.open(Map.of("port", port, "request_timeout_millis", 3_000))) {
            client.storeMessage("n", "t", Messages.numbered(1));
            server.close();
            MessagingConnectionException refused = assertThrows(
                    MessagingConnectionException.class, () -> client.storeMessage("n", "t", Messages.numbered(2)));
            assertTrue(refused.getMessage().contains(data.toString()), refused::getMessage);
            server = EmbeddedServer.start(options(data).port(port));
            client.storeMessage("n", "t", Messages.numbered(3));
            assertEquals(2, client.getMessagesForTopic("t").size());
        } finally {
            server.close();
        }
    }
}
