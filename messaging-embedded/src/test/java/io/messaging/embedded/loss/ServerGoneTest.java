package io.messaging.embedded.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.BackendClosedException;
import io.messaging.backend.ConnectionChange;
import io.messaging.backend.MessagingConnectionException;
import io.messaging.backend.MessagingException;
import io.messaging.embedded.EmbeddedMessagingBackend;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.python.PythonServer;
import io.messaging.embedded.testing.Backends;
import io.messaging.embedded.testing.LogCapture;
import io.messaging.embedded.testing.Messages;
import io.messaging.message.Message;
import io.messaging.testsupport.Await;
import io.messaging.testsupport.TcpProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** No server, or none that answers: calls end in time, and go on when one is back. */
class ServerGoneTest {
    private static final int TIMEOUT_MILLIS = 3_000;
    private static final int VERY_LONG_MILLIS = 3_600_000;

    /** How long what should end at once may take on a busy machine: less than {@link #VERY_LONG_MILLIS}. */
    private static final Duration GUARD = Duration.ofMinutes(5);

    private static EmbeddedMessagingBackend impatient(int port) {
        return Backends.socket(port, TIMEOUT_MILLIS);
    }

    /** Takes the port and lets everybody connect, and never says anything. */
    private static ServerSocket mute(int port, int backlog) throws IOException {
        return new ServerSocket(port, backlog, InetAddress.getLoopbackAddress());
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }

    private static Set<String> threadsOf(EmbeddedMessagingBackend ignored) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith("messaging-") && !name.startsWith("messaging-server"))
                .collect(Collectors.toSet());
    }

    @Test
    void aPortWhoseQueueIsFullFailsInTime() throws IOException {
        try (ServerSocket mute = mute(0, 1)) {
            List<SocketChannel> waiting = new ArrayList<>();
            try {
                for (int i = 0; i < 8; i++) {
                    SocketChannel channel = SocketChannel.open();
                    waiting.add(channel);
                    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                    channel.configureBlocking(false);
                    channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), mute.getLocalPort()));
                }
                long start = System.nanoTime();
                assertThrows(MessagingConnectionException.class, () -> impatient(mute.getLocalPort()));
                assertTrue(millisSince(start) < GUARD.toMillis(), () -> "took " + millisSince(start) + " ms");
            } finally {
                for (SocketChannel channel : waiting) {
                    channel.close();
                }
            }
        }
    }

    @Test
    void callsEndInTimeWhileThePortIsMuteAndWorkWhenAServerIsBack() throws Exception {
        EmbeddedServer server = EmbeddedServer.start();
        int port = server.port();
        try (EmbeddedMessagingBackend client = impatient(port)) {
            BlockingQueue<Integer> received = new LinkedBlockingQueue<>();
            client.subscribe("t", message -> received.add(Messages.numberOf(message)));
            server.close();
            try (ServerSocket mute = mute(port, 50)) {
                assertEquals(port, mute.getLocalPort());
                long start = System.nanoTime();
                List<CompletableFuture<Throwable>> calls = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    calls.add(CompletableFuture.supplyAsync(
                            () -> assertThrows(MessagingException.class, () -> client.getMessagesForTopic("t"))));
                }
                calls.forEach(CompletableFuture::join);
                assertTrue(millisSince(start) < GUARD.toMillis(), () -> "took " + millisSince(start) + " ms");
            }
            try (EmbeddedServer next = EmbeddedServer.start(port);
                    EmbeddedMessagingBackend witness = Backends.socket(port)) {
                witness.storeMessage("n", "t", Messages.numbered(3));
                assertEquals(3, Await.next(received, "the message of the server that is back"));
                assertEquals(1, client.getMessagesForTopic("t").size());
                assertEquals(1, Backends.count(next, "messages"));
            }
        }
    }

    @Test
    void closingWhileThePortIsMuteIsQuickAndLeavesNoThread() throws Exception {
        EmbeddedServer server = EmbeddedServer.start();
        int port = server.port();
        EmbeddedMessagingBackend client = Backends.socket(port, VERY_LONG_MILLIS);
        client.subscribe("t", message -> {});
        client.storeMessageAsync("n", "t", Messages.numbered(1)).join();
        server.close();
        try (ServerSocket mute = mute(port, 50)) {
            assertEquals(port, mute.getLocalPort());
            CompletableFuture<Throwable> call = CompletableFuture.supplyAsync(
                    () -> assertThrows(MessagingException.class, () -> client.getMessagesForTopic("t")));
            CompletableFuture<Void> store = client.storeMessageAsync("n", "t", Messages.numbered(2));
            assertTimeoutPreemptively(GUARD, () -> client.close(), "the close waited for an answer");
            assertEquals(BackendClosedException.class, call.join().getClass());
            assertTrue(store.isCompletedExceptionally());
            Await.until(
                    () -> "left: " + threadsOf(client), () -> threadsOf(client).isEmpty());
        }
    }

    @Test
    void theNextServerIsFoundAfterAnotherProgramHadThePort() throws Exception {
        EmbeddedServer server = EmbeddedServer.start();
        int port = server.port();
        try (EmbeddedMessagingBackend client = impatient(port)) {
            BlockingQueue<ConnectionChange> changes = new LinkedBlockingQueue<>();
            client.addConnectionListener(changes::add);
            server.close();
            try (ServerSocket foreign = mute(port, 50)) {
                for (int i = 0; i < 3; i++) {
                    try (var peer = foreign.accept()) {
                        peer.getOutputStream().write("220 mail.example.com ESMTP\r\n".getBytes());
                    }
                }
            }
            try (EmbeddedServer next = EmbeddedServer.start(port)) {
                assertEquals(
                        ConnectionChange.Kind.LOST,
                        Await.next(changes, "the loss").kind());
                ConnectionChange found = Await.next(changes, "the next server");
                assertEquals(ConnectionChange.Kind.REPLACED, found.kind());
                assertEquals(next.id(), found.serverId());
                client.ping();
            }
        }
    }

    @Test
    void anInterruptedThreadDoesNotWaitForAServerAndKeepsItsFlag() {
        EmbeddedServer server = EmbeddedServer.start();
        try (EmbeddedMessagingBackend client = Backends.socket(server.port())) {
            server.close();
            Thread.currentThread().interrupt();
            long start = System.nanoTime();
            assertThrows(MessagingConnectionException.class, () -> client.getMessagesForTopic("t"));
            assertTrue(Thread.interrupted(), "the flag was swallowed");
            assertTrue(millisSince(start) < GUARD.toMillis(), () -> "took " + millisSince(start) + " ms");
        }
    }

    @Test
    void aBackendThatDoesNothingTakesThePortOver() {
        EmbeddedServer server = EmbeddedServer.start();
        int port = server.port();
        try (EmbeddedMessagingBackend idle = Backends.autoStarting(port, true)) {
            server.close();
            try (EmbeddedMessagingBackend visitor = visitorWhenThereIsAServer(port)) {
                assertEquals(Backends.serverId(idle), Backends.serverId(visitor));
            }
        }
    }

    private static EmbeddedMessagingBackend visitorWhenThereIsAServer(int port) {
        List<EmbeddedMessagingBackend> opened = new ArrayList<>();
        Await.until(() -> "nobody took over", () -> {
            try {
                return opened.add(Backends.socket(port));
            } catch (MessagingConnectionException notYet) {
                return false;
            }
        });
        return opened.get(0);
    }

    @Test
    void aLossIsLoggedOnceHoweverManyConnectionsNoticeAndHoweverLongItLasts() {
        EmbeddedServer server = EmbeddedServer.start();
        int port = server.port();
        List<String> lines;
        try (LogCapture log = new LogCapture("io.messaging.embedded");
                EmbeddedMessagingBackend client = impatient(port)) {
            for (int i = 0; i < 10; i++) {
                client.subscribe("topic " + i, message -> {});
            }
            server.close();
            for (int i = 0; i < 3; i++) {
                assertThrows(MessagingException.class, client::ping);
            }
            try (EmbeddedServer next = EmbeddedServer.start(port)) {
                assertEquals(next.id(), Backends.serverId(client));
                Await.until(
                        () -> "logged: " + log.lines(),
                        () -> log.lines().stream().anyMatch(line -> line.startsWith("INFO another messaging server")));
            }
            lines = log.lines();
        }
        List<String> ours = lines.stream()
                .filter(line -> line.contains(":" + port + " ") || line.contains(":" + port + ","))
                .toList();
        assertEquals(2, ours.size(), () -> "logged: " + lines);
        assertTrue(ours.get(0).startsWith("WARNING lost the messaging server at"), ours.get(0));
        assertTrue(ours.get(1).startsWith("INFO another messaging server answers"), ours.get(1));
    }

    @Test
    void aServerOfThePythonDialectIsFoundAgain() throws Exception {
        try (PythonServer server = new PythonServer();
                TcpProxy proxy = new TcpProxy(server.port());
                EmbeddedMessagingBackend client = Backends.socket(proxy.port())) {
            BlockingQueue<Integer> received = new LinkedBlockingQueue<>();
            BlockingQueue<ConnectionChange> changes = new LinkedBlockingQueue<>();
            client.addConnectionListener(changes::add);
            client.subscribe("t", message -> received.add(Messages.numberOf(message)));
            List<Message> stored = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                proxy.cut();
                assertEquals(
                        ConnectionChange.Kind.LOST,
                        Await.next(changes, "the loss").kind());
                assertEquals(
                        ConnectionChange.Kind.RESUMED,
                        Await.next(changes, "the way back").kind());
                Await.until(() -> "not subscribed again", () -> server.subscriptionsTo("t") == 1);
                stored.add(Messages.numbered(i));
                client.storeMessage("n", "t", stored.get(i));
                assertEquals(i, Await.next(received, "message " + i));
            }
            assertEquals(stored, client.getMessagesForTopic("t"));
        }
    }
}
