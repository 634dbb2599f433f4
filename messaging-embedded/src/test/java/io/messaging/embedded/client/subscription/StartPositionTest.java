package io.messaging.embedded.client.subscription;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingException;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.python.PythonServer;
import io.messaging.embedded.testing.Backends;
import io.messaging.embedded.testing.Messages;
import io.messaging.embedded.testing.OlderServer;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.spi.StartPositions;
import io.messaging.testsupport.Await;
import io.messaging.testsupport.TcpProxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Subscriptions that start with what is stored, by socket and in the server's own JVM. */
@Timeout(300)
class StartPositionTest {
    private static final String TOPIC = "t";
    private static final SubscriptionOptions PLAIN = SubscriptionOptions.plain();

    private final BlockingQueue<Message> received = new LinkedBlockingQueue<>();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private EmbeddedServer server;
    private MessagingBackend storer;

    @BeforeEach
    void start() {
        server = opened(EmbeddedServer.start());
        storer = opened(Backends.inProcess(server.port()));
    }

    @AfterEach
    void close() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    private <T extends AutoCloseable> T opened(T resource) {
        opened.add(resource);
        return resource;
    }

    private MessagingBackend open(boolean socket) {
        return opened(socket ? Backends.socket(server.port()) : Backends.inProcess(server.port()));
    }

    private List<GemstoneId> store(int count) {
        List<GemstoneId> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Message message = Messages.numbered(i);
            storer.storeMessage("n", TOPIC, message);
            ids.add(message.id());
        }
        return ids;
    }

    private List<GemstoneId> take(int count) throws InterruptedException {
        List<GemstoneId> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(Await.next(received, "message " + i + " of " + count).id());
        }
        return ids;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theBacklogComesFirstAndThenWhatIsStored(boolean socket) throws Exception {
        List<GemstoneId> stored = store(3_000);
        open(socket).subscribe(TOPIC, received::add, PLAIN.fromBeginning());
        stored.addAll(store(100));

        assertEquals(stored, take(3_100));
        assertTrue(received.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsNotLaterThanTheStartIsLeftOutWheneverItIsStored(boolean socket) throws Exception {
        Message early = Messages.numbered(0);
        List<GemstoneId> stored = store(3_000);
        GemstoneId start = stored.get(2_000);
        open(socket).subscribe(TOPIC, received::add, PLAIN.after(start).namespace("n"));
        storer.storeMessage("n", TOPIC, early);
        stored.addAll(store(10));

        assertEquals(stored.subList(2_001, 3_010), take(1_009));
        assertTrue(received.isEmpty());
        assertEquals(1, storer.loadSubscribers("n").size());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aStartThatTheTopicDoesNotHoldIsRefused(boolean socket) {
        MessagingBackend backend = open(socket);
        Message elsewhere = Messages.numbered(1);
        storer.storeMessage("n", "elsewhere", elsewhere);
        store(1);

        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class,
                () -> backend.subscribe(TOPIC, received::add, PLAIN.after(elsewhere.id())));

        assertEquals(
                "after is " + elsewhere.id() + ", and topic 't' holds no message of that id; give the id of one that it"
                        + " holds now, or start from the beginning",
                refusal.getMessage());
        assertEquals(List.of(), backend.subscriptions());
        assertEquals(List.of(), storer.loadSubscribers("n"));
    }

    @ParameterizedTest
    @CsvSource({"true,true", "true,false", "false,true", "false,false"})
    void aNewNameStartsAfterAMessageAndAKnownOneGoesOn(boolean socket, boolean durable) throws Exception {
        SubscriptionOptions options = durable ? SubscriptionOptions.durable("x") : SubscriptionOptions.shared("x");
        Message early = Messages.numbered(0);
        List<GemstoneId> stored = store(2_000);
        MessagingBackend backend = open(socket);
        Subscription first = backend.subscribe(TOPIC, received::add, options.after(stored.get(1_500)));
        storer.storeMessage("n", TOPIC, early);
        stored.addAll(store(10));
        assertEquals(stored.subList(1_501, 2_010), take(509));
        first.close();

        GemstoneId unknown = Messages.numbered(0).id();
        List<GemstoneId> later = store(3);
        backend.subscribe(TOPIC, received::add, options.after(unknown).namespace("n"));
        assertEquals(later, take(3));
        assertTrue(received.isEmpty());
        assertEquals(1, storer.loadSubscribers("n").size());

        SubscriptionOptions other = durable ? SubscriptionOptions.durable("y") : SubscriptionOptions.shared("y");
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class, () -> backend.subscribe(TOPIC, received::add, other.after(unknown)));
        assertEquals(StartPositions.unknown(TOPIC, unknown).getMessage(), refusal.getMessage());
        assertEquals(1, storer.loadSubscribers("n").size());
    }

    /** The new server has no message of the old one. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aNameIsNewAtANewServerAndStillLeavesOut(boolean durable) throws Exception {
        SubscriptionOptions options = durable ? SubscriptionOptions.durable("x") : SubscriptionOptions.shared("x");
        EmbeddedServer first = EmbeddedServer.start();
        MessagingBackend there = opened(Backends.socket(first.port()));
        Message early = Messages.numbered(0);
        Message start = Messages.numbered(1);
        there.storeMessage("n", TOPIC, start);
        opened(Backends.socket(first.port())).subscribe(TOPIC, received::add, options.after(start.id()));
        Message next = Messages.numbered(2);
        there.storeMessage("n", TOPIC, next);
        assertEquals(List.of(next.id()), take(1));

        first.close();
        opened(EmbeddedServer.start(first.port()));
        there.storeMessage("n", TOPIC, early);
        Message later = Messages.numbered(3);
        there.storeMessage("n", TOPIC, later);

        assertEquals(List.of(later.id()), take(1));
        assertTrue(received.isEmpty());
    }

    /** The start is no longer there when the connection is, which must not matter any more. */
    @Test
    void aSubscriptionGoesOnWhereItWasHoweverOftenItsConnectionIsCut() throws Exception {
        TcpProxy proxy = opened(new TcpProxy(server.port()));
        List<GemstoneId> stored = store(2_000);
        Random random = new Random(3);
        AtomicInteger untilCut = new AtomicInteger(20);
        opened(Backends.socket(proxy.port()))
                .subscribe(
                        TOPIC,
                        message -> {
                            if (untilCut.decrementAndGet() == 0) {
                                untilCut.set(1 + random.nextInt(300));
                                proxy.cut();
                            }
                            received.add(message);
                        },
                        PLAIN.after(stored.get(500)));
        stored.addAll(store(100));
        assertEquals(stored.subList(501, 2_100), take(1_599));

        storer.administration().clear(TOPIC);
        untilCut.set(Integer.MAX_VALUE);
        proxy.cut();
        List<GemstoneId> later = store(10);

        assertEquals(later, take(10));
        assertTrue(received.isEmpty());
    }

    @Test
    void aServerOfThePythonDialectHasNoStarts() throws Exception {
        PythonServer python = opened(new PythonServer());
        MessagingBackend backend = opened(Backends.socket(python.port()));

        MessagingException refusal = assertThrows(
                MessagingException.class, () -> backend.subscribe(TOPIC, received::add, PLAIN.fromBeginning()));

        assertEquals(
                "the server speaks the Python dialect, which has no start positions; run ./messaging serve instead",
                refusal.getMessage());
        assertEquals(List.of(), backend.subscriptions());
    }

    @Test
    void anOlderServerHasNoStartAfterAnId() throws Exception {
        OlderServer older = opened(new OlderServer());
        MessagingBackend backend = opened(Backends.socket(older.port()));

        MessagingException refusal = assertThrows(
                MessagingException.class,
                () -> backend.subscribe(
                        TOPIC, received::add, PLAIN.after(Messages.numbered(0).id())));

        assertEquals(
                "the server has no start after an id: it is of an older version; update the process that runs it",
                refusal.getMessage());
        for (SubscriptionOptions named : List.of(SubscriptionOptions.durable("x"), SubscriptionOptions.shared("x"))) {
            refusal = assertThrows(
                    MessagingException.class,
                    () -> backend.subscribe(
                            TOPIC,
                            received::add,
                            named.after(Messages.numbered(0).id())));
            assertTrue(
                    refusal.getMessage().contains("s that start after an id: it is of an older"), refusal::getMessage);
        }
        assertEquals(List.of(), backend.subscriptions());
    }
}
