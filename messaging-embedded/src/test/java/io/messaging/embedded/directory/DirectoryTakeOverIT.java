package io.messaging.embedded.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.MessagingConnectionException;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.embedded.EmbeddedMessagingBackend;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.EmbeddedServerOptions;
import io.messaging.embedded.testing.Backends;
import io.messaging.testsupport.Await;
import io.messaging.testsupport.ChildProcess;
import io.messaging.testsupport.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The process that hosts the server of a data directory is killed under load, at random moments, and others take over:
 * {@code messaging.directory.kills} times, 3 unless told otherwise.
 */
@Timeout(3_600)
class DirectoryTakeOverIT {
    private static final int KILLS = Integer.getInteger("messaging.directory.kills", 3);
    private static final long SEED = Long.getLong("messaging.directory.seed", System.nanoTime());
    private static final int PROCESSES = 3;
    private static final int MACHINES = 250;

    @TempDir
    private Path folder;

    private final int port = Ports.free();
    private final Map<ChildProcess, Path> children = new HashMap<>();
    private final List<Path> logs = new ArrayList<>();
    private final Random random = new Random(SEED);

    private void start() {
        Path log = folder.resolve("log" + logs.size());
        ProcessBuilder process =
                ChildProcess.java(DirectoryClient.class, port, folder.resolve("data"), log, logs.size() % MACHINES + 1);
        ChildProcess child =
                ChildProcess.start(process.redirectError(errors(log).toFile()));
        logs.add(log);
        children.put(child, log);
    }

    private static Path errors(Path log) {
        return log.resolveSibling(log.getFileName() + ".err");
    }

    private void awaitReady(ChildProcess child) {
        try {
            assertEquals("ready", child.answer());
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "\n" + text(errors(children.get(child))), e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> ids(Path log, String kind) {
        Path file = log.resolveSibling(log.getFileName() + kind);
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long acknowledged() {
        return logs.stream().mapToLong(log -> ids(log, ".acknowledged").size()).sum();
    }

    private ChildProcess host() {
        List<ChildProcess> hosts = children.keySet().stream()
                .filter(child -> child.ask("hosts").equals("true"))
                .toList();
        assertTrue(hosts.size() <= 1, () -> hosts.size() + " processes host the server");
        return hosts.isEmpty() ? null : hosts.get(0);
    }

    private ChildProcess awaitHost() {
        ChildProcess[] host = new ChildProcess[1];
        Await.until("a process hosts the server", () -> {
            host[0] = host();
            return host[0] != null;
        });
        return host[0];
    }

    @Test
    void nothingAcknowledgedIsLostAndNothingDeliveredTwiceWhenTheHostIsKilled() throws IOException {
        System.out.println("messaging.directory.seed=" + SEED);
        try {
            for (int i = 0; i < PROCESSES; i++) {
                start();
            }
            children.keySet().forEach(this::awaitReady);
            for (int kill = 0; kill < KILLS; kill++) {
                long before = acknowledged();
                long more = random.nextInt(200);
                Await.until("stores go on", () -> acknowledged() > before + more);
                ChildProcess host = awaitHost();
                children.remove(host);
                host.kill();
                host.close();
                start();
                ChildProcess next = children.keySet().stream()
                        .filter(child -> children.get(child).equals(logs.get(logs.size() - 1)))
                        .findFirst()
                        .orElseThrow();
                awaitReady(next);
            }
            children.keySet().forEach(child -> child.ask("stop"));
            check();
            for (ChildProcess child : children.keySet()) {
                child.end();
            }
        } finally {
            children.keySet().forEach(ChildProcess::close);
        }
    }

    @Test
    void aSecondProcessIsRefusedAndToldWhoHasTheDirectory() throws IOException {
        start();
        try {
            ChildProcess host = children.keySet().iterator().next();
            awaitReady(host);
            MessagingConnectionException refused = assertThrows(
                    MessagingConnectionException.class,
                    () -> EmbeddedServer.start(
                                    EmbeddedServerOptions.defaults().port(0).dataDirectory(folder.resolve("data")))
                            .close());
            assertTrue(refused.getMessage().contains("in use by process " + host.pid()), refused::getMessage);
            host.ask("stop");
            host.end();
        } finally {
            children.keySet().forEach(ChildProcess::close);
        }
    }

    private void check() {
        ConcurrentLinkedQueue<String> stored = new ConcurrentLinkedQueue<>();
        try (EmbeddedMessagingBackend reader = Backends.open(Map.of("port", port, "auto_start_server", false))) {
            int count = reader.getMessagesForTopic("t").size();
            reader.subscribe(
                    "t",
                    message -> stored.add(message.id().toString()),
                    SubscriptionOptions.plain().fromBeginning());
            Await.until(() -> stored.size() + " of " + count, () -> stored.size() == count);
        }
        List<String> order = List.copyOf(stored);
        Set<String> all = new HashSet<>(order);
        assertEquals(order.size(), all.size(), "each message is stored once");
        Set<String> lost = new HashSet<>();
        logs.forEach(log -> lost.addAll(ids(log, ".acknowledged")));
        int acknowledged = lost.size();
        lost.removeAll(all);
        assertEquals(Set.of(), lost, "acknowledged and lost");
        for (Path log : children.values()) {
            Await.until(() -> log + " has received what was stored last", () -> {
                List<String> received = ids(log, ".received");
                return !received.isEmpty() && received.get(received.size() - 1).equals(order.get(order.size() - 1));
            });
        }
        for (Path log : logs) {
            List<String> received = ids(log, ".received");
            int first = received.isEmpty() ? 0 : order.indexOf(received.get(0));
            assertEquals(
                    order.subList(first, Math.min(order.size(), first + received.size())),
                    received,
                    () -> log.getFileName() + " received something twice, out of order or not at all");
        }
        System.out.println(KILLS + " kills: " + acknowledged + " acknowledged, " + order.size() + " stored");
    }
}
