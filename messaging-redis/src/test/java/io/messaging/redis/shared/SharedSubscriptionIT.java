package io.messaging.redis.shared;

import io.messaging.backend.MessagingBackend;
import io.messaging.redis.testing.Configs;
import io.messaging.testsupport.redis.RedisProcess;
import org.junit.jupiter.api.AutoClose;

/** Groups on one server. */
class SharedSubscriptionIT extends SharedRules {
    @AutoClose
    private static final RedisProcess server = RedisProcess.start();

    @Override
    MessagingBackend openBackend() {
        return Configs.open(server.port(), "request_timeout_millis", Configs.PATIENT_MILLIS);
    }
}
