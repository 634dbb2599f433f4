package io.messaging.embedded.client.link;

import io.messaging.embedded.client.wire.ConnectionPool;
import io.messaging.embedded.client.wire.Deadline;
import io.messaging.embedded.client.wire.ServerIdentity;
import io.messaging.embedded.client.wire.ServerLostException;
import io.messaging.message.Message;
import java.util.Optional;

/**
 * The link to one server instance. Thread-safe. Its commands may block up to their deadline, throw
 * {@link ServerLostException} when the server is gone, and otherwise what the contract says; all may be repeated on
 * another link without harm.
 */
public interface ServerLink {
    /** What to do with the current link. */
    @FunctionalInterface
    interface Call<T> {
        T run(ServerLink link, Deadline deadline) throws ServerLostException;
    }

    /** False once it is known that the server is gone. */
    boolean isUsable();

    /** Whether commands never wait for another process, so that they need neither a deadline nor a platform thread. */
    boolean neverWaits();

    ServerIdentity identity();

    /** Returns the connections to the server; empty where it is used without any. */
    Optional<ConnectionPool> connections();

    /**
     * Delivers the server's messages: returns at once where its store is in this JVM, otherwise when the connection that
     * it opens for them has ended.
     */
    void feed(SubscriptionFeed feed, Deadline deadline);

    /** A connection to the server broke: has this link replaced, which finds out who is there. */
    void invalidate();

    void store(String namespace, String topic, Message message, Deadline deadline) throws ServerLostException;

    <T> T run(ServerCommand<T> command, Deadline deadline) throws ServerLostException;

    /** Releases everything, the share in a server started here included. Idempotent. */
    void close();
}
