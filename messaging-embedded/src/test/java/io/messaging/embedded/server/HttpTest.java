package io.messaging.embedded.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.python.PythonPeer;
import io.messaging.embedded.testing.Backends;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A page in a browser can have it send requests to this machine, with a body of the page's choice. */
class HttpTest {
    private static final String SMUGGLED =
            "\r\nSTORE_MESSAGE n t JSON:eyJpZCI6MX0=\r\nSUBSCRIBE t\r\nPUBLISH t x\r\nPING\r\n";

    private EmbeddedServer server;

    @BeforeEach
    void start() {
        server = EmbeddedServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1",
                "POST / HTTP/1.1",
                "post / http/1.0",
                "PUT /x HTTP/1.1",
                "OPTIONS * HTTP/1.1",
                "CONNECT 127.0.0.1:31134 HTTP/1.1",
                "PRI * HTTP/2.0",
                "PING / HTTP/1.1",
                "STORE_MESSAGE /n/t HTTP/1.1",
                "GET /",
                "GET",
                "Host: 127.0.0.1",
                "Content-Type: text/plain",
                "X-Custom:PING"
            })
    void aRequestIsCutOffAndNothingOfItIsExecuted(String line) throws IOException {
        try (PythonPeer browser = new PythonPeer(server.port())) {
            browser.sendRaw(line + "\r\nHost: localhost:" + server.port() + "\r\nContent-Length: 100\r\n" + SMUGGLED);
            try {
                assertNull(browser.readRaw(), "no word to a browser");
            } catch (IOException reset) {
                assertEquals(0, Backends.count(server, "messages"), "a reset is as good as an end");
            }
        }
        assertEquals(0, Backends.count(server, "messages"));
        assertEquals(0, Backends.count(server, "topics"));
    }

    @Test
    void soIsOneThatComesAfterOtherLines() throws IOException {
        try (PythonPeer peer = new PythonPeer(server.port())) {
            peer.ask("PING");
            peer.sendRaw("POST / HTTP/1.1" + SMUGGLED);
            try {
                assertNull(peer.readRaw());
            } catch (IOException reset) {
                assertEquals(0, Backends.count(server, "messages"));
            }
        }
        assertEquals(0, Backends.count(server, "messages"));
    }

    @Test
    void aRealHttpClientGetsNoAnswerAndItsBodyIsNotExecuted() {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/"))
                .POST(HttpRequest.BodyPublishers.ofString(SMUGGLED))
                .build();
        Assertions.assertThrows(
                IOException.class,
                () -> HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()));
        assertEquals(0, Backends.count(server, "messages"));
    }

    @Test
    void wordsThatOnlyLookAlikeAreFine() throws IOException {
        try (PythonPeer peer = new PythonPeer(server.port())) {
            peer.sendRaw("JSON:UElORw==\r\n"); // PING
            assertEquals("PONG", peer.readRaw());
            peer.ask("PUBLISH", "t", "GET / HTTP/1.1");
            peer.ask("PUBLISH", "Host:", "x");
        }
    }
}
