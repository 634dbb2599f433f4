package io.messaging.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.config.MessagingConfig;
import io.messaging.embedded.testing.Messages;
import io.messaging.testsupport.Ports;
import io.messaging.testsupport.UndeployedApplication;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An application that brings this library along, uses it on a thread of a server's pool, and is undeployed. */
class UndeployedApplicationTest {
    private static final long LIMIT_SECONDS = 60;

    /** Loaded once more by the application's class loader. */
    public static final class Application implements Callable<String> {
        private final String configuration;

        /** Takes the configuration as JSON, since its classes are others here. */
        public Application(String configuration) {
            this.configuration = configuration;
        }

        @Override
        public String call() throws Exception {
            try (MessagingBackend backend =
                    MessagingConfig.fromJson(configuration).createBackend()) {
                CountDownLatch handled = new CountDownLatch(3);
                backend.subscribe("t", message -> handled.countDown());
                backend.storeMessage("n", "t", Messages.numbered(1));
                backend.storeMessageAsync("n", "t", Messages.numbered(2)).get(LIMIT_SECONDS, TimeUnit.SECONDS);
                backend.storeMessage(
                        "n",
                        "t",
                        Messages.numbered(3).toBuilder().ttlSeconds(60).build());
                backend.subscribe("t", message -> handled.countDown(), SubscriptionOptions.durable("c"))
                        .close();
                backend.durableClients().list();
                backend.administration().stats();
                assertTrue(handled.await(LIMIT_SECONDS, TimeUnit.SECONDS));
                return "read " + backend.getMessagesForTopic("t").size();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "async", "in process", "socket"})
    void itsClassLoaderIsNotKept(String way) throws Exception {
        assertEquals("read 3", UndeployedApplication.run(Application.class, configuration(way)));
    }

    private static String configuration(String way) {
        boolean inMemory = way.equals("direct") || way.equals("async");
        return MessagingConfig.of(
                        inMemory
                                ? Map.of(
                                        "backend_module", "io.messaging.inmemory",
                                        "backend_class", "InMemoryMessagingBackend",
                                        "backend_config", Map.of("delivery", way))
                                : Map.of(
                                        "backend_module",
                                        "io.messaging.embedded",
                                        "backend_class",
                                        "EmbeddedMessagingBackend",
                                        "backend_config",
                                        Map.of("port", Ports.free(), "in_process", way.equals("in process"))))
                .toJson();
    }
}
