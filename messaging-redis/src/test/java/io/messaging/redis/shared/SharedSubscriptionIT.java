package io.messaging.redis.shared;

import io.messaging.backend.MessagingBackend;
import io.messaging.redis.testing.Configs;
import io.messaging.testsupport.redis.RedisProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Groups on one server. */
class SharedSubscriptionIT extends SharedRules {
    private static RedisProcess server;

    @BeforeAll
    static void start() {
        server = RedisProcess.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    MessagingBackend openBackend() {
        return Configs.open(server.port(), "request_timeout_millis", Configs.PATIENT_MILLIS);
    }
}
