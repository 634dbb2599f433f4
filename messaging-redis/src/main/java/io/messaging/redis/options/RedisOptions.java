package io.messaging.redis.options;

import io.messaging.spi.AbstractMessagingBackend;
import io.messaging.spi.FactoryOption;
import java.util.List;
import java.util.Map;

/** The options of the Redis backend, for its builder and for configurations. */
public final class RedisOptions {
    /** The kinds of installation. */
    public enum Mode {
        /** One server, possibly with replicas. */
        STANDALONE,
        /** A master that Sentinels elect. */
        SENTINEL,
        /** A cluster of masters that share the keys. */
        CLUSTER
    }

    /** What to check in a server's certificate. */
    public enum Verify {
        /** The chain and the host name. */
        FULL,
        /** The chain. */
        CA,
        /** Nothing. */
        NONE
    }

    /** The layouts. */
    public enum Layout {
        /** Our own: the whole contract. */
        NATIVE,
        /** The Python framework's: shared with its programs. */
        PYTHON
    }

    /** The host of Redis. */
    public static final FactoryOption<String> HOST = FactoryOption.text("host", "127.0.0.1", "Where Redis listens.");

    /** The port of Redis. */
    public static final FactoryOption<Integer> PORT = FactoryOption.integer("port", 6379, 1, 65_535, "Its port.");

    /** The kind of installation. */
    public static final FactoryOption<Mode> MODE =
            FactoryOption.choice("mode", Mode.STANDALONE, "One server, a master that Sentinels choose, or a cluster.");

    /** The Sentinels, or some nodes of the cluster. */
    public static final FactoryOption<String> NODES = FactoryOption.text(
            "nodes",
            null,
            "Instead of host and port: the Sentinels, or some nodes of the cluster, as host:port,host:port.");

    /** The name of the master in the Sentinels. */
    public static final FactoryOption<String> SENTINEL_MASTER =
            FactoryOption.text("sentinel_master", null, "The name that the Sentinels know the master by.");

    /** The Sentinels' own password. */
    public static final FactoryOption<String> SENTINEL_PASSWORD =
            FactoryOption.secret("sentinel_password", "The Sentinels' own password, if they have one.");

    /** The database number. */
    public static final FactoryOption<Integer> DB =
            FactoryOption.integer("db", 0, 0, 65_535, "The database number; a cluster has only 0.");

    /** The user. */
    public static final FactoryOption<String> USERNAME =
            FactoryOption.text("username", null, "The user, where it is not the default user.");

    /** The password. */
    public static final FactoryOption<String> PASSWORD = FactoryOption.secret("password", "The password.");

    /** Whether connections are encrypted. */
    public static final FactoryOption<Boolean> SSL =
            FactoryOption.flag("ssl", false, "Whether connections are encrypted with TLS.");

    /** What is checked in the server's certificate. */
    public static final FactoryOption<Verify> SSL_VERIFY = FactoryOption.choice(
            "ssl_verify",
            Verify.FULL,
            "What is checked of the server's certificate: chain and host name, chain, or nothing.");

    /** The authorities to trust. */
    public static final FactoryOption<String> SSL_CA_CERTS = FactoryOption.text(
            "ssl_ca_certs", null, "PEM file with the authorities to trust; without it, those of the JVM.");

    /** The certificate to show to the server. */
    public static final FactoryOption<String> SSL_CERTFILE =
            FactoryOption.text("ssl_certfile", null, "PEM file with the certificate to show to the server.");

    /** That certificate's key. */
    public static final FactoryOption<String> SSL_KEYFILE =
            FactoryOption.text("ssl_keyfile", null, "PEM file with that certificate's key, in PKCS #8, not encrypted.");

    /** The Python framework's settings. */
    public static final FactoryOption<Map<String, Object>> REDIS_CLIENT = FactoryOption.map(
            "redis_client",
            "The Python framework's settings: host, port, db, username, password, ssl, ssl_*, is_cluster, "
                    + "socket_timeout, layout. Each stands for the option of its meaning here.");

    /** How messages lie in Redis. */
    public static final FactoryOption<Layout> LAYOUT = FactoryOption.choice(
            "layout",
            Layout.NATIVE,
            "How messages lie in Redis: our own way with the whole contract, or as the Python framework does.");

    /** What keys begin with. */
    public static final FactoryOption<String> KEY_PREFIX =
            FactoryOption.text("key_prefix", "messaging", "What the keys of the native layout start with.");

    /** How long the python layout finds messages by id, in seconds. */
    public static final FactoryOption<Integer> MESSAGE_TTL = FactoryOption.integer(
            "message_ttl", 3_600, 1, Integer.MAX_VALUE, "Seconds for which the python layout finds messages by id.");

    /** How long a call may take, in milliseconds. */
    public static final FactoryOption<Integer> REQUEST_TIMEOUT_MILLIS = FactoryOption.integer(
            "request_timeout_millis", 10_000, 1, Integer.MAX_VALUE, "Milliseconds that a call may take.");

    /** How long a close waits for handlers, in milliseconds. */
    public static final FactoryOption<Integer> CLOSE_TIMEOUT_MILLIS = AbstractMessagingBackend.CLOSE_TIMEOUT_MILLIS;

    /** How long to go on trying when Redis is not there at the start, in milliseconds. */
    public static final FactoryOption<Integer> CONNECT_WAIT_MILLIS = FactoryOption.integer(
            "connect_wait_millis",
            0,
            0,
            Integer.MAX_VALUE,
            "Milliseconds to go on trying when Redis is not there at the start; 0 fails at once.");

    /** The largest message. */
    public static final FactoryOption<Integer> MAX_MESSAGE_BYTES =
            FactoryOption.integer("max_message_bytes", 8 << 20, 1, 512 << 20, "Bytes of JSON that a message may have.");

    /** How many bytes may wait to be sent. */
    public static final FactoryOption<Long> MAX_PENDING_BYTES = FactoryOption.longInteger(
            "max_pending_bytes",
            64L << 20,
            1,
            Long.MAX_VALUE,
            "Bytes of messages that may wait to be sent; one more is refused.");

    /** When a subscription finds a message whose wake-up was lost, in milliseconds. */
    public static final FactoryOption<Integer> POLL_MILLIS = FactoryOption.integer(
            "poll_millis",
            1_000,
            10,
            60_000,
            "Milliseconds after which a subscription finds a message whose wake-up was lost.");

    /** Every option; unmodifiable. */
    public static final List<FactoryOption<?>> ALL = List.of(
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
            CLOSE_TIMEOUT_MILLIS,
            CONNECT_WAIT_MILLIS,
            MAX_MESSAGE_BYTES,
            MAX_PENDING_BYTES,
            POLL_MILLIS);

    private RedisOptions() {}
}
