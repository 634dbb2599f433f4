package io.messaging.embedded.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.administration.DeadLetter;
import io.messaging.backend.MessagingException;
import io.messaging.backend.RejectedDeliveryException;
import io.messaging.backend.StoreFullException;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.embedded.EmbeddedMessagingBackend;
import io.messaging.embedded.server.core.ServerOptions;
import io.messaging.embedded.server.core.ServerSettings;
import io.messaging.embedded.server.core.ServerStore;
import io.messaging.embedded.testing.Backends;
import io.messaging.embedded.testing.Messages;
import io.messaging.message.Message;
import io.messaging.spi.OptionValues;
import io.messaging.store.MessageStore;
import io.messaging.store.StoreLimits;
import io.messaging.store.log.file.BootId;
import io.messaging.store.log.file.DiskDirectory;
import io.messaging.testsupport.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** A client that goes on does not settle by that what it has failed on before. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aDeadLetterThatFindsNoSpaceIsStoredWhenThereIsSome(boolean shared) {
        try (EmbeddedMessagingBackend client = client()) {
            Message bad = Messages.ofSize(LARGE / 16);
            client.storeMessage("n", "jobs", bad);
            client.storeMessage("n", "jobs", Messages.numbered(2));
            client.storeMessage("n", "jobs", Messages.numbered(3));
            Queue<Message> handled = new ConcurrentLinkedQueue<>();
            CountDownLatch diskIsFull = new CountDownLatch(1);
            Subscription subscription = client.subscribe(
                    "jobs",
                    message -> {
                        if (message.id().equals(bad.id())) {
                            diskIsFull.await();
                            handled.add(message);
                            throw new RejectedDeliveryException("intended: never");
                        }
                        handled.add(message);
                    },
                    shared
                            ? SubscriptionOptions.shared("workers").concurrency(3)
                            : SubscriptionOptions.durable("worker"));
            if (!shared) { // a group's other members go on anyway
                Await.until(
                        "all to be on their way",
                        () -> client.durableClients().list().get(0).inFlight() == 3);
            }
            disk.full = true;
            for (int size : List.of(LARGE, LARGE / 64)) {
                assertThrows(StoreFullException.class, () -> {
                    for (int i = 0; i < MANY; i++) {
                        client.storeMessage("n", "t", Messages.ofSize(size));
                    }
                });
            }
            diskIsFull.countDown();
            Await.until("three messages to be handled", () -> handled.size() == 3);
            client.ping();
            assertEquals(List.of(), client.getMessagesForTopic(DeadLetter.TOPIC));
            assertTrue(subscription.isActive(), "the subscription goes on");

            disk.full = false;
            Await.until(
                    "the dead letter",
                    () -> client.getMessagesForTopic(DeadLetter.TOPIC).size() == 1);
            DeadLetter letter = DeadLetter.fromMessage(
                    client.getMessagesForTopic(DeadLetter.TOPIC).get(0));
            assertEquals(bad.id(), letter.original().id());
            Await.until(
                    "everything to be settled",
                    () -> shared
                            ? client.sharedGroups().list().get(0).lag() == 0
                            : client.durableClients().list().get(0).lag() == 0);
            client.storeMessage("n", "jobs", Messages.numbered(4));
            Await.until("a further message to be handled", () -> handled.size() == 4);
        }
    }
}
