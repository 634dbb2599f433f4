package io.messaging.redis.connection;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.BackendClosedException;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingException;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.redis.testing.Configs;
import io.messaging.redis.testing.Messages;
import io.messaging.redis.testing.OpenSockets;
import io.messaging.testsupport.Await;
import io.messaging.testsupport.Ports;
import io.messaging.testsupport.redis.RedisProcess;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a close leaves behind when things are not as they should be: nothing (LIFE-03, LIFE-01). */
class CloseIT {
    private static final Duration BOUND = Duration.ofMinutes(5);

    /** A close that waited for an answer would take longer than the bound. */
    private static final int VERY_LONG_MILLIS = 3_600_000;

    private static void assertLeavesNothing(Runnable use) {
        use.run(); // what the JVM and the client keep for ever
        Set<String> before = OpenSockets.list();
        use.run();
        // An attempt to connect that the close has met may need a moment to end; a socket that is left stays.
        Await.until(
                Await.LIMIT,
                () -> "no socket left, not " + socketsBesides(before),
                () -> socketsBesides(before).isEmpty());
        Await.until(
                Await.LIMIT,
                () -> "no thread of the backend, not " + threads(),
                () -> threads().isEmpty());
    }

    private static Set<String> socketsBesides(Set<String> before) {
        Set<String> sockets = new TreeSet<>(OpenSockets.list());
        sockets.removeAll(before);
        return sockets;
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("messaging-redis") || name.startsWith("lettuce"))
                .toList();
    }

    /** Clients that note what they have handled are waited for as handlers are. */
    private static MessagingBackend openAndSubscribe(int port) {
        MessagingBackend backend =
                Configs.open(port, "request_timeout_millis", VERY_LONG_MILLIS, "close_timeout_millis", 1_000);
        backend.subscribe("t", message -> {});
        for (int i = 0; i < 5; i++) {
            backend.subscribe("t", message -> {}, SubscriptionOptions.durable(Messages.name("client")));
        }
        backend.storeMessage("n", "t", Messages.message("m"));
        return backend;
    }

    private static void closeInTime(MessagingBackend backend) {
        long start = System.nanoTime();
        backend.close();
        long took = System.nanoTime() - start;
        assertTrue(took < BOUND.toNanos(), () -> "the close took " + took / 1_000_000 + " ms");
    }

    @Test
    void anOpeningThatFailsLeavesNothing() {
        int nobody = Ports.free();
        try (RedisProcess server = RedisProcess.start("--requirepass", "right")) {
            assertLeavesNothing(() -> {
                assertThrows(MessagingException.class, () -> Configs.open(nobody, "connect_wait_millis", 300));
                assertThrows(MessagingException.class, () -> Configs.open(server.port(), "password", "wrong"));
            });
        }
    }

    @Test
    void aCloseWhileTheServerIsDownLeavesNothing() {
        assertLeavesNothing(() -> {
            try (RedisProcess server = RedisProcess.start()) {
                MessagingBackend backend = openAndSubscribe(server.port());
                server.kill();
                closeInTime(backend);
            }
        });
    }

    @Test
    void aCloseWhileTheServerIsFrozenLeavesNothing() {
        assertLeavesNothing(() -> {
            try (RedisProcess server = RedisProcess.start()) {
                MessagingBackend backend = openAndSubscribe(server.port());
                server.suspend();
                closeInTime(backend);
            }
        });
    }

    @Test
    void aCloseDuringTheFirstSubscriptionLeavesNothing() {
        try (RedisProcess server = RedisProcess.start()) {
            assertLeavesNothing(() -> {
                for (int i = 0; i < 20; i++) {
                    MessagingBackend backend = Configs.open(server.port());
                    CompletableFuture<Void> subscribing = CompletableFuture.runAsync(() -> {
                        try {
                            backend.subscribe("t", message -> {});
                        } catch (BackendClosedException e) {
                            return; // which of the two comes first is open
                        }
                    });
                    backend.close();
                    subscribing.join();
                }
            });
        }
    }
}
