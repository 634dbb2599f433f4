package io.messaging.embedded.client.link;

/**
 * The link to the server was lost, or there is one again. Immutable.
 *
 * @param kind which
 * @param serverId a new one each time a server starts; empty where it speaks the Python dialect
 * @param detail why, or after how long, for people
 */
public record LinkChange(Kind kind, String serverId, String detail) {
    /** What can happen to a link. */
    public enum Kind {
        /** The connection broke, or the server ended. */
        LOST,
        /** The same server answers again. */
        RESUMED,
        /** Another server answers. */
        REPLACED
    }
}
