package io.messaging.embedded.client;

/**
 * Who answered. Immutable.
 *
 * @param id the server's name for its life; empty for a server that only speaks the plain dialect
 * @param maxMessageBytes the largest message that it takes; {@link Long#MAX_VALUE} where it does not say
 */
record ServerIdentity(String id, long maxMessageBytes) {
    static final ServerIdentity PLAIN = new ServerIdentity("", Long.MAX_VALUE);

    boolean isPlain() {
        return id.isEmpty();
    }
}
