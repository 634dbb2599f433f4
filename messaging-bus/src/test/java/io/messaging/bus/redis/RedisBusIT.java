package io.messaging.bus.redis;

import io.messaging.backend.MessagingBackend;
import io.messaging.bus.BusScenarios;
import io.messaging.redis.server.RedisProcess;
import io.messaging.redis.testing.Configs;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The bus on one Redis server. */
class RedisBusIT extends BusScenarios {
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
    protected MessagingBackend open() {
        return Configs.open(server.port(), "request_timeout_millis", Configs.PATIENT_MILLIS);
    }
}
