package io.messaging.redis.testing;

import io.messaging.backend.MessagingBackend;
import io.messaging.config.MessagingConfig;
import java.util.LinkedHashMap;
import java.util.Map;

/** Configurations of the backend under test. */
public final class Configs {
    private Configs() {}

    public static MessagingConfig config(Map<String, ?> options) {
        return MessagingConfig.of(Map.of(
                "backend_module", "io.messaging.redis",
                "backend_class", "RedisMessagingBackend",
                "backend_config", options));
    }

    public static MessagingBackend open(Map<String, ?> options) {
        return config(options).createBackend();
    }

    public static MessagingBackend open(int port, Object... more) {
        Map<String, Object> options = new LinkedHashMap<>(Map.of("port", port));
        for (int i = 0; i < more.length; i += 2) {
            options.put((String) more[i], more[i + 1]);
        }
        return open(options);
    }
}
