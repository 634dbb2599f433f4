package io.messaging.bus.redis;

import io.messaging.backend.MessagingBackend;
import io.messaging.config.MessagingConfig;
import io.messaging.testsupport.redis.RedisProcess;
import java.util.Map;

/** Backends on a server of a test. */
final class Backends {
    /** Guards against a hang. */
    private static final int LIMIT_MILLIS = 60_000;

    private Backends() {}

    static MessagingBackend open(RedisProcess server, String layout) {
        return MessagingConfig.of(Map.of(
                        "backend_module",
                        "io.messaging.redis",
                        "backend_class",
                        "RedisMessagingBackend",
                        "backend_config",
                        Map.of("port", server.port(), "layout", layout, "request_timeout_millis", LIMIT_MILLIS)))
                .createBackend();
    }
}
