package io.messaging.redis.testing;

import io.messaging.backend.MessagingBackend;
import io.messaging.config.MessagingConfig;
import io.messaging.redis.connection.HostAndPort;
import io.messaging.redis.connection.RedisSettings;
import io.messaging.redis.connection.Tls;
import io.messaging.redis.options.RedisOptions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Configurations of the backend under test. */
public final class Configs {
    /** A limit for calls that only guards against a hang: the machine may be busy. */
    public static final int PATIENT_MILLIS = 60_000;

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

    /** Returns the settings of a link to one server, without TLS or a password. */
    public static RedisSettings settings(int port) {
        return new RedisSettings(
                RedisOptions.Mode.STANDALONE,
                List.of(new HostAndPort("127.0.0.1", port)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                new Tls(false, RedisOptions.Verify.FULL, Optional.empty(), Optional.empty(), Optional.empty()),
                Duration.ofSeconds(10),
                Duration.ZERO);
    }
}
