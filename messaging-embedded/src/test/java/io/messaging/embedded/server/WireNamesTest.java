package io.messaging.embedded.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.EmbeddedServerOptions;
import io.messaging.embedded.python.PythonPeer;
import io.messaging.embedded.testing.Messages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rule for names holds for raw peers as it does for Java programs. */
class WireNamesTest {
    private static EmbeddedServer server;

    @BeforeAll
    static void start() {
        server = EmbeddedServer.start(EmbeddedServerOptions.defaults().port(0));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Each command with NAME in the place of one name. */
    static Stream<String> commands() {
        String message = encoded(Messages.numbered(1).toJson());
        return Stream.of(
                "STORE_MESSAGE NAME t " + message,
                "STORE_MESSAGE n NAME " + message,
                "STORE_RAW NAME t " + message,
                "STORE_RAW n NAME " + message,
                "STORE_MESSAGE n NAME " + message + " AGAIN",
                "GET_MESSAGES NAME",
                "GET_MESSAGES_SINCE NAME 0",
                "GET_NEXT NAME 0",
                "GET_MESSAGES_BY_ID NAME []",
                "SUBSCRIBE NAME",
                "UNSUBSCRIBE NAME",
                "PUBLISH NAME x",
                "ATTACH 1 NAME NOW 1",
                "ATTACH 1 t NOW 1 NAME",
                "ATTACH_DURABLE 1 NAME c 1 0",
                "ATTACH_DURABLE 1 t NAME 1 0",
                "ATTACH_DURABLE 1 t c 1 0 NAME",
                "FORGET NAME",
                "CLEAR NAME",
                "LIST_SUBSCRIBERS NAME");
    }

    private static String encoded(String text) {
        return "JSON:" + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aBlankNameIsRefusedAndTheConnectionGoesOn(String command) throws IOException {
        try (PythonPeer peer = new PythonPeer(server.port())) {
            for (String blank : List.of("JSON:", "\"\"", "\"  \"", encoded("\t\r\n"), encoded("\u00a0\u2003"))) {
                peer.sendRaw(command.replace("NAME", blank) + "\r\n");
                List<String> reply = peer.reply();
                assertEquals(List.of("ERROR", "INVALID"), reply.subList(0, 2), () -> command + " with " + blank);
                assertTrue(reply.contains("blank;"), reply::toString);
            }
            peer.sendRaw("GET_MESSAGES t\r\nLIST_CLIENTS\r\nLIST_SUBSCRIBERS n\r\n");
            assertEquals(List.of("MESSAGES", "[]"), peer.reply());
            assertEquals(List.of("OK", "CLIENTS", "[]"), peer.reply());
            assertEquals(List.of("OK", "SUBSCRIBERS", "[]"), peer.reply());
        }
    }

    /** What the Python framework sends: its topics begin with their namespace, whatever follows. */
    @Test
    void whatPythonPeersSendSucceeds() throws IOException {
        try (PythonPeer peer = new PythonPeer(server.port())) {
            for (String topic : List.of("guild:", "guild:\u00a0", "\"guild: a\"", encoded(" \u0000"), "*")) {
                peer.sendRaw("SUBSCRIBE " + topic + "\r\nPUBLISH " + topic + " x\r\n");
                assertEquals("OK", peer.reply().get(0), topic);
            }
        }
    }
}
