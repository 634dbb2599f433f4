package io.messaging.embedded.client.link;

import io.messaging.backend.DurableClient;
import io.messaging.backend.Subscriber;
import io.messaging.embedded.client.wire.ConnectionPool;
import io.messaging.embedded.client.wire.Deadline;
import io.messaging.embedded.client.wire.ServerIdentity;
import io.messaging.embedded.client.wire.ServerLostException;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The link to one server instance. Thread-safe. Its commands may block up to their deadline, throw
 * {@link ServerLostException} when the server is gone, and otherwise what the contract says; all may be repeated on
 * another link without harm.
 */
public interface ServerLink {
    /** A command, to be run on the current link. */
    @FunctionalInterface
    interface Command<T> {
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

    List<Message> messages(String topic, Deadline deadline) throws ServerLostException;

    /** Reads what is later. */
    List<Message> messagesSince(String topic, GemstoneId since, Deadline deadline) throws ServerLostException;

    /** Reads what is next. */
    Optional<Message> next(String topic, GemstoneId since, Deadline deadline) throws ServerLostException;

    List<Message> messagesById(String namespace, List<GemstoneId> ids, Deadline deadline) throws ServerLostException;

    /** Lists the subscribers of a namespace; empty where the server cannot tell. */
    Optional<List<Subscriber>> subscribers(String namespace, Deadline deadline) throws ServerLostException;

    List<DurableClient> durableClients(Deadline deadline) throws ServerLostException;

    /** Forgets a durable client; returns whether it was known. */
    boolean forget(String clientId, Deadline deadline) throws ServerLostException;

    /** Throws {@link IllegalArgumentException} when the message is no dead letter of a client that is known. */
    void requeue(Message deadLetter, Deadline deadline) throws ServerLostException;

    /** Returns the server's counts by name. */
    Map<String, Object> counts(Deadline deadline) throws ServerLostException;

    /** Removes a topic's messages, or those of all topics where it is null; returns how many. */
    long clear(String topic, Deadline deadline) throws ServerLostException;

    /** Returns when the server has answered. */
    void ping(Deadline deadline) throws ServerLostException;

    /** Releases everything, the share in a server started here included. Idempotent. */
    void close();
}
