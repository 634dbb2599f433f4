package io.messaging.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.administration.Administration;
import io.messaging.administration.BackendStats;
import io.messaging.administration.Subscriber;
import io.messaging.administration.TopicStats;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.embedded.testing.Backends;
import io.messaging.embedded.testing.Messages;
import io.messaging.embedded.testing.OlderServer;
import io.messaging.message.Message;
import io.messaging.message.TopicFilter;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a backend reports of its server, over a socket and in the server's own JVM. */
class AdministrationTest {
    private static EmbeddedMessagingBackend open(boolean inProcess, int port) {
        return inProcess ? Backends.inProcess(port) : Backends.socket(port);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void countsAreTheServersAndClearingEmptiesIt(boolean inProcess) {
        try (EmbeddedServer server = EmbeddedServer.start();
                EmbeddedMessagingBackend backend = open(inProcess, server.port())) {
            Message message = Messages.numbered(1);
            backend.storeMessage("n", "t", message);
            backend.storeMessage("n", "u", Messages.numbered(2));
            backend.subscribe("t", m -> {});
            backend.subscribe("t", m -> {}, SubscriptionOptions.durable("c")).close();

            BackendStats stats = backend.administration().stats();
            assertEquals(server.id(), stats.text("server_id").orElseThrow());
            assertEquals("127.0.0.1:" + server.port(), stats.text("server").orElseThrow());
            assertEquals(2, stats.number(BackendStats.TOPICS).orElseThrow());
            assertEquals(2, stats.number(BackendStats.MESSAGES).orElseThrow());
            assertTrue(stats.number(BackendStats.STORED_BYTES).orElseThrow() > 10);
            assertEquals(1, stats.number(BackendStats.SUBSCRIPTIONS).orElseThrow());
            assertEquals(1, stats.number(BackendStats.DURABLE_CLIENTS).orElseThrow());
            assertEquals(1, Backends.count(server, "durable_clients"));

            assertEquals(1, backend.administration().clear("t"));
            assertEquals(List.of(), backend.getMessagesForTopic("t"));
            assertEquals(List.of(), backend.getMessagesById("n", List.of(message.id())));
            backend.storeMessage("n", "t", message);
            assertEquals(2, backend.administration().clearAll());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void subscribersOfAllNamespacesAreListedOnce(boolean inProcess) {
        try (EmbeddedServer server = EmbeddedServer.start();
                EmbeddedMessagingBackend subscriber = Backends.socket(server.port());
                EmbeddedMessagingBackend backend = open(inProcess, server.port())) {
            subscriber.subscribe("shop:orders", m -> {});
            subscriber.subscribe(
                    TopicFilter.startingWith("bank:"),
                    m -> {},
                    SubscriptionOptions.plain().namespace("bank"));
            backend.subscribe("everywhere", m -> {});
            backend.subscribe("t", m -> {}, SubscriptionOptions.durable("here").namespace("near"));
            backend.subscribe("t", m -> {}, SubscriptionOptions.durable("away").namespace("far"))
                    .close();
            backend.subscribe("u", m -> {}, SubscriptionOptions.shared("g")).close();

            List<Subscriber> shown = backend.administration().subscribers();
            assertEquals(
                    Set.of(
                            new Subscriber("shop:orders", null, null, true),
                            new Subscriber("bank:", null, "bank", true, null, true),
                            new Subscriber("everywhere", null, null, true),
                            new Subscriber("t", "here", "near", true),
                            new Subscriber("t", "away", "far", false),
                            new Subscriber("u", null, null, false, "g")),
                    Set.copyOf(shown));
            assertEquals(6, shown.size(), shown::toString);
        }
    }

    @Test
    void anOlderServerDoesNotListThemAll() throws Exception {
        try (OlderServer older = new OlderServer();
                EmbeddedMessagingBackend backend = Backends.socket(older.port())) {
            Administration administration = backend.administration();
            UnsupportedOperationException refused =
                    assertThrows(UnsupportedOperationException.class, administration::subscribers);
            assertThrows(UnsupportedOperationException.class, administration::topics);
            assertEquals(
                    "the server is of an older version: unknown command; update the process that runs it",
                    refused.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void topicsHaveMessagesBytesAndSubscribers(boolean inProcess) {
        try (EmbeddedServer server = EmbeddedServer.start();
                EmbeddedMessagingBackend backend = open(inProcess, server.port())) {
            Message message = Messages.numbered(1);
            backend.storeMessage("n", "b", message);
            Subscription plain = backend.subscribe("b", m -> {});
            Subscription durable = backend.subscribe("a", m -> {}, SubscriptionOptions.durable("c"));

            assertEquals(Set.of(plain, durable), Set.copyOf(backend.subscriptions()));
            durable.close();
            assertEquals(List.of(plain), backend.subscriptions());
            assertEquals(List.of("a", "b"), backend.topics());
            assertEquals(
                    List.of(
                            new TopicStats("a", 0, OptionalLong.of(0), 1),
                            new TopicStats("b", 1, OptionalLong.of(message.jsonLength()), 1)),
                    backend.administration().topics());

            backend.administration().clear("b");
            plain.close();
            assertEquals(List.of("a"), backend.topics(), "the durable client is away");
        }
    }
}
