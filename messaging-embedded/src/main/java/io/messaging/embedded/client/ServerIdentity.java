package io.messaging.embedded.client;

import io.messaging.embedded.protocol.RawJson;

/**
 * Who answered. Immutable.
 *
 * @param id the server's name for its life; empty for a server that only speaks the plain dialect
 * @param version of our additions that it knows, 0 for none
 * @param maxMessageBytes the largest message that it takes; {@link Long#MAX_VALUE} where it does not say
 */
record ServerIdentity(String id, int version, long maxMessageBytes) {
    static final ServerIdentity PLAIN = new ServerIdentity("", 0, Long.MAX_VALUE);

    boolean isPlain() {
        return id.isEmpty();
    }

    boolean takesRaw() {
        return version >= RawJson.SINCE_VERSION;
    }
}
