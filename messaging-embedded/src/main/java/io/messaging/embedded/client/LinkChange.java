package io.messaging.embedded.client;

/**
 * The way to the server was lost, or found. Immutable.
 *
 * @param kind which
 * @param serverId the server's name for its life; empty for a server of the plain dialect
 * @param detail why, or after how long, for people
 */
public record LinkChange(Kind kind, String serverId, String detail) {
    /** What can happen to the way. */
    public enum Kind {
        /** The connection broke, or the server ended. */
        LOST,
        /** The same server answers again. */
        RESUMED,
        /** Another server answers. */
        REPLACED
    }
}
