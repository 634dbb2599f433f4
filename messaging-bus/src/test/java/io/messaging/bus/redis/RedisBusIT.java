package io.messaging.bus.redis;

import io.messaging.backend.MessagingBackend;
import io.messaging.bus.BusScenarios;
import io.messaging.testsupport.redis.RedisProcess;
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
        return Backends.open(server, "native");
    }
}
