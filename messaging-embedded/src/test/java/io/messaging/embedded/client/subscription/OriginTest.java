package io.messaging.embedded.client.subscription;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.administration.Origin;
import io.messaging.administration.SharedGroup;
import io.messaging.administration.Subscriber;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.EmbeddedServerOptions;
import io.messaging.embedded.python.PythonPeer;
import io.messaging.embedded.testing.Backends;
import io.messaging.message.TopicFilter;
import io.messaging.testsupport.Await;
import io.messaging.testsupport.ChildProcess;
import io.messaging.testsupport.TcpProxy;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which process subscribers are in, and since when. */
@Timeout(300)
class OriginTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final AtomicReference<Instant> time = new AtomicReference<>(START);
    private final EmbeddedServer server =
            EmbeddedServer.start(EmbeddedServerOptions.defaults().port(0).clock(time::get));

    @AfterEach
    void close() {
        server.close();
    }

    private MessagingBackend open(boolean socket) {
        return socket ? Backends.socket(server.port()) : Backends.inProcess(server.port());
    }

    private static Set<Origin> origins(MessagingBackend backend) {
        return backend.loadSubscribers("shop").stream().map(Subscriber::origin).collect(Collectors.toSet());
    }

    private static SharedGroup.Member member(MessagingBackend backend) {
        return backend.sharedGroups().list().get(0).members().get(0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void subscribersOfAnotherProcessShowThatProcess(boolean socket) throws IOException {
        try (ChildProcess child = ChildProcess.start(SubscribingProcess.class, server.port());
                MessagingBackend backend = open(socket)) {
            long process = Long.parseLong(child.answer());
            time.set(START.plusSeconds(60));

            Origin expected = new Origin(process, Origin.ofThisProcess(START).host(), START);
            assertEquals(4, backend.loadSubscribers("shop").size());
            assertEquals(Set.of(expected), origins(backend));
            assertEquals(expected, member(backend).origin());
            child.end();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void subscribersOfThisProcessShowIt(boolean socket) {
        try (MessagingBackend backend = open(socket)) {
            backend.subscribe("shop:t", message -> {});
            backend.subscribe("shop:t", message -> {}, SubscriptionOptions.durable("c"));
            backend.subscribe("shop:t", message -> {}, SubscriptionOptions.shared("g"));
            backend.subscribe(TopicFilter.startingWith("shop:"), message -> {});
            time.set(START.plusSeconds(60));

            assertEquals(Set.of(Origin.ofThisProcess(START)), origins(backend));
            assertEquals(Origin.ofThisProcess(START), member(backend).origin());
        }
    }

    @Test
    void aClientThatComesBackHasTheTimeOfItsFirstClaim() {
        try (TcpProxy proxy = new TcpProxy(server.port());
                MessagingBackend backend = Backends.socket(proxy.port());
                MessagingBackend watcher = open(false)) {
            backend.subscribe("shop:t", message -> {}, SubscriptionOptions.durable("c"));
            time.set(START.plusSeconds(60));
            proxy.refuse(true);
            proxy.cut();
            awaitConnected(watcher, false);
            proxy.refuse(false);
            awaitConnected(watcher, true);

            assertEquals(Set.of(Origin.ofThisProcess(START)), origins(watcher));
        }
    }

    private static void awaitConnected(MessagingBackend watcher, boolean connected) {
        Await.until(
                () -> watcher.loadSubscribers("shop").toString(),
                () -> watcher.loadSubscribers("shop").stream().allMatch(s -> s.connected() == connected));
    }

    @ParameterizedTest
    @CsvSource({"HELLO 3 4711 crab,4711,crab", "HELLO 3 4711 JSON:YSBi,4711,a b", "HELLO 3 1 h more words,1,h"})
    void aPeerSaysWhichProcessItIs(String hello, long process, String host) throws IOException {
        try (PythonPeer peer = new PythonPeer(server.port());
                MessagingBackend backend = open(false)) {
            peer.sendRaw(hello + "\r\nATTACH 1 shop:t NOW 10\r\n");
            assertTrue(peer.readRaw().startsWith("OK HELLO "), "the answer to HELLO");
            assertEquals("OK ATTACHED 1 0", peer.readRaw());

            assertEquals(Set.of(new Origin(process, host, START)), origins(backend));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HELLO", "HELLO 2", "HELLO 3 4711", "PING"})
    void aPeerNeedNotSayIt(String hello) throws IOException {
        try (PythonPeer peer = new PythonPeer(server.port());
                MessagingBackend backend = open(true)) {
            peer.sendRaw(hello + "\r\nSUBSCRIBE shop:t\r\n");
            peer.readRaw();
            assertEquals("OK SUBSCRIBED shop:t", peer.readRaw());

            List<Subscriber> shown = backend.loadSubscribers("shop");
            assertEquals(List.of(new Subscriber("shop:t", null, null, true)), shown);
            assertNull(shown.get(0).origin());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HELLO 3 -1 h", "HELLO 3 x h", "HELLO 3 1 \"\""})
    void whatIsNoProcessIsRefused(String hello) throws IOException {
        try (PythonPeer peer = new PythonPeer(server.port())) {
            peer.sendRaw(hello + "\r\n");
            String answer = peer.readRaw();
            assertTrue(answer.startsWith("ERROR INVALID "), answer);
        }
    }

    @Test
    void aHostNameIsShort() throws IOException {
        try (PythonPeer peer = new PythonPeer(server.port())) {
            peer.sendRaw("HELLO 3 1 " + "h".repeat(256) + "\r\n");
            String answer = peer.readRaw();
            assertTrue(answer.startsWith("ERROR INVALID "), answer);
        }
    }
}
