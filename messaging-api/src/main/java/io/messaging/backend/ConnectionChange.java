package io.messaging.backend;

/**
 * A change of a backend's connection to its server. Immutable.
 *
 * @param kind what has happened
 * @param serverId the id of the server that was lost or found: a new one each time a server starts; empty where servers
 *     have none, as the Python framework's and Redis
 * @param detail the reason of a loss, or how long it lasted; for log messages
 */
public record ConnectionChange(Kind kind, String serverId, String detail) {
    /** What can happen to a connection. */
    public enum Kind {
        /**
         * The connection broke, or the server ended. Calls wait for another one, each within its timeout; nothing is
         * delivered until then.
         */
        LOST,
        /** The same server answers again. Subscriptions continue where they were: nothing is lost or delivered twice. */
        RESUMED,
        /**
         * Another server answers. The messages of the one before are gone; subscriptions continue with the first message
         * of this one.
         */
        REPLACED
    }
}
