package io.messaging.embedded.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.MessagingConnectionException;
import io.messaging.embedded.EmbeddedMessagingBackend;
import io.messaging.embedded.testing.Backends;
import io.messaging.embedded.testing.Messages;
import io.messaging.testsupport.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backend is opened while a server on its way to the directory has the port, and ends before it answers. */
class OpeningDuringTakeOverTest {
    private static final int ATTEMPTS = 3;

    @TempDir
    private Path data;

    private final int port = Ports.free();

    private EmbeddedMessagingBackend open(boolean inProcess, int timeoutMillis) {
        return Backends.open(Map.of(
                "port",
                port,
                "data_dir",
                data.toString(),
                "in_process",
                inProcess,
                "request_timeout_millis",
                timeoutMillis));
    }

    @Test
    void takesOverWhenTheServerThatWasStartingHasEnded() throws Exception {
        try (ServerSocket starting = new ServerSocket(port, ATTEMPTS, InetAddress.getLoopbackAddress())) {
            Thread ending = new Thread(() -> endAfterAttempts(starting));
            ending.start();
            try (EmbeddedMessagingBackend backend = open(false, Backends.PATIENT_MILLIS)) {
                backend.storeMessage("n", "t", Messages.numbered(1));
                assertEquals(1, backend.getMessagesForTopic("t").size());
            }
            ending.join();
        }
    }

    /** Each connection is closed without an answer, as those to a process that is killed are. */
    private static void endAfterAttempts(ServerSocket starting) {
        try (starting) {
            for (int i = 0; i < ATTEMPTS; i++) {
                starting.accept().close();
            }
        } catch (IOException e) {
            throw new IllegalStateException("the test closed its socket too early", e);
        }
    }

    @Test
    void givesUpAfterTheRequestTimeout() throws IOException {
        try (ServerSocket starting = new ServerSocket(port, ATTEMPTS, InetAddress.getLoopbackAddress())) {
            MessagingConnectionException refused = assertThrows(
                    MessagingConnectionException.class, () -> open(true, 2_000).close());
            assertTrue(refused.getMessage().contains("did not answer in time"), refused::getMessage);
            assertTrue(refused.getMessage().contains("data directory"), refused::getMessage);
            assertTrue(starting.isBound());
        }
    }
}
