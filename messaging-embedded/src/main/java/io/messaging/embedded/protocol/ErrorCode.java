package io.messaging.embedded.protocol;

/** The first word after {@code ERROR}, by which a client that knows it picks an exception. */
public enum ErrorCode {
    /** The message cannot be stored as it is. */
    REJECTED,
    /** The store is at a limit. */
    STORE_FULL,
    /** A newer instance has claimed the durable client and topic. */
    TAKEN_OVER,
    /** The durable client was forgotten. */
    FORGOTTEN,
    /** The member of a group came back after its messages were given to others. */
    MEMBER_LOST,
    /** The line is no request that can be understood. */
    INVALID,
    /** The line is longer than the server reads. */
    TOO_LONG,
    /** There is no such command. */
    UNKNOWN_COMMAND,
    /** The server asks for a token, and this was none or another. The connection ends. */
    UNAUTHORIZED,
    /** There are as many connections, or subscriptions of this one, as there may be. */
    TOO_MANY,
    /** The server is at its limit of buffered bytes. */
    BUSY,
    /** The line took too long to arrive. The connection ends. */
    TIMED_OUT,
    /** The server failed; its log says why. */
    INTERNAL
}
