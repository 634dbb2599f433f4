package io.messaging.testing.leak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.example.shop.CachedShop;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingException;
import io.messaging.config.MessagingConfig;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.testing.DistributedTestScenario;
import io.messaging.testing.MessagingTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Tests during which things start that are not theirs; all of them pass. Run by {@link OwnershipTest}. */
@MessagingTest
class OwnershipSample {
    private static ExecutorService executor;
    private static MessagingBackend shared;
    private static Thread ticker;

    static void close() {
        executor.shutdownNow();
        shared.close();
        ticker.interrupt();
    }

    private static MessagingConfig inMemory(String broker) {
        return MessagingConfig.of(Map.of(
                "backend_module", "io.messaging.inmemory",
                "backend_class", "InMemoryMessagingBackend",
                "backend_config", Map.of("broker", broker, "delivery", "async")));
    }

    @Test
    void anHttpClientHasThreadsOfItsOwn(EmbeddedServer server) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/"))
                .build();
        assertThrows(
                IOException.class,
                () -> HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()));
    }

    @Test
    void aStaticExecutorLivesOn() throws Exception {
        if (executor == null) {
            executor = Executors.newCachedThreadPool();
        }
        executor.submit(() -> {}).get();
        CountDownLatch begun = new CountDownLatch(1);
        executor.execute(() -> {
            begun.countDown();
            sleepUntilInterrupted();
        });
        begun.await();
    }

    @Test
    void aStaticThreadLivesOn() {
        ticker = new Thread(OwnershipSample::sleepUntilInterrupted, "ticker");
        ticker.start();
    }

    private static void sleepUntilInterrupted() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aStaticBackendLivesOn(DistributedTestScenario scenario) throws Exception {
        if (shared == null) {
            shared = inMemory("shared").createBackend();
        }
        CountDownLatch handled = new CountDownLatch(1);
        shared.subscribe("orders", order -> handled.countDown());
        shared.storeMessage("shop", "orders", scenario.message("n", 1));
        handled.await();
    }

    @Test
    void aCachedApplicationLivesOn() throws Exception {
        CachedShop.cached().use();
    }

    private static final class Beans {
        static MessagingBackend backend() {
            return inMemory("bean").createBackend();
        }
    }

    @Test
    void aBeanOfANestedConfigurationLivesOn() {
        Left.add(CachedShop.make(Beans::backend));
    }

    @Test
    void timersAndPoolsOfTheJdkLiveOn() throws Exception {
        CountDownLatch ran = new CountDownLatch(3);
        new Timer("left")
                .schedule(
                        new TimerTask() {
                            @Override
                            public void run() {
                                ran.countDown();
                            }
                        },
                        0);
        CompletableFuture.runAsync(ran::countDown, CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS));
        Executors.newFixedThreadPool(2).submit(ran::countDown);
        ran.await();
    }

    @Test
    void aBackendThatCouldNotBeOpenedIsNotOpen() {
        MessagingConfig nobody = MessagingConfig.of(Map.of(
                "backend_module", "io.messaging.embedded",
                "backend_class", "EmbeddedMessagingBackend",
                "backend_config", Map.of("port", 1, "auto_start_server", false)));
        assertThrows(MessagingException.class, () -> {
            try (MessagingBackend backend = nobody.createBackend()) {
                backend.getMessagesForTopic("orders");
            }
        });
    }

    @Nested
    class WithAScenarioOfTheClass {
        private static DistributedTestScenario ofTheClass;

        @BeforeAll
        static void setUp(DistributedTestScenario scenario) {
            ofTheClass = scenario;
        }

        @RepeatedTest(2)
        void itsBackendsAreTheClasss() {
            ofTheClass.createBackend("desk").storeMessage("shop", "orders", ofTheClass.message("n", 1));
            ofTheClass.setupSubscriber("archive", "orders");
            ofTheClass.createBackend("desk").storeMessage("shop", "orders", ofTheClass.message("n", 2));
            ofTheClass.awaitReceived("archive", 1);
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class WithOneInstance {
        private MessagingBackend kept;

        @RepeatedTest(2)
        void whatItKeepsLivesOn() {
            if (kept == null) {
                kept = inMemory("kept").createBackend();
                Left.add(kept);
            }
            assertEquals(0, kept.getMessagesForTopic("orders").size());
        }
    }
}
