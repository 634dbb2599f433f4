package io.messaging.embedded;

/**
 * A change of a backend's connection to its server. Immutable.
 *
 * @param kind what has happened
 * @param serverId the name of the server that was lost, or that was found: a new one each time a server starts; empty
 *     for one that has none, such as the Python framework's
 * @param detail the reason of a loss, or how long it lasted; for people
 */
public record ConnectionChange(Kind kind, String serverId, String detail) {
    /** What can happen to a connection. */
    public enum Kind {
        /**
         * It broke, or the server ended. Calls wait for another one, each within its time limit; nothing is delivered
         * until then.
         */
        LOST,
        /** The same server answers again. Subscriptions go on where they were: nothing was lost, nothing comes twice. */
        RESUMED,
        /**
         * Another server answers. What the one before held is gone with it; subscriptions go on with the first message
         * of this one.
         */
        REPLACED
    }
}
