package io.messaging.bus.redis;

import io.messaging.backend.MessagingBackend;
import io.messaging.bus.BusScenarios;
import io.messaging.testsupport.redis.RedisProcess;
import org.junit.jupiter.api.AutoClose;

/** The bus on one Redis server. */
class RedisBusIT extends BusScenarios {
    @AutoClose
    private static final RedisProcess server = RedisProcess.start();

    @Override
    protected MessagingBackend open() {
        return Backends.open(server, "native");
    }
}
