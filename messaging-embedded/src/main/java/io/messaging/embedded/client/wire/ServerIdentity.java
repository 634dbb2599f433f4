package io.messaging.embedded.client.wire;

/**
 * One server instance. Immutable.
 *
 * @param id a new one each time a server starts; empty where it speaks the Python dialect
 * @param maxMessageBytes the largest message that it takes; {@link Long#MAX_VALUE} where it does not say
 */
public record ServerIdentity(String id, long maxMessageBytes) {
    static final ServerIdentity UNKNOWN = new ServerIdentity("", Long.MAX_VALUE);
}
