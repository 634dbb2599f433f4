package io.messaging.redis.connection;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.TimeoutOptions;
import io.messaging.backend.MessagingConfigurationException;
import io.messaging.backend.MessagingConnectionException;
import io.messaging.backend.MessagingException;
import io.messaging.concurrent.Uninterruptibly;
import io.messaging.redis.options.RedisOptions;
import io.messaging.spi.delivery.BackendThreads;
import java.io.File;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Opens connections from settings. Thread-safe. */
public final class LinkFactory {
    private static final long RETRY_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Attempts when the connection ends during the handshake, which may lose the reason of the server's refusal. */
    private static final int HANDSHAKES = 3;

    private final RedisSettings settings;
    private final RedisFailures failures;

    private LinkFactory(RedisSettings settings) {
        this.settings = settings;
        this.failures = new RedisFailures(settings);
    }

    /**
     * Connects.
     *
     * @param settings the address and options
     * @return an open link
     * @throws MessagingConnectionException when there is no server, after the time the settings allow
     * @throws MessagingConfigurationException when the server refuses the password, or the client on the class path does
     *     not work
     */
    public static RedisLink open(RedisSettings settings) {
        QuietSlf4j.initialise();
        LinkFactory factory = new LinkFactory(settings);
        return factory.waiting(factory::connect);
    }

    private RedisLink connect() {
        for (int attempt = 1; ; attempt++) {
            try {
                return connectOnce();
            } catch (RedisException e) {
                if (attempt == HANDSHAKES || !RedisFailures.isClosedInHandshake(e)) {
                    throw failures.notConnected(e);
                }
            }
        }
    }

    private RedisLink connectOnce() {
        try {
            return settings.mode() == RedisOptions.Mode.CLUSTER
                    ? ClusterLink.connect(settings, failures, uris(), this::addTo)
                    : SingleLink.connect(settings, failures, uris().get(0), this::addTo);
        } catch (LinkageError e) {
            throw ClientVersions.doNotFit(e);
        } catch (IllegalArgumentException e) {
            throw new MessagingConfigurationException(
                    "the options for " + settings.where() + " do not work: " + e.getMessage(), e);
        }
    }

    private RedisLink waiting(Supplier<RedisLink> connect) {
        long deadline = System.nanoTime() + settings.connectWait().toNanos();
        while (true) {
            try {
                return BackendThreads.call("messaging-redis-opener", connect);
            } catch (MessagingConnectionException e) {
                if (System.nanoTime() - deadline < 0) {
                    Uninterruptibly.sleep(RETRY_PAUSE_NANOS);
                }
                if (System.nanoTime() - deadline >= 0 || Thread.currentThread().isInterrupted()) {
                    throw afterWaiting(e);
                }
            }
        }
    }

    private MessagingException afterWaiting(MessagingConnectionException e) {
        return settings.connectWait().isZero()
                ? e
                : new MessagingConnectionException(
                        e.getMessage() + "; waited " + settings.connectWait().toMillis() + " ms (connect_wait_millis)",
                        e);
    }

    private List<RedisURI> uris() {
        if (settings.mode() == RedisOptions.Mode.SENTINEL) {
            return List.of(sentinelUri());
        }
        return settings.nodes().stream()
                .map(node -> finished(RedisURI.builder().withHost(node.host()).withPort(node.port())))
                .toList();
    }

    private RedisURI sentinelUri() {
        RedisURI.Builder uri = RedisURI.builder()
                .withSentinelMasterId(settings.sentinelMaster().orElseThrow());
        for (HostAndPort node : settings.nodes()) {
            RedisURI.Builder sentinel = RedisURI.builder()
                    .withHost(node.host())
                    .withPort(node.port())
                    .withTimeout(settings.requestTimeout());
            settings.sentinelPassword().ifPresent(password -> sentinel.withPassword(password.toCharArray()));
            withTls(sentinel);
            uri.withSentinel(sentinel.build());
        }
        return finished(uri);
    }

    private RedisURI finished(RedisURI.Builder uri) {
        withTls(uri);
        uri.withTimeout(settings.requestTimeout()).withDatabase(settings.database());
        settings.password().ifPresent(password -> {
            if (settings.username().isPresent()) {
                uri.withAuthentication(settings.username().get(), password.toCharArray());
            } else {
                uri.withPassword(password.toCharArray());
            }
        });
        return uri.build();
    }

    private void withTls(RedisURI.Builder uri) {
        if (settings.tls().enabled()) {
            uri.withSsl(true)
                    .withVerifyPeer(
                            switch (settings.tls().verify()) {
                                case FULL -> SslVerifyMode.FULL;
                                case CA -> SslVerifyMode.CA;
                                case NONE -> SslVerifyMode.NONE;
                            });
        }
    }

    /** The options of single servers and clusters. Commands in flight are sent again: all are idempotent. */
    private void addTo(ClientOptions.Builder options) {
        options.autoReconnect(true)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.ACCEPT_COMMANDS)
                .timeoutOptions(TimeoutOptions.enabled(settings.requestTimeout()))
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(settings.requestTimeout())
                        .keepAlive(true)
                        .tcpNoDelay(true)
                        .build());
        if (settings.tls().enabled()) {
            options.sslOptions(sslOptions());
        }
    }

    private SslOptions sslOptions() {
        SslOptions.Builder ssl = SslOptions.builder().jdkSslProvider().handshakeTimeout(settings.requestTimeout());
        Tls tls = settings.tls();
        tls.caFile().ifPresent(file -> ssl.trustManager(readable("ssl_ca_certs", file)));
        if (tls.certificateFile().isPresent() != tls.keyFile().isPresent()) {
            throw new MessagingConfigurationException(
                    "ssl_certfile and ssl_keyfile go together; give both, or neither");
        }
        tls.certificateFile()
                .ifPresent(file -> ssl.keyManager(
                        readable("ssl_certfile", file),
                        readable("ssl_keyfile", tls.keyFile().get()),
                        new char[0]));
        return ssl.build();
    }

    private static File readable(String option, String name) {
        File file = new File(name);
        if (!file.canRead()) {
            throw new MessagingConfigurationException(
                    "option '" + option + "' is '" + name + "', which cannot be read; give the path of a PEM file");
        }
        return file;
    }
}
