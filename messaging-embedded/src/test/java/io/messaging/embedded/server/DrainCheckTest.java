package io.messaging.embedded.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.administration.Subscriber;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.embedded.DrainCheck;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.EmbeddedServerOptions;
import io.messaging.embedded.python.PythonPeer;
import io.messaging.embedded.testing.Backends;
import io.messaging.embedded.testing.Messages;
import io.messaging.testsupport.Await;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DrainCheckTest {
    private static final String TOPIC = "orders";

    private static MessagingBackend open(int port, boolean inProcess) {
        return inProcess ? Backends.inProcess(port) : Backends.socket(port);
    }

    private static boolean outcome(DrainCheck check) throws Exception {
        return check.outcome().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    @Test
    void aServerWithoutSubscribersIsSettled() throws Exception {
        try (EmbeddedServer server = EmbeddedServer.start()) {
            assertTrue(outcome(server.checkDrained(topic -> true)));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void waitsForARunningHandlerAndNamesIt(boolean inProcess) throws Exception {
        try (EmbeddedServer server = EmbeddedServer.start();
                MessagingBackend backend = open(server.port(), inProcess)) {
            CountDownLatch entered = new CountDownLatch(1);
            CountDownLatch release = new CountDownLatch(1);
            SubscriptionOptions options = SubscriptionOptions.plain().namespace("shop");
            backend.subscribe(
                    TOPIC,
                    message -> {
                        entered.countDown();
                        assertTrue(release.await(60, TimeUnit.SECONDS));
                    },
                    options);
            backend.storeMessage("shop", TOPIC, Messages.numbered(1));
            assertTrue(entered.await(60, TimeUnit.SECONDS));
            DrainCheck check = server.checkDrained(TOPIC::equals);
            assertEquals(List.of(new Subscriber(TOPIC, null, "shop", true)), check.pending());
            assertFalse(check.outcome().toCompletableFuture().isDone());
            release.countDown();
            assertTrue(outcome(check));
            assertEquals(List.of(), check.pending());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void trueMeansThatNothingIsUnderWayInAChainOfHandlers(boolean inProcess) throws Exception {
        int hops = 30;
        try (EmbeddedServer server = EmbeddedServer.start();
                MessagingBackend first = open(server.port(), inProcess);
                MessagingBackend second = open(server.port(), false)) {
            AtomicInteger handled = new AtomicInteger();
            for (int hop = 0; hop < hops; hop++) {
                int next = hop + 1;
                MessagingBackend backend = hop % 2 == 0 ? first : second;
                backend.subscribe("hop-" + hop, message -> {
                    backend.storeMessage("shop", "hop-" + next, Messages.numbered(next));
                    handled.incrementAndGet();
                });
            }
            for (int round = 1; round <= 20; round++) {
                first.storeMessage("shop", "hop-0", Messages.numbered(0));
                while (!outcome(server.checkDrained(topic -> true))) {
                    Thread.onSpinWait();
                }
                assertEquals(round * hops, handled.get(), "hops done when the server said that it is settled");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSubscriptionThatEndsNeedNotAnswerButTheQuestionIsAskedAgain(boolean inProcess) throws Exception {
        try (EmbeddedServer server = EmbeddedServer.start();
                MessagingBackend backend = open(server.port(), inProcess)) {
            AtomicReference<DrainCheck> check = new AtomicReference<>();
            CountDownLatch asked = new CountDownLatch(1);
            CountDownLatch entered = new CountDownLatch(1);
            Subscription subscription = backend.subscribe(TOPIC, message -> {
                entered.countDown();
                assertTrue(asked.await(60, TimeUnit.SECONDS));
            });
            backend.storeMessage("shop", TOPIC, Messages.numbered(1));
            assertTrue(entered.await(60, TimeUnit.SECONDS));
            check.set(server.checkDrained(topic -> true));
            asked.countDown();
            subscription.close();
            outcome(check.get());
            Await.until(() -> "not settled after the only subscriber left", () -> isSettled(server));
        }
    }

    @Test
    void whoLeavesWithoutAnAnswerMakesItWorthAskingAgain() throws Exception {
        try (EmbeddedServer server = EmbeddedServer.start();
                MessagingBackend backend = Backends.socket(server.port())) {
            DrainCheck check;
            try (PythonPeer peer = new PythonPeer(server.port())) {
                peer.ask("ATTACH", "1", TOPIC, "NOW", "10");
                backend.storeMessage("shop", TOPIC, Messages.numbered(1));
                check = server.checkDrained(TOPIC::equals);
                assertEquals(1, check.subscribers().size(), "subscribers asked");
            }
            assertFalse(outcome(check), "the only subscriber left, and has handled nothing");
            assertTrue(outcome(server.checkDrained(TOPIC::equals)), "nobody is left");
        }
    }

    private static boolean isSettled(EmbeddedServer server) {
        return server.checkDrained(topic -> true)
                .outcome()
                .toCompletableFuture()
                .getNow(false);
    }

    @Test
    void topicsThatAreNotAskedAboutDoNotMatter() throws Exception {
        try (EmbeddedServer server = EmbeddedServer.start();
                MessagingBackend backend = Backends.socket(server.port())) {
            CountDownLatch release = new CountDownLatch(1);
            backend.subscribe("other", message -> release.await());
            backend.storeMessage("shop", "other", Messages.numbered(1));
            assertTrue(outcome(server.checkDrained(TOPIC::equals)));
            release.countDown();
        }
    }

    @Test
    void whatWasSentToAPeerOfThePythonDialectCountsAsHandled() throws Exception {
        try (EmbeddedServer server = EmbeddedServer.start();
                PythonPeer peer = new PythonPeer(server.port());
                MessagingBackend backend = Backends.inProcess(server.port())) {
            peer.ask("SUBSCRIBE", TOPIC);
            backend.storeMessage("shop", TOPIC, Messages.numbered(1));
            assertTrue(outcome(server.checkDrained(TOPIC::equals)));
        }
    }

    @Test
    void subscribersOfAllNamespacesAreListed() {
        try (EmbeddedServer server = EmbeddedServer.start();
                MessagingBackend backend = Backends.socket(server.port())) {
            backend.subscribe("a:x", message -> {}, SubscriptionOptions.plain().namespace("one"));
            backend.subscribe("b:x", message -> {});
            backend.subscribe("c:x", message -> {}, SubscriptionOptions.shared("g"));
            backend.subscribe("d:x", message -> {}, SubscriptionOptions.durable("here"));
            backend.subscribe("e:x", message -> {}, SubscriptionOptions.durable("away"))
                    .close();
            assertEquals(
                    List.of("a:x", "b:x", "c:x", "d:x"),
                    server.subscribers().stream()
                            .map(Subscriber::topic)
                            .sorted()
                            .toList());
        }
    }

    @Test
    void messagesExpireByTheClockThatWasGiven() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2030-01-01T00:00:00Z"));
        EmbeddedServerOptions options = EmbeddedServerOptions.defaults().port(0).clock(now::get);
        try (EmbeddedServer server = EmbeddedServer.start(options);
                MessagingBackend backend = Backends.socket(server.port())) {
            backend.storeMessage(
                    "shop",
                    TOPIC,
                    Messages.numbered(1).toBuilder().ttlSeconds(60).build());
            now.updateAndGet(instant -> instant.plusSeconds(59));
            assertEquals(1, backend.getMessagesForTopic(TOPIC).size());
            now.updateAndGet(instant -> instant.plusSeconds(2));
            assertEquals(0, backend.getMessagesForTopic(TOPIC).size());
        }
    }
}
