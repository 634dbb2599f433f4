package io.messaging.embedded.client.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.MessagingConnectionException;
import io.messaging.embedded.EmbeddedMessagingBackend;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.address.HeldPort;
import io.messaging.embedded.testing.Backends;
import io.messaging.embedded.testing.Messages;
import io.messaging.testsupport.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A port that cannot be bound although nobody listens on it: a connection has it, or had it lately. */
@Timeout(300)
class HeldPortTest {
    private static final InetAddress LOOPBACK = new InetSocketAddress("127.0.0.1", 0).getAddress();

    /** Holds a port as a connection's own end does, without listening. */
    private static Socket hold() throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(LOOPBACK, 0));
        return socket;
    }

    @Test
    void aSocketThatReachedItselfLeavesThePortFree() throws IOException {
        int port;
        try (Socket socket = hold()) {
            port = socket.getLocalPort();
            socket.connect(new InetSocketAddress(LOOPBACK, port)); // what happens by chance in the ephemeral range
            assertTrue(HeldPort.endsIfSelfConnected(socket), "connected to itself");
        }
        EmbeddedServer.start(port).close();
        Backends.autoStarting(port, false).close();
    }

    @Test
    void autoStartWaitsForThePort() throws Exception {
        assertGoesOnWhenThePortIsFree(port -> Backends.autoStarting(port, false));
    }

    @Test
    void startingAServerWaitsForThePort() throws Exception {
        assertGoesOnWhenThePortIsFree(EmbeddedServer::start);
    }

    private static void assertGoesOnWhenThePortIsFree(Function<Integer, AutoCloseable> start) throws Exception {
        Socket held = hold();
        try {
            FutureTask<AutoCloseable> starting = new FutureTask<>(() -> start.apply(held.getLocalPort()));
            Thread thread = new Thread(starting);
            thread.start();
            Await.until(
                    () -> "neither waiting nor done",
                    () -> starting.isDone() || thread.getState() == Thread.State.TIMED_WAITING);
            held.close();
            starting.get().close();
        } finally {
            held.close();
        }
    }

    @Test
    void aHeldPortIsExplained() throws IOException {
        try (Socket held = hold()) {
            String refusal = assertThrows(
                            MessagingConnectionException.class,
                            () -> Backends.open(Map.of("port", held.getLocalPort(), "request_timeout_millis", 2_000)))
                    .getMessage();
            assertTrue(refusal.contains("no program listens there"), refusal);
            assertTrue(refusal.contains("try again in a minute"), refusal);
            assertEquals(
                    HeldPort.NOBODY_LISTENS, HeldPort.examine(new InetSocketAddress(LOOPBACK, held.getLocalPort())));
        }
    }

    @Test
    void aServerThatListensIsNoReasonToWait() {
        try (EmbeddedServer server = EmbeddedServer.start()) {
            String refusal = assertThrows(MessagingConnectionException.class, () -> EmbeddedServer.start(server.port()))
                    .getMessage();
            assertTrue(refusal.contains("stop the program that listens there"), refusal);
        }
    }

    @Test
    void closingEndsTheWait() throws Exception {
        EmbeddedServer server = EmbeddedServer.start();
        EmbeddedMessagingBackend backend = Backends.autoStarting(server.port(), false);
        server.close();
        CompletableFuture<Void> call =
                CompletableFuture.runAsync(() -> backend.storeMessage("n", "t", Messages.numbered(1)));
        backend.close();
        Await.until(() -> "the call goes on", call::isDone);
    }
}
