package io.messaging.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingConfigurationException;
import io.messaging.config.MessagingConfig;
import io.messaging.embedded.python.PythonPeer;
import io.messaging.embedded.testing.Backends;
import io.messaging.embedded.testing.Messages;
import io.messaging.message.Message;
import io.messaging.testsupport.Ports;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenTest {
    private static final String TOKEN = "correct-horse-battery-staple";

    private EmbeddedServer server;

    @BeforeEach
    void start() {
        server = EmbeddedServer.start(EmbeddedServerOptions.defaults().port(0).token(TOKEN));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static Map<String, Object> options(int port, String... more) {
        Map<String, Object> options =
                new java.util.HashMap<>(Map.of("port", port, "auto_start_server", false, "in_process", false));
        for (int i = 0; i < more.length; i += 2) {
            options.put(more[i], more[i + 1]);
        }
        return options;
    }

    private static String refusal(Map<String, Object> options) {
        return assertThrows(
                        MessagingConfigurationException.class,
                        () -> Backends.open(options).close())
                .getMessage();
    }

    @Test
    void aClientWithTheTokenStoresReadsAndSubscribes(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("token"), TOKEN + "\n");
        CompletableFuture<Message> delivered = new CompletableFuture<>();
        Message message = Messages.numbered(1);
        try (EmbeddedMessagingBackend storer = Backends.open(options(server.port(), "token", TOKEN));
                EmbeddedMessagingBackend reader =
                        Backends.open(options(server.port(), "token_file", file.toString()))) {
            reader.subscribe("t", delivered::complete);
            storer.storeMessageAsync("n", "t", message).join();
            assertEquals(message, delivered.get(20, java.util.concurrent.TimeUnit.SECONDS));
            assertEquals(List.of(message), reader.getMessagesForTopic("t"));
        }
    }

    @Test
    void aClientWithAnotherTokenOrNoneIsToldWhatToDoAndTheTokenIsShownNowhere() {
        String none = refusal(options(server.port()));
        String other = refusal(options(server.port(), "token", "another-token-of-some-length"));
        assertTrue(none.contains("token_file") && none.contains("MESSAGING_TOKEN"), none);
        assertTrue(other.contains("invalid token"), other);
        for (String text : List.of(none, other)) {
            assertFalse(text.contains(TOKEN) || text.contains("another-token"), text);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PING",
                "HELLO",
                "STATS",
                "GET_MESSAGES t",
                "STORE_MESSAGE n t JSON:eyJpZCI6MX0=",
                "AUTH",
                "AUTH wrong-token-of-some-length",
                "AUTH JSON:***",
                "AUTH_PROOF a b",
                "",
                "CLEAR"
            })
    void beforeTheTokenNothingIsExecutedAndNothingIsTold(String line) throws IOException {
        try (PythonPeer peer = new PythonPeer(server.port())) {
            peer.sendRaw(line + "\r\nSTORE_MESSAGE n t JSON:eyJpZCI6Mn0=\r\nGET_MESSAGES t\r\n");
            List<String> reply = peer.reply();
            assertEquals("ERROR", reply.get(0), reply::toString);
            assertFalse(reply.toString().contains(server.id()), reply::toString);
            assertNull(peer.readRaw(), "the connection ends");
        }
        assertEquals(0, Backends.count(server, "messages"));
    }

    @Test
    void aSimplePeerMaySayTheTokenItself() throws IOException {
        try (PythonPeer peer = new PythonPeer(server.port())) {
            assertEquals(List.of("OK", "AUTHENTICATED"), peer.ask("AUTH", TOKEN));
            assertEquals(List.of("PONG"), peer.ask("PING"));
            assertEquals(List.of("OK", "AUTHENTICATED"), peer.ask("AUTH", "anything"), "once in, it does not matter");
        }
    }

    @Test
    void aProofHoldsForItsOwnConnectionOnly() throws IOException {
        try (PythonPeer first = new PythonPeer(server.port());
                PythonPeer second = new PythonPeer(server.port())) {
            String one = first.ask("CHALLENGE").get(2);
            String other = second.ask("CHALLENGE").get(2);
            assertFalse(one.equals(other));
            String proof = new io.messaging.embedded.protocol.Token(TOKEN)
                    .proof(io.messaging.embedded.protocol.Token.Side.CLIENT, "n", one);
            second.send("AUTH_PROOF", "n", proof);
            assertEquals("UNAUTHORIZED", second.reply().get(1));
            assertEquals("AUTHENTICATED", first.ask("AUTH_PROOF", "n", proof).get(1));
        }
    }

    /** After the server has died, any program may have the port. */
    @Test
    void aProgramThatHasTakenThePortGetsNeitherTheTokenNorAMessage() throws Exception {
        StringBuilder heard = new StringBuilder();
        try (ServerSocket socket = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> impostor = CompletableFuture.runAsync(() -> {
                try (Socket peer = socket.accept()) {
                    byte[] bytes = new byte[4_096];
                    for (String answer : List.of("OK CHALLENGE 00\r\n", "OK AUTHENTICATED 1234\r\n")) {
                        int count = peer.getInputStream().read(bytes);
                        heard.append(new String(bytes, 0, count, StandardCharsets.UTF_8));
                        peer.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
                    }
                    assertEquals(-1, peer.getInputStream().read(bytes));
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            String refused = refusal(options(socket.getLocalPort(), "token", TOKEN));
            assertTrue(refused.contains("could not prove"), refused);
            impostor.get(60, java.util.concurrent.TimeUnit.SECONDS);
        }
        assertFalse(heard.toString().contains(TOKEN), heard::toString);
    }

    @Test
    void aServerWithoutATokenIsNotTakenForOneThatHasIt() {
        try (EmbeddedServer open = EmbeddedServer.start()) {
            assertTrue(refusal(options(open.port(), "token", TOKEN)).contains("could not prove"));
        }
    }

    @Test
    void aConnectionThatDoesNotAuthenticateInTimeIsClosed() throws IOException {
        try (EmbeddedServer impatient = EmbeddedServer.start(
                        EmbeddedServerOptions.defaults().port(0).token(TOKEN).with("stall_timeout_millis", 50));
                PythonPeer silent = new PythonPeer(impatient.port());
                PythonPeer known = new PythonPeer(impatient.port())) {
            known.ask("AUTH", TOKEN);
            assertEquals("UNAUTHORIZED", silent.reply().get(1));
            assertNull(silent.readRaw());
            assertEquals(List.of("PONG"), known.ask("PING"), "who is in may be silent");
        }
    }

    /** Otherwise any program of the machine could lock all clients out by opening connections. */
    @Test
    void unauthenticatedConnectionsGiveWayWhenThereIsNoRoom() throws IOException {
        try (EmbeddedServer small = EmbeddedServer.start(
                EmbeddedServerOptions.defaults().port(0).token(TOKEN).with("max_connections", 3))) {
            try (PythonPeer first = new PythonPeer(small.port());
                    PythonPeer second = new PythonPeer(small.port());
                    PythonPeer third = new PythonPeer(small.port());
                    PythonPeer known = new PythonPeer(small.port())) {
                assertEquals(List.of("OK", "AUTHENTICATED"), known.ask("AUTH", TOKEN));
                assertNull(first.readRaw(), "the oldest unauthenticated connection was not closed");
                second.ask("CHALLENGE");
                third.ask("CHALLENGE");
                assertEquals(List.of("PONG"), known.ask("PING"));
            }
        }
    }

    @Test
    void noTextShowsIt() {
        EmbeddedServerOptions options = EmbeddedServerOptions.defaults().token(TOKEN);
        MessagingConfig config = MessagingConfig.of(Map.of(
                "backend_module", "io.messaging.embedded",
                "backend_class", "EmbeddedMessagingBackend",
                "backend_config", Map.of("token", TOKEN)));
        StringWriter trace = new StringWriter();
        assertThrows(MessagingConfigurationException.class, () -> options.with("token", TOKEN.getBytes()))
                .printStackTrace(new PrintWriter(trace));
        assertThrows(MessagingConfigurationException.class, () -> EmbeddedServer.start(options.token("too-short")))
                .printStackTrace(new PrintWriter(trace));
        assertThrows(
                        MessagingConfigurationException.class,
                        () -> EmbeddedServer.start(options.with("token_file", "nowhere")))
                .printStackTrace(new PrintWriter(trace));
        for (String text :
                List.of(options.toString(), options.settings().toString(), config.toString(), trace.toString())) {
            assertFalse(text.contains(TOKEN) || text.contains("too-short"), text);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::"})
    void otherMachinesComeInOnlyWithATokenAndWhenTheyMay(String host) {
        EmbeddedServerOptions open = EmbeddedServerOptions.defaults().port(0).host(host);
        String message = assertThrows(MessagingConfigurationException.class, () -> EmbeddedServer.start(open))
                .getMessage();
        for (String part : List.of(host, "allow_remote", "token", "127.0.0.1")) {
            assertTrue(message.contains(part), () -> "without " + part + ": " + message);
        }
        assertThrows(MessagingConfigurationException.class, () -> EmbeddedServer.start(open.token(TOKEN)));
        assertThrows(
                MessagingConfigurationException.class, () -> EmbeddedServer.start(open.with("allow_remote", true)));
        assertThrows(
                MessagingConfigurationException.class, () -> Backends.open(Map.of("host", host, "port", Ports.free())));
        EmbeddedServer.start(open.token(TOKEN).with("allow_remote", true)).close();
    }

    /** As editors of other systems save it. */
    @Test
    void aByteOrderMarkIsNoPartOfTheToken(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "\ufeff" + TOKEN + "\r\n");
        try (MessagingBackend backend = Backends.open(options(server.port(), "token_file", file.toString()))) {
            assertEquals(List.of(), backend.getMessagesForTopic("t"));
        }
    }
}
