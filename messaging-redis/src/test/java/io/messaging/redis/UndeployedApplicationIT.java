package io.messaging.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.config.MessagingConfig;
import io.messaging.redis.testing.Configs;
import io.messaging.redis.testing.Messages;
import io.messaging.testsupport.UndeployedApplication;
import io.messaging.testsupport.redis.RedisProcess;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An application that brings this library along, uses it on a thread of a server's pool, and is undeployed. */
class UndeployedApplicationIT {
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
                String topic = Messages.name("undeployed");
                backend.subscribe(topic, message -> handled.countDown());
                backend.storeMessage("n", topic, Messages.message("1"));
                backend.storeMessageAsync("n", topic, Messages.message("2")).get(LIMIT_SECONDS, TimeUnit.SECONDS);
                backend.storeMessage(
                        "n",
                        topic,
                        Messages.message("3").toBuilder().ttlSeconds(60).build());
                if (backend.capabilities().contains(Capability.DURABLE_SUBSCRIPTION)) {
                    backend.subscribe(topic, message -> handled.countDown(), SubscriptionOptions.durable("c"))
                            .close();
                    backend.durableClients().list();
                    backend.administration().stats();
                }
                assertTrue(handled.await(LIMIT_SECONDS, TimeUnit.SECONDS));
                return "read " + backend.getMessagesForTopic(topic).size();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"native", "python"})
    void itsClassLoaderIsNotKept(String layout) throws Exception {
        try (RedisProcess server = RedisProcess.start()) {
            String configuration = Configs.config(Map.of("port", server.port(), "layout", layout))
                    .toJson();
            assertEquals("read 3", UndeployedApplication.run(Application.class, configuration));
        }
    }
}
