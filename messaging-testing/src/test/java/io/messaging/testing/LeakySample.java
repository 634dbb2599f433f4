package io.messaging.testing;

import io.messaging.backend.MessagingBackend;
import io.messaging.config.MessagingConfig;
import io.messaging.embedded.EmbeddedServer;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Tests that leave things open; run by {@link LeakReportTest}, which cleans up. */
@MessagingTest
class LeakySample {
    static final List<AutoCloseable> LEFT = new ArrayList<>();

    @Test
    void leavesABackend(@Agent("forgetful") MessagingConfig config) {
        config.createBackend().subscribe("orders", message -> {});
    }

    @Test
    void leavesAThread() {
        CountDownLatch end = new CountDownLatch(1);
        LEFT.add(end::countDown);
        Thread thread = new Thread(
                () -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "forgotten-thread");
        thread.start();
    }

    @Test
    void isUnlucky() {
        throw new AssertionError("failed, and left nothing");
    }

    @Test
    void leavesAProcess() throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Programs.Idle.class.getName())
                .start();
        LEFT.add(process::destroyForcibly);
    }

    @Test
    void leavesAConnection(DistributedTestScenario scenario, @Agent("a") MessagingConfig config) throws IOException {
        scenario.createBackend("agent");
        int port = ((Number) ((java.util.Map<?, ?>) ((java.util.Map<?, ?>)
                                        ((java.util.Map<?, ?>) config.toMap().get("backend_config")).get("target"))
                                .get("backend_config"))
                        .get("port"))
                .intValue();
        LEFT.add(new Socket("127.0.0.1", port));
    }

    @Test
    void leavesAServer() {
        LEFT.add(EmbeddedServer.start());
    }

    @Test
    void leavesNothing(DistributedTestScenario scenario) {
        scenario.setupSubscriber("agent", "orders");
    }

    @Nested
    class WithABackendOfTheClass {
        private static MessagingBackend ofTheClass;

        @BeforeAll
        static void setUp(@Agent("class") MessagingBackend backend) {
            ofTheClass = backend;
            backend.subscribe("kept", message -> {});
        }

        @Test
        void leavesASubscription() {
            ofTheClass.subscribe("orders", message -> {});
        }
    }
}
