package io.messaging.bus.redis;

import io.messaging.backend.MessagingBackend;
import io.messaging.bus.BusScenarios;
import io.messaging.testsupport.redis.RedisProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The bus on Redis in the layout of the Python framework, whose programs are not known. */
class PythonLayoutBusIT extends BusScenarios {
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
        return Backends.open(server, "python");
    }

    @Override
    protected boolean knowsAllSubscribers() {
        return false;
    }
}
