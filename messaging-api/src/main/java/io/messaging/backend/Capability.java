package io.messaging.backend;

/** What a backend can do beyond storing and reading. The compatibility kit checks what is declared, and what is not. */
public enum Capability {
    /** {@link MessagingBackend#subscribe} is supported; otherwise it throws {@link UnsupportedOperationException}. */
    SUBSCRIPTION,

    /** A slow handler delays no other, nor the thread that stores. */
    ASYNC_DELIVERY,

    /** Subscriptions with a client id keep their position while the client is away. */
    DURABLE_SUBSCRIPTION,

    /** The members of a group share a topic's messages: each message is handled by one of them. */
    SHARED_SUBSCRIPTION,

    /** A plain subscription may start with what the topic holds, in storing order. */
    START_POSITION,

    /** A subscription may cover all topics with a prefix, including topics created later. */
    PREFIX_SUBSCRIPTION,

    /** A second instance made from the same configuration sees what the first stores. */
    SHARED,

    /** An instance in another process sees them too. */
    CROSS_PROCESS,

    /** Reconnects automatically, with nothing lost and nothing delivered twice while the server lives. */
    RECONNECT,

    /**
     * What was acknowledged outlives a crash of the process that keeps it, a server or this one: after the next start it is
     * there, in the same order, with positions of durable clients and groups, ttls, clears and refusals (PER-01 to PER-04).
     * Some backends declare it depending on how they, or their server, are configured.
     */
    PERSISTENT
}
