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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** As a Java program's options of a group are checked before they are sent. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0     | {}                        | the concurrency is 0; it takes 1 to 65536",
                "65537 | {}                        | the concurrency is 65537; it takes 1 to 65536",
                "1     | {\"max_attempts\":0}       | maxAttempts is 0; it is 1 or more",
                "1     | {\"max_attempts\":\"two\"}   | the options of ATTACH_SHARED",
                "1     | {\"max_attempts\":-4294967295} | it is 1 or more",
                "1     | {\"max_attempts\":18446744073709551617} | it is a whole number from 1",
                "1     | {\"max_attempts\":2.9} | it is a whole number from 1",
                "1     | {\"request\":\"7\"}         | request is 7; it is a whole number from 0",
                "1     | {\"in_hand\":{}}           | in_hand is not an array",
                "1     | {\"finished\":\"x\"}         | finished is not an array",
                "1     | {\"namespace\":\"  \"}       | the namespace is blank;",
                "1     | {\"ordered_by\":\" \"}       | ordered_by is blank;",
                "1     | {\"retry_backoff\":\"-PT1S\"}| retryBackoff is PT-1S; it is zero or more",
            })
    void badOptionsOfAGroupAreRefused(String concurrency, String options, String text) throws IOException {
        try (PythonPeer peer = new PythonPeer(server.port())) {
            peer.send("ATTACH_SHARED", "1", "t", "g", concurrency, "0", options);
            String reply = String.join(" ", peer.reply());
            assertTrue(reply.startsWith("ERROR INVALID") && reply.contains(text), reply);
            peer.sendRaw("LIST_GROUPS\r\n");
            assertEquals(List.of("OK", "GROUPS", "[]"), peer.reply());
        }
    }

    /** As -2 is a word of the server's own for a start that is checked. */
    @ParameterizedTest
    @ValueSource(strings = {"-2", "-1", "1.5", "\"0\"", "18446744073709551614", "1e30", "null"})
    void badPositionsOfAPrefixAreRefusedAndLeaveNothing(String position) throws IOException {
        try (EmbeddedServer own =
                        EmbeddedServer.start(EmbeddedServerOptions.defaults().port(0));
                PythonPeer peer = new PythonPeer(own.port())) {
            peer.sendRaw(
                    "STORE_MESSAGE n jobs.a " + encoded(Messages.numbered(1).toJson()) + "\r\n");
            assertEquals(List.of("OK", "STORED"), peer.reply());
            peer.send("ATTACH_PREFIX", "1", "jobs.", "NOW", "10", "{\"jobs.a\":" + position + "}");
            assertEquals(List.of("ERROR", "INVALID"), peer.reply().subList(0, 2));
            peer.sendRaw(
                    "STORE_MESSAGE n jobs.a " + encoded(Messages.numbered(2).toJson()) + "\r\nPING\r\n");
            assertEquals(List.of("OK", "STORED"), peer.reply());
            assertEquals("PONG", peer.reply().get(0));
        }
    }
}
