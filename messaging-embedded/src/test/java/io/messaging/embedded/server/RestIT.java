package io.messaging.embedded.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import io.messaging.embedded.EmbeddedMessagingBackend;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.python.PythonPeer;
import io.messaging.embedded.testing.Backends;
import io.messaging.embedded.testing.Messages;
import io.messaging.testsupport.Await;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What is left at rest: of an idle server, and after many starts and stops. */
class RestIT {
    private static final int CYCLES = Integer.getInteger("messaging.cycles", 200);
    private static final int WARM_UP_CYCLES = 20;
    private static final int IDLE_SECONDS = Integer.getInteger("messaging.idle.seconds", 2);
    private static final int WINDOWS = 5;

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("messaging-"))
                .collect(Collectors.toSet());
    }

    private static void cycle() {
        try (EmbeddedServer server = EmbeddedServer.start();
                EmbeddedMessagingBackend backend = Backends.socket(server.port())) {
            backend.subscribe("t", message -> {});
            backend.storeMessageAsync("n", "t", Messages.numbered(1)).join();
        }
    }

    @Test
    void manyStartsAndStopsLeaveNoThreadSocketOrFile() {
        Assumptions.assumeTrue(
                ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean,
                "this system does not count open files");
        UnixOperatingSystemMXBean system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        for (int i = 0; i < WARM_UP_CYCLES; i++) {
            cycle();
        }
        Await.until(() -> "left: " + threads(), () -> threads().isEmpty());
        long before = system.getOpenFileDescriptorCount();
        for (int i = 0; i < CYCLES; i++) {
            cycle();
        }
        Await.until(() -> "left: " + threads(), () -> threads().isEmpty());
        Await.until(
                () -> "open files: " + before + " before, " + system.getOpenFileDescriptorCount() + " after",
                () -> system.getOpenFileDescriptorCount() <= before);
        System.getLogger(RestIT.class.getName())
                .log(
                        System.Logger.Level.INFO,
                        CYCLES + " cycles: open files " + before + " before, " + system.getOpenFileDescriptorCount()
                                + " after; threads " + threads());
    }

    private static long microsInAWindow(ThreadMXBean beans, long thread) {
        long before = beans.getThreadCpuTime(thread);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(IDLE_SECONDS);
        while (System.nanoTime() - end < 0) {
            LockSupport.parkNanos(end - System.nanoTime()); // what is measured is the time itself
        }
        return (beans.getThreadCpuTime(thread) - before) / 1_000;
    }

    @Test
    void anIdleServerWithAHundredConnectionsCostsNoTime() throws Exception {
        ThreadMXBean beans = ManagementFactory.getThreadMXBean();
        List<PythonPeer> peers = new ArrayList<>();
        try (EmbeddedServer server = EmbeddedServer.start()) {
            for (int i = 0; i < 100; i++) {
                PythonPeer peer = new PythonPeer(server.port());
                peers.add(peer);
                peer.ask("SUBSCRIBE", "t" + i);
            }
            long loop = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("messaging-server-" + server.port()))
                    .findFirst()
                    .orElseThrow()
                    .getId();
            assertEquals(100, Backends.count(server, "connections"));
            // The least of several: the rest of what came before may fall into the first ones.
            long micros = Long.MAX_VALUE;
            for (int i = 0; i < WINDOWS && micros >= IDLE_SECONDS * 1_000L; i++) {
                micros = Math.min(micros, microsInAWindow(beans, loop));
            }
            long least = micros;
            System.getLogger(RestIT.class.getName())
                    .log(
                            System.Logger.Level.INFO,
                            micros + " microseconds of CPU in " + IDLE_SECONDS + " idle seconds");
            assertTrue(least < IDLE_SECONDS * 1_000L, () -> least + " microseconds of CPU");
        } finally {
            for (PythonPeer peer : peers) {
                peer.close();
            }
        }
    }
}
