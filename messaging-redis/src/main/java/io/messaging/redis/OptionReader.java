package io.messaging.redis;

import io.messaging.backend.MessagingConfigurationException;
import io.messaging.redis.connection.HostAndPort;
import io.messaging.redis.connection.RedisSettings;
import io.messaging.redis.connection.RedisSettings.Mode;
import io.messaging.redis.connection.Tls;
import io.messaging.spi.FactoryOption;
import io.messaging.spi.OptionValues;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The backend's options: what they are, and what they mean together. */
final class OptionReader {
    private static final long DEFAULT_MAX_MESSAGE_BYTES = 8L << 20;
    private static final long LONGEST_VALUE_BYTES = 512L << 20;
    private static final int DEFAULT_SENTINEL_PORT = 26_379;

    static final List<FactoryOption> OPTIONS = List.of(
            FactoryOption.text("host", "127.0.0.1", "Where Redis listens."),
            FactoryOption.integer("port", 6379L, 1, 65_535, "Its port."),
            FactoryOption.choice(
                    "mode",
                    "standalone",
                    List.of("standalone", "sentinel", "cluster"),
                    "One server, a master that Sentinels choose, or a cluster."),
            FactoryOption.text(
                    "nodes",
                    null,
                    "Instead of host and port: the Sentinels, or some nodes of the cluster, as host:port,host:port."),
            FactoryOption.text("sentinel_master", null, "The name that the Sentinels know the master by."),
            FactoryOption.secret("sentinel_password", "The Sentinels' own password, if they have one."),
            FactoryOption.integer("db", 0L, 0, 65_535, "The database number; a cluster has only 0."),
            FactoryOption.text("username", null, "The user, where it is not the default user."),
            FactoryOption.secret("password", "The password."),
            FactoryOption.flag("ssl", false, "Whether connections are encrypted with TLS."),
            FactoryOption.choice(
                    "ssl_verify",
                    "full",
                    List.of("full", "ca", "none"),
                    "What is checked of the server's certificate: chain and host name, chain, or nothing."),
            FactoryOption.text(
                    "ssl_ca_certs", null, "PEM file with the authorities to trust; without it, those of the JVM."),
            FactoryOption.text("ssl_certfile", null, "PEM file with the certificate to show to the server."),
            FactoryOption.text("ssl_keyfile", null, "PEM file with that certificate's key, in PKCS #8, not encrypted."),
            FactoryOption.map(
                    "redis_client",
                    "The Python framework's settings: host, port, db, username, password, ssl, ssl_*, is_cluster, "
                            + "socket_timeout, layout. Each stands for the option of its meaning here."),
            FactoryOption.choice(
                    "layout",
                    "native",
                    List.of("native", "python"),
                    "How messages lie in Redis: our own way with the whole contract, or as the Python framework does."),
            FactoryOption.text("key_prefix", "messaging", "What the keys of the native layout start with."),
            FactoryOption.integer(
                    "message_ttl",
                    3_600L,
                    1,
                    Integer.MAX_VALUE,
                    "Seconds for which the python layout finds messages by id."),
            FactoryOption.integer(
                    "request_timeout_millis", 10_000L, 1, Integer.MAX_VALUE, "Milliseconds that a call may take."),
            FactoryOption.integer(
                    "connect_wait_millis",
                    0L,
                    0,
                    Integer.MAX_VALUE,
                    "Milliseconds to go on trying when Redis is not there at the start; 0 fails at once."),
            FactoryOption.integer(
                    "max_message_bytes",
                    DEFAULT_MAX_MESSAGE_BYTES,
                    1,
                    LONGEST_VALUE_BYTES,
                    "Bytes of JSON that a message may have."),
            FactoryOption.integer(
                    "max_pending_bytes",
                    64L << 20,
                    1,
                    Long.MAX_VALUE,
                    "Bytes of messages that may wait to be sent; one more is refused."),
            FactoryOption.integer(
                    "poll_millis",
                    1_000L,
                    10,
                    60_000,
                    "Milliseconds after which a subscription finds a message whose wake-up was lost."));

    private final OptionValues options;

    private OptionReader(OptionValues options) {
        this.options = options;
    }

    static RedisOptions read(OptionValues given) {
        Map<String, Object> python = given.map("redis_client");
        return new OptionReader(python.isEmpty() ? given : PythonClientMap.merge(given, OPTIONS, python)).read();
    }

    private RedisOptions read() {
        RedisOptions.Layout layout =
                RedisOptions.Layout.valueOf(options.text("layout").toUpperCase(Locale.ROOT));
        String prefix = options.text("key_prefix");
        if (prefix.contains("{") || prefix.contains("}")) {
            throw new MessagingConfigurationException(
                    "option 'key_prefix' is \"" + prefix + "\"; braces have a meaning in keys, so leave them out");
        }
        return new RedisOptions(
                connection(),
                layout,
                prefix,
                options.integer("message_ttl"),
                options.integer("max_message_bytes"),
                options.integer("max_pending_bytes"),
                options.integer("poll_millis"));
    }

    private RedisSettings connection() {
        Mode mode = Mode.valueOf(options.text("mode").toUpperCase(Locale.ROOT));
        checkTogether(mode);
        return new RedisSettings(
                mode,
                nodes(mode),
                options.optionalText("sentinel_master"),
                options.optionalText("sentinel_password"),
                options.optionalText("username"),
                options.optionalText("password"),
                (int) options.integer("db"),
                tls(),
                Duration.ofMillis(options.integer("request_timeout_millis")),
                Duration.ofMillis(options.integer("connect_wait_millis")));
    }

    private void checkTogether(Mode mode) {
        if (mode == Mode.SENTINEL && options.optionalText("sentinel_master").isEmpty()) {
            throw new MessagingConfigurationException(
                    "mode sentinel needs sentinel_master, the name that the Sentinels know the master by");
        }
        if (mode == Mode.CLUSTER && options.integer("db") != 0) {
            throw new MessagingConfigurationException(
                    "option 'db' is " + options.integer("db") + ", but a cluster has only 0");
        }
        if (mode == Mode.STANDALONE && options.optionalText("nodes").isPresent()) {
            throw new MessagingConfigurationException(
                    "option 'nodes' is for mode sentinel and cluster; set mode, or give host and port instead");
        }
        if (options.optionalText("username").isPresent()
                && options.optionalText("password").isEmpty()) {
            throw new MessagingConfigurationException("option 'username' needs a password; give both, or neither");
        }
    }

    private List<HostAndPort> nodes(Mode mode) {
        int port = (int) options.integer("port");
        int defaultPort = mode == Mode.SENTINEL ? DEFAULT_SENTINEL_PORT : port;
        return options.optionalText("nodes")
                .map(text -> HostAndPort.parseList("nodes", text, defaultPort))
                .orElseGet(() -> List.of(new HostAndPort(options.text("host"), port)));
    }

    private Tls tls() {
        Optional<String> certificate = options.optionalText("ssl_certfile");
        return new Tls(
                options.flag("ssl"),
                Tls.Verify.valueOf(options.text("ssl_verify").toUpperCase(Locale.ROOT)),
                options.optionalText("ssl_ca_certs"),
                certificate,
                options.optionalText("ssl_keyfile"));
    }
}
