package io.messaging.redis;

import io.messaging.backend.MessagingConfigurationException;
import io.messaging.redis.connection.HostAndPort;
import io.messaging.redis.connection.RedisSettings;
import io.messaging.redis.connection.Tls;
import io.messaging.redis.options.RedisOptions;
import io.messaging.redis.options.RedisOptions.Mode;
import io.messaging.spi.FactoryOption;
import io.messaging.spi.OptionValues;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The values of one backend's options, and what they mean together. Immutable; secrets are never printed. */
final class RedisConfiguration {
    private static final int DEFAULT_SENTINEL_PORT = 26_379;

    private final OptionValues values;
    private final RedisSettings connection;

    /** Checks the combination of values that were checked one by one. */
    RedisConfiguration(OptionValues given) {
        Map<String, Object> python = given.find(RedisOptions.REDIS_CLIENT).orElse(Map.of());
        values = python.isEmpty() ? given : PythonClientMap.merge(given, RedisOptions.ALL, python);
        String prefix = get(RedisOptions.KEY_PREFIX);
        if (prefix.contains("{") || prefix.contains("}")) {
            throw new MessagingConfigurationException("option 'key_prefix' is \"" + prefix
                    + "\"; remove the braces, which Redis Cluster uses for hash tags");
        }
        Mode mode = get(RedisOptions.MODE);
        checkTogether(mode);
        connection = new RedisSettings(
                mode,
                nodes(mode),
                values.find(RedisOptions.SENTINEL_MASTER),
                values.find(RedisOptions.SENTINEL_PASSWORD),
                values.find(RedisOptions.USERNAME),
                values.find(RedisOptions.PASSWORD),
                get(RedisOptions.DB),
                new Tls(
                        get(RedisOptions.SSL),
                        get(RedisOptions.SSL_VERIFY),
                        values.find(RedisOptions.SSL_CA_CERTS),
                        values.find(RedisOptions.SSL_CERTFILE),
                        values.find(RedisOptions.SSL_KEYFILE)),
                Duration.ofMillis(get(RedisOptions.REQUEST_TIMEOUT_MILLIS)),
                Duration.ofMillis(get(RedisOptions.CONNECT_WAIT_MILLIS)));
    }

    /** Returns the address of Redis and the connection options. */
    RedisSettings connection() {
        return connection;
    }

    <T> T get(FactoryOption<T> option) {
        return values.get(option);
    }

    private void checkTogether(Mode mode) {
        if (mode == Mode.SENTINEL && values.find(RedisOptions.SENTINEL_MASTER).isEmpty()) {
            throw new MessagingConfigurationException(
                    "mode sentinel requires sentinel_master, the name of the monitored master");
        }
        if (mode == Mode.CLUSTER && get(RedisOptions.DB) != 0) {
            throw new MessagingConfigurationException(
                    "option 'db' is " + get(RedisOptions.DB) + ", but Redis Cluster supports only database 0");
        }
        if (mode == Mode.STANDALONE && values.find(RedisOptions.NODES).isPresent()) {
            throw new MessagingConfigurationException(
                    "option 'nodes' is for mode sentinel and cluster; set mode, or give host and port instead");
        }
        if (values.find(RedisOptions.USERNAME).isPresent()
                && values.find(RedisOptions.PASSWORD).isEmpty()) {
            throw new MessagingConfigurationException("option 'username' needs a password; give both, or neither");
        }
    }

    private List<HostAndPort> nodes(Mode mode) {
        int port = get(RedisOptions.PORT);
        int defaultPort = mode == Mode.SENTINEL ? DEFAULT_SENTINEL_PORT : port;
        return values.find(RedisOptions.NODES)
                .map(text -> HostAndPort.parseList("nodes", text, defaultPort))
                .orElseGet(() -> List.of(new HostAndPort(get(RedisOptions.HOST), port)));
    }
}
