package io.messaging.redis.connection;

import java.util.Optional;

/**
 * How connections are encrypted. Immutable.
 *
 * @param enabled whether they are
 * @param verify what is checked of the server's certificate
 * @param caFile PEM file with the authorities to trust; empty for the JVM's
 * @param certificateFile PEM file with the client's certificate
 * @param keyFile PEM file with the client's key
 */
public record Tls(
        boolean enabled,
        Verify verify,
        Optional<String> caFile,
        Optional<String> certificateFile,
        Optional<String> keyFile) {
    /** How much is checked. */
    public enum Verify {
        /** The chain and the host name. */
        FULL,
        /** The chain. */
        CA,
        /** Nothing. */
        NONE
    }
}
