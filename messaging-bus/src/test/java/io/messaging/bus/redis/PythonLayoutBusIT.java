package io.messaging.bus.redis;

import io.messaging.backend.MessagingBackend;
import io.messaging.bus.BusScenarios;
import io.messaging.testsupport.redis.RedisProcess;
import org.junit.jupiter.api.AutoClose;

/** The bus on Redis in the layout of the Python framework, whose programs are not known. */
class PythonLayoutBusIT extends BusScenarios {
    @AutoClose
    private static final RedisProcess server = RedisProcess.start();

    @Override
    protected MessagingBackend open() {
        return Backends.open(server, "python");
    }

    @Override
    protected boolean knowsAllSubscribers() {
        return false;
    }
}
