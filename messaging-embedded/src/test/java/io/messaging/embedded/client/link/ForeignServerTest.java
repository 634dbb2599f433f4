package io.messaging.embedded.client.link;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.MessagingConnectionException;
import io.messaging.embedded.testing.Backends;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Another program has the port. */
class ForeignServerTest {
    /** Answers each connection with a text, if any, and leaves it open. */
    private static ServerSocket foreign(String greeting) throws IOException {
        ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(() -> {
            List<Socket> open = new ArrayList<>(); // a socket that nobody refers to is closed when it is collected
            try {
                while (true) {
                    Socket socket = listener.accept();
                    open.add(socket);
                    socket.getOutputStream().write(greeting.getBytes(StandardCharsets.UTF_8));
                }
            } catch (IOException closed) {
                open.clear(); // the end of the test
            }
        });
        thread.setDaemon(true);
        thread.start();
        return listener;
    }

    private static String failureOn(ServerSocket foreign) {
        Map<String, Object> options = Map.of("port", foreign.getLocalPort(), "request_timeout_millis", 3_000);
        return assertThrows(MessagingConnectionException.class, () -> Backends.open(options))
                .getMessage();
    }

    @Test
    void theErrorSaysWhatItAnswered() throws IOException {
        try (ServerSocket foreign = foreign("HTTP/1.1 400 Bad Request\r\n\r\n")) {
            String message = failureOn(foreign);
            assertTrue(message.contains("HTTP/1.1 400") && message.contains("'port'"), message);
        }
    }

    @Test
    void oneThatAnswersEverythingWithAnErrorIsNoServer() throws IOException {
        try (ServerSocket foreign = foreign("ERROR what?\r\nERROR what?\r\n")) {
            String message = failureOn(foreign);
            assertTrue(message.contains("what?"), message);
        }
    }

    @Test
    void aSilentOneFailsWithinTheTimeLimit() throws IOException {
        try (ServerSocket foreign = foreign("")) {
            String message = failureOn(foreign);
            assertTrue(message.contains("did not answer"), message);
        }
    }
}
