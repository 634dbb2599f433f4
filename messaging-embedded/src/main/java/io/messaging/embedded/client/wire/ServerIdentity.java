package io.messaging.embedded.client.wire;

/**
 * One server instance. Immutable.
 *
 * @param id a new one each time a server starts, but for one with a data directory, which has that directory's; empty where it
 *     speaks the Python dialect
 * @param maxMessageBytes the largest message that it takes; {@link Long#MAX_VALUE} where it does not say
 * @param dataDirectory the path of its data directory; empty where it has none
 */
public record ServerIdentity(String id, long maxMessageBytes, String dataDirectory) {
    static final ServerIdentity UNKNOWN = new ServerIdentity("", Long.MAX_VALUE, "");
}
