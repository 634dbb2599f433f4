package io.messaging.redis.connection;

import io.messaging.redis.options.RedisOptions.Verify;
import java.util.Optional;

/**
 * The encryption of connections. Immutable.
 *
 * @param enabled whether to encrypt
 * @param verify what to check in the server's certificate
 * @param caFile PEM file with the trusted authorities; empty for the JVM's
 * @param certificateFile PEM file with the client's certificate
 * @param keyFile PEM file with the client's key
 */
public record Tls(
        boolean enabled,
        Verify verify,
        Optional<String> caFile,
        Optional<String> certificateFile,
        Optional<String> keyFile) {}
