package io.messaging.redis.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingConfigurationException;
import io.messaging.backend.MessagingConnectionException;
import io.messaging.config.MessagingConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that ends connections before it has answered, as one does when its last answer gets lost on the way. */
class HandshakeTest {
    private final AtomicInteger connections = new AtomicInteger();
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private void answerFrom(int firstAnswered) {
        Thread acceptor = new Thread(() -> {
            while (true) {
                try (Socket client = server.accept()) {
                    client.getInputStream().read(new byte[4096]); // all of it, or the close is a reset
                    if (connections.incrementAndGet() >= firstAnswered) {
                        client.getOutputStream()
                                .write("-WRONGPASS wrong password\r\n".getBytes(StandardCharsets.US_ASCII));
                        client.getOutputStream().flush();
                        client.getInputStream().readAllBytes(); // until the client has read it and leaves
                    }
                } catch (IOException e) {
                    if (server.isClosed()) {
                        return;
                    }
                }
            }
        });
        acceptor.setDaemon(true);
        acceptor.start();
    }

    private MessagingBackend open() {
        return MessagingConfig.of(Map.of(
                        "backend_module",
                        "io.messaging.redis",
                        "backend_class",
                        "RedisMessagingBackend",
                        "backend_config",
                        Map.of("host", "127.0.0.1", "port", server.getLocalPort(), "password", "p")))
                .createBackend();
    }

    @Test
    void whatTheServerObjectsToIsAskedForAgain() {
        answerFrom(2);
        MessagingConfigurationException e = assertThrows(MessagingConfigurationException.class, this::open);
        assertTrue(e.getMessage().contains("username and password"), e::toString);
    }

    @Test
    void aServerThatNeverAnswersIsNoServer() {
        answerFrom(Integer.MAX_VALUE);
        assertThrows(MessagingConnectionException.class, this::open);
        assertEquals(3, connections.get());
    }
}
