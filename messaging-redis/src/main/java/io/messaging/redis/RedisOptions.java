package io.messaging.redis;

import io.messaging.backend.MessagingConfigurationException;
import io.messaging.redis.connection.HostAndPort;
import io.messaging.redis.connection.RedisSettings;
import io.messaging.redis.connection.RedisSettings.Mode;
import io.messaging.redis.connection.Tls;
import io.messaging.spi.AbstractMessagingBackend;
import io.messaging.spi.FactoryOption;
import io.messaging.spi.OptionValues;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The backend's options, declared once, and the values of one backend. Immutable; secrets are never printed. */
final class RedisOptions {
    /** The layouts. */
    enum Layout {
        /** Our own: the whole contract. */
        NATIVE,
        /** The Python framework's: shared with its programs. */
        PYTHON
    }

    static final FactoryOption<String> HOST = FactoryOption.text("host", "127.0.0.1", "Where Redis listens.");
    static final FactoryOption<Integer> PORT = FactoryOption.integer("port", 6379, 1, 65_535, "Its port.");
    static final FactoryOption<Mode> MODE =
            FactoryOption.choice("mode", Mode.STANDALONE, "One server, a master that Sentinels choose, or a cluster.");
    static final FactoryOption<String> NODES = FactoryOption.text(
            "nodes",
            null,
            "Instead of host and port: the Sentinels, or some nodes of the cluster, as host:port,host:port.");
    static final FactoryOption<String> SENTINEL_MASTER =
            FactoryOption.text("sentinel_master", null, "The name that the Sentinels know the master by.");
    static final FactoryOption<String> SENTINEL_PASSWORD =
            FactoryOption.secret("sentinel_password", "The Sentinels' own password, if they have one.");
    static final FactoryOption<Integer> DB =
            FactoryOption.integer("db", 0, 0, 65_535, "The database number; a cluster has only 0.");
    static final FactoryOption<String> USERNAME =
            FactoryOption.text("username", null, "The user, where it is not the default user.");
    static final FactoryOption<String> PASSWORD = FactoryOption.secret("password", "The password.");
    static final FactoryOption<Boolean> SSL =
            FactoryOption.flag("ssl", false, "Whether connections are encrypted with TLS.");
    static final FactoryOption<Tls.Verify> SSL_VERIFY = FactoryOption.choice(
            "ssl_verify",
            Tls.Verify.FULL,
            "What is checked of the server's certificate: chain and host name, chain, or nothing.");
    static final FactoryOption<String> SSL_CA_CERTS = FactoryOption.text(
            "ssl_ca_certs", null, "PEM file with the authorities to trust; without it, those of the JVM.");
    static final FactoryOption<String> SSL_CERTFILE =
            FactoryOption.text("ssl_certfile", null, "PEM file with the certificate to show to the server.");
    static final FactoryOption<String> SSL_KEYFILE =
            FactoryOption.text("ssl_keyfile", null, "PEM file with that certificate's key, in PKCS #8, not encrypted.");
    static final FactoryOption<Map<String, Object>> REDIS_CLIENT = FactoryOption.map(
            "redis_client",
            "The Python framework's settings: host, port, db, username, password, ssl, ssl_*, is_cluster, "
                    + "socket_timeout, layout. Each stands for the option of its meaning here.");
    static final FactoryOption<Layout> LAYOUT = FactoryOption.choice(
            "layout",
            Layout.NATIVE,
            "How messages lie in Redis: our own way with the whole contract, or as the Python framework does.");
    static final FactoryOption<String> KEY_PREFIX =
            FactoryOption.text("key_prefix", "messaging", "What the keys of the native layout start with.");
    static final FactoryOption<Integer> MESSAGE_TTL = FactoryOption.integer(
            "message_ttl", 3_600, 1, Integer.MAX_VALUE, "Seconds for which the python layout finds messages by id.");
    static final FactoryOption<Integer> REQUEST_TIMEOUT_MILLIS = FactoryOption.integer(
            "request_timeout_millis", 10_000, 1, Integer.MAX_VALUE, "Milliseconds that a call may take.");
    static final FactoryOption<Integer> CONNECT_WAIT_MILLIS = FactoryOption.integer(
            "connect_wait_millis",
            0,
            0,
            Integer.MAX_VALUE,
            "Milliseconds to go on trying when Redis is not there at the start; 0 fails at once.");
    static final FactoryOption<Integer> MAX_MESSAGE_BYTES =
            FactoryOption.integer("max_message_bytes", 8 << 20, 1, 512 << 20, "Bytes of JSON that a message may have.");
    static final FactoryOption<Long> MAX_PENDING_BYTES = FactoryOption.longInteger(
            "max_pending_bytes",
            64L << 20,
            1,
            Long.MAX_VALUE,
            "Bytes of messages that may wait to be sent; one more is refused.");
    static final FactoryOption<Integer> POLL_MILLIS = FactoryOption.integer(
            "poll_millis",
            1_000,
            10,
            60_000,
            "Milliseconds after which a subscription finds a message whose wake-up was lost.");

    static final List<FactoryOption<?>> ALL = List.of(
            HOST,
            PORT,
            MODE,
            NODES,
            SENTINEL_MASTER,
            SENTINEL_PASSWORD,
            DB,
            USERNAME,
            PASSWORD,
            SSL,
            SSL_VERIFY,
            SSL_CA_CERTS,
            SSL_CERTFILE,
            SSL_KEYFILE,
            REDIS_CLIENT,
            LAYOUT,
            KEY_PREFIX,
            MESSAGE_TTL,
            REQUEST_TIMEOUT_MILLIS,
            AbstractMessagingBackend.CLOSE_TIMEOUT_MILLIS,
            CONNECT_WAIT_MILLIS,
            MAX_MESSAGE_BYTES,
            MAX_PENDING_BYTES,
            POLL_MILLIS);

    private static final int DEFAULT_SENTINEL_PORT = 26_379;

    private final OptionValues values;
    private final RedisSettings connection;

    /** Checks the combination of values that were checked one by one. */
    RedisOptions(OptionValues given) {
        Map<String, Object> python = given.find(REDIS_CLIENT).orElse(Map.of());
        values = python.isEmpty() ? given : PythonClientMap.merge(given, ALL, python);
        String prefix = get(KEY_PREFIX);
        if (prefix.contains("{") || prefix.contains("}")) {
            throw new MessagingConfigurationException(
                    "option 'key_prefix' is \"" + prefix + "\"; braces have a meaning in keys, so leave them out");
        }
        Mode mode = get(MODE);
        checkTogether(mode);
        connection = new RedisSettings(
                mode,
                nodes(mode),
                values.find(SENTINEL_MASTER),
                values.find(SENTINEL_PASSWORD),
                values.find(USERNAME),
                values.find(PASSWORD),
                get(DB),
                new Tls(
                        get(SSL),
                        get(SSL_VERIFY),
                        values.find(SSL_CA_CERTS),
                        values.find(SSL_CERTFILE),
                        values.find(SSL_KEYFILE)),
                Duration.ofMillis(get(REQUEST_TIMEOUT_MILLIS)),
                Duration.ofMillis(get(CONNECT_WAIT_MILLIS)));
    }

    /** Returns the address of Redis and the connection options. */
    RedisSettings connection() {
        return connection;
    }

    <T> T get(FactoryOption<T> option) {
        return values.get(option);
    }

    private void checkTogether(Mode mode) {
        if (mode == Mode.SENTINEL && values.find(SENTINEL_MASTER).isEmpty()) {
            throw new MessagingConfigurationException(
                    "mode sentinel needs sentinel_master, the name that the Sentinels know the master by");
        }
        if (mode == Mode.CLUSTER && get(DB) != 0) {
            throw new MessagingConfigurationException("option 'db' is " + get(DB) + ", but a cluster has only 0");
        }
        if (mode == Mode.STANDALONE && values.find(NODES).isPresent()) {
            throw new MessagingConfigurationException(
                    "option 'nodes' is for mode sentinel and cluster; set mode, or give host and port instead");
        }
        if (values.find(USERNAME).isPresent() && values.find(PASSWORD).isEmpty()) {
            throw new MessagingConfigurationException("option 'username' needs a password; give both, or neither");
        }
    }

    private List<HostAndPort> nodes(Mode mode) {
        int port = get(PORT);
        int defaultPort = mode == Mode.SENTINEL ? DEFAULT_SENTINEL_PORT : port;
        return values.find(NODES)
                .map(text -> HostAndPort.parseList("nodes", text, defaultPort))
                .orElseGet(() -> List.of(new HostAndPort(get(HOST), port)));
    }
}
