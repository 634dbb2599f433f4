package io.messaging.embedded.client.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.embedded.client.wire.Deadline;
import io.messaging.embedded.server.FailingDirectory;
import io.messaging.embedded.server.MessageServer;
import io.messaging.embedded.server.core.ServerOptions;
import io.messaging.embedded.server.core.ServerSettings;
import io.messaging.embedded.server.core.ServerStore;
import io.messaging.embedded.testing.Messages;
import io.messaging.spi.OptionValues;
import io.messaging.store.MessageStore;
import io.messaging.store.StoreLimits;
import io.messaging.store.log.file.BootId;
import io.messaging.store.log.file.DiskDirectory;
import io.messaging.testsupport.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server whose directory takes its time keeps nobody waiting but those who want that server. */
@Timeout(300)
class SlowDirectoryTest {
    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    private Path data;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final InetSocketAddress slow = address();
    private FailingDirectory disk;

    private static InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), Ports.free());
    }

    private static ServerSettings settings(Map<String, ?> options) {
        return new ServerSettings(
                OptionValues.check("test", ServerOptions.all(), options), null, InstantSource.system());
    }

    @BeforeEach
    void openDirectory() throws IOException {
        disk = new FailingDirectory(DiskDirectory.open(data));
    }

    @AfterEach
    void end() throws InterruptedException {
        disk.goOn();
        threads.shutdown();
        assertTrue(threads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS), "the slow server goes on");
    }

    private Optional<HostedServers.Lease> acquireSlow(Deadline deadline) throws IOException {
        return HostedServers.acquire(
                slow,
                settings(Map.of("data_dir", data.toString())),
                deadline,
                (settings, address) -> MessageServer.start(
                        settings,
                        address,
                        given -> ServerStore.of(MessageStore.inDirectory(
                                StoreLimits.NONE,
                                given.clock(),
                                disk,
                                BootId.current(),
                                ServerStore.logOptions(given)))));
    }

    private static Deadline patient() {
        return Deadline.afterMillis(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    }

    private CompletableFuture<Optional<HostedServers.Lease>> acquireSlowly() {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return acquireSlow(patient());
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                },
                threads);
    }

    private void openAndCloseAnother() throws Exception {
        threads.submit(() -> {
                    HostedServers.acquire(address(), settings(Map.of()), patient())
                            .orElseThrow()
                            .close();
                    return null;
                })
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void anotherPortOpensAndClosesWhileADirectoryIsRead() throws Exception {
        disk.hang();
        CompletableFuture<Optional<HostedServers.Lease>> starting = acquireSlowly();
        assertTrue(disk.awaitHung(), "the directory is read");
        openAndCloseAnother();
        assertFalse(starting.isDone());
        disk.goOn();
        starting.get(PATIENCE_SECONDS, TimeUnit.SECONDS).orElseThrow().close();
    }

    @Test
    void anotherPortOpensAndClosesDuringALastForce() throws Exception {
        HostedServers.Lease lease = acquireSlow(patient()).orElseThrow();
        lease.server().core().store().store("n", "t", Messages.numbered(1));
        disk.hang();
        CompletableFuture<Void> ending = CompletableFuture.runAsync(lease::close, threads);
        assertTrue(disk.awaitHung(), "the directory is forced");
        openAndCloseAnother();
        assertFalse(ending.isDone());
        disk.goOn();
        ending.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void whoWantsTheSameServerWaitsAndSharesIt() throws Exception {
        disk.hang();
        CompletableFuture<Optional<HostedServers.Lease>> first = acquireSlowly();
        assertTrue(disk.awaitHung(), "the directory is read");
        assertThrows(SocketTimeoutException.class, () -> acquireSlow(Deadline.afterMillis(1)));
        CompletableFuture<Optional<HostedServers.Lease>> second = acquireSlowly();
        disk.goOn();
        HostedServers.Lease one = first.get(PATIENCE_SECONDS, TimeUnit.SECONDS).orElseThrow();
        HostedServers.Lease other =
                second.get(PATIENCE_SECONDS, TimeUnit.SECONDS).orElseThrow();
        assertEquals(one.server(), other.server());
        one.close();
        assertTrue(other.server().isRunning());
        other.close();
        assertFalse(other.server().isRunning());
    }
}
