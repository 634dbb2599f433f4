package io.messaging.embedded.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.MessagingException;
import io.messaging.backend.StoreFullException;
import io.messaging.embedded.EmbeddedMessagingBackend;
import io.messaging.embedded.server.core.ServerOptions;
import io.messaging.embedded.server.core.ServerSettings;
import io.messaging.embedded.server.core.ServerStore;
import io.messaging.embedded.testing.Backends;
import io.messaging.embedded.testing.Messages;
import io.messaging.spi.OptionValues;
import io.messaging.store.MessageStore;
import io.messaging.store.StoreLimits;
import io.messaging.store.log.file.BootId;
import io.messaging.store.log.file.DiskDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients see of a server whose disk fails, or is full. */
class FailingDiskTest {
    private static final int MANY = 100;
    private static final int LARGE = 1 << 20;

    @TempDir
    private Path data;

    private FailingDirectory disk;
    private MessageServer server;

    @BeforeEach
    void start() throws IOException {
        disk = new FailingDirectory(DiskDirectory.open(data));
        start(disk, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private void start(FailingDirectory directory, InetSocketAddress address) throws IOException {
        ServerSettings settings = new ServerSettings(
                OptionValues.check("test", ServerOptions.all(), Map.of("sync", "always", "data_dir", data.toString())),
                null,
                InstantSource.system());
        server = MessageServer.start(
                settings,
                address,
                given -> ServerStore.of(MessageStore.inDirectory(
                        StoreLimits.NONE, given.clock(), directory, BootId.current(), ServerStore.logOptions(given))));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private EmbeddedMessagingBackend client() {
        return Backends.socket(server.address().getPort(), Backends.PATIENT_MILLIS);
    }

    @Test
    void aFailedForceStopsStoringUntilARestartAndReadsGoOn() throws IOException {
        try (EmbeddedMessagingBackend client = client();
                EmbeddedMessagingBackend local =
                        Backends.inProcess(server.address().getPort())) {
            client.storeMessage("n", "t", Messages.numbered(1));
            disk.forcesFail = true;
            assertRefused(client, 2);
            assertRefused(client, 3);
            assertRefused(local, 4);
            disk.forcesFail = false; // what the system has dropped, it drops silently the second time
            assertRefused(client, 5);
            assertRefused(local, 6);
            assertEquals(1, Messages.numberOf(client.getMessagesForTopic("t").get(0)));
            Queue<Integer> received = new ConcurrentLinkedQueue<>();
            client.subscribe("t", message -> received.add(Messages.numberOf(message)));
            client.ping();
        }
        close();
        start();
        try (EmbeddedMessagingBackend client = client()) {
            client.storeMessage("n", "t", Messages.numbered(7));
            assertEquals(1, Messages.numberOf(client.getMessagesForTopic("t").get(0)));
        }
    }

    private static void assertRefused(EmbeddedMessagingBackend backend, int number) {
        MessagingException refused =
                assertThrows(MessagingException.class, () -> backend.storeMessage("n", "t", Messages.numbered(number)));
        assertTrue(refused.getMessage().contains("a test lets the disk fail"), refused::getMessage);
        assertTrue(refused.getMessage().contains("restart"), refused::getMessage);
    }

    /** Others may have a larger heap. */
    @Test
    void whoRunsOutOfMemoryWhileItReadsTheDirectoryLetsOthersHaveItAndThePort() throws IOException {
        close();
        disk = new FailingDirectory(DiskDirectory.open(data));
        disk.outOfMemory = true;
        InetSocketAddress address = server.address();
        assertThrows(OutOfMemoryError.class, () -> start(disk, address));
        disk.close();
        disk = new FailingDirectory(DiskDirectory.open(data));
        start(disk, address);
        assertTrue(server.isRunning());
    }

    @Test
    void aFullDiskRefusesStoresUntilThereIsSpaceAndReadsGoOn() {
        try (EmbeddedMessagingBackend client = client()) {
            client.storeMessage("n", "t", Messages.numbered(1));
            disk.full = true;
            StoreFullException full = assertThrows(StoreFullException.class, () -> {
                for (int i = 0; i < MANY; i++) {
                    client.storeMessage("n", "t", Messages.ofSize(LARGE));
                }
            });
            assertTrue(full.getMessage().contains("space"), full::getMessage);
            assertEquals(1, Messages.numberOf(client.getMessagesForTopic("t").get(0)));
            disk.full = false;
            client.storeMessage("n", "t", Messages.ofSize(LARGE));
        }
    }
}
