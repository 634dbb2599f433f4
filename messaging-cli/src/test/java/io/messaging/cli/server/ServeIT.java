package io.messaging.cli.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.cli.CliProcess;
import io.messaging.cli.Server;
import io.messaging.testsupport.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServeIT {
    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void saysOneLineAndEndsCleanlyOnASignal(String signal) {
        try (Server server = Server.start()) {
            server.process().signal(signal);
            CliProcess.Result result = server.process().await();
            assertEquals(0, result.exitCode(), result.err());
            assertEquals("listening on 127.0.0.1:" + server.port() + "\n", result.out());
            assertEquals("", result.err());
        }
    }

    @Test
    void portThatIsTakenIsExplained() {
        try (Server server = Server.start()) {
            CliProcess.Result second = CliProcess.run("serve", "--port", Integer.toString(server.port()));
            assertEquals(1, second.exitCode());
            assertEquals("", second.out());
            assertTrue(second.err().contains(Integer.toString(server.port())), second.err());
            assertTrue(second.err().lines().count() <= 2, second.err());
            assertEquals(0, server.run("ping").exitCode(), "the first server is not disturbed");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "65536", "x"})
    void portThatIsNoneIsAUsageError(String port) {
        CliProcess.Result result = CliProcess.run("serve", "--port=" + port);
        assertEquals(2, result.exitCode(), result.err());
        assertTrue(result.err().contains(port), result.err());
    }

    @Test
    void limitOnMessagesIsKept() {
        try (Server server = Server.start("--max-message-bytes", "2000")) {
            String small = "{\"a\":\"" + "x".repeat(100) + "\"}";
            assertEquals(
                    0, server.run("store", "--topic", "t", "--payload", small).exitCode());
            String large = "{\"a\":\"" + "x".repeat(2_000) + "\"}";
            CliProcess.Result refused = server.run("store", "--topic", "t", "--payload", large);
            assertEquals(1, refused.exitCode());
            assertTrue(refused.err().contains("2000"), refused.err());
        }
    }

    @Test
    void statsCountWhatIsThere() {
        try (Server server = Server.start()) {
            server.run("store", "--topic", "t", "--payload", "{\"a\":1}");
            String stats = server.stats();
            assertTrue(stats.lines().anyMatch(line -> line.matches("messages +1")), stats);
            assertTrue(stats.lines().anyMatch(line -> line.matches("topics +1")), stats);
        }
    }

    @Test
    void pingTellsTheRoundTrip() {
        try (Server server = Server.start()) {
            CliProcess.Result result = server.run("ping", "--count", "3");
            assertEquals(0, result.exitCode(), result.err());
            assertEquals(
                    3,
                    result.out()
                            .lines()
                            .filter(line -> line.startsWith("pong from 127.0.0.1:"))
                            .count(),
                    result.out());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ping", "stats"})
    void nobodyOnThePortIsExplained(String command) {
        int port = Ports.free();
        CliProcess.Result result = CliProcess.run(command, "--port", Integer.toString(port));
        assertEquals(1, result.exitCode());
        assertTrue(result.err().contains("127.0.0.1:" + port), result.err());
        assertTrue(result.err().contains("serve"), () -> "what to do next: " + result.err());
        assertTrue(result.err().lines().count() <= 2, result.err());
    }

    @Test
    void tokenComesFromAFileAndIsAskedForAndShownNowhere(@TempDir Path folder) throws IOException {
        String token = "correct-horse-battery-staple";
        Path file = Files.writeString(folder.resolve("token"), token + "\n");
        try (Server server = Server.start("--token-file", file.toString())) {
            CliProcess.Result refused = server.run("ping");
            assertEquals(2, refused.exitCode(), refused.err());
            assertTrue(refused.err().contains("token_file"), refused.err());
            assertTrue(!refused.err().contains(token), refused.err());
            CliProcess.Result stored =
                    server.run("store", "--token-file", file.toString(), "--topic", "t", "--payload", "{\"a\":1}");
            assertEquals(0, stored.exitCode(), stored.err());
            CliProcess.Result cleared = server.run("clear", "--token-file", file.toString(), "--topic", "t");
            assertEquals("removed 1 message of topic t\n", cleared.out(), cleared.err());
        }
    }

    @Test
    void otherMachinesAreKeptOutUnlessThereIsAToken() {
        CliProcess.Result result = CliProcess.run("serve", "--port=0", "--host=0.0.0.0");
        assertEquals(2, result.exitCode(), result.err());
        for (String part : List.of("0.0.0.0", "allow_remote", "token")) {
            assertTrue(result.err().contains(part), () -> "without " + part + ": " + result.err());
        }
    }

    @Test
    void limitsOfAServerThatIsFullAreMadeRoomInByClear() {
        try (Server server = Server.start("--max-messages-per-topic", "1")) {
            assertEquals(
                    0,
                    server.run("store", "--topic", "t", "--payload", "{\"a\":1}")
                            .exitCode());
            CliProcess.Result full = server.run("store", "--topic", "t", "--payload", "{\"a\":2}");
            assertEquals(1, full.exitCode());
            assertTrue(full.err().contains("max_messages_per_topic"), full.err());
            assertEquals("removed 1 message\n", server.run("clear", "--all").out());
            assertEquals(
                    0,
                    server.run("store", "--topic", "t", "--payload", "{\"a\":2}")
                            .exitCode());
        }
    }
}
