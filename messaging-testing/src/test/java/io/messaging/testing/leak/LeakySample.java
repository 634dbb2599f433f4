package io.messaging.testing.leak;

import com.example.shop.CachedShop;
import io.messaging.backend.MessagingBackend;
import io.messaging.config.MessagingConfig;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.testing.Agent;
import io.messaging.testing.DistributedTestScenario;
import io.messaging.testing.MessagingTest;
import io.messaging.testing.support.Programs;
import io.messaging.testsupport.ChildProcess;
import java.io.IOException;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Tests that leave things open; run by {@link LeakReportTest}, which cleans up. */
@MessagingTest
class LeakySample {
    @Test
    void leavesABackend(@Agent("forgetful") MessagingConfig config) {
        config.createBackend().subscribe("orders", message -> {});
    }

    @Test
    void leavesAThread() {
        CountDownLatch end = new CountDownLatch(1);
        Left.add(end::countDown);
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
        Process process = ChildProcess.java(Programs.Idle.class).start();
        Left.add(process::destroyForcibly);
    }

    @Test
    void leavesAConnection(DistributedTestScenario scenario, @Agent("a") MessagingConfig config) throws IOException {
        scenario.createBackend("agent");
        int port = ((Number) ((java.util.Map<?, ?>) ((java.util.Map<?, ?>)
                                        ((java.util.Map<?, ?>) config.toMap().get("backend_config")).get("target"))
                                .get("backend_config"))
                        .get("port"))
                .intValue();
        Left.add(new Socket("127.0.0.1", port));
    }

    @Test
    void leavesAServer() {
        Left.add(EmbeddedServer.start());
    }

    @Test
    void leavesABackendOfAnotherConfiguration() {
        MessagingBackend left = MessagingConfig.of(Map.of(
                        "backend_module", "io.messaging.inmemory",
                        "backend_class", "InMemoryMessagingBackend",
                        "backend_config", Map.of("broker", "left-open")))
                .createBackend();
        Left.add(left);
    }

    @Test
    void leavesAHandler(DistributedTestScenario scenario) {
        CountDownLatch end = new CountDownLatch(1);
        Left.add(end::countDown);
        CachedShop.Stubborn stubborn = new CachedShop.Stubborn(end);
        scenario.createBackend("stubborn").subscribe("orders", stubborn::handle);
        scenario.createBackend("desk").storeMessage("shop", "orders", scenario.message("n", 1));
        stubborn.awaitBegun();
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
