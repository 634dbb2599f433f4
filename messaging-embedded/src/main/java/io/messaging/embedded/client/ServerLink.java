package io.messaging.embedded.client;

import io.messaging.backend.DurableClient;
import io.messaging.backend.Subscriber;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The way to one life of one server. Thread-safe. Its commands may block up to their deadline, throw
 * {@link LinkLostException} when the server is gone, and what the contract says otherwise; all may be repeated on
 * another link without harm.
 */
interface ServerLink {
    /** A command, to be run on whichever link holds. */
    @FunctionalInterface
    interface Command<T> {
        T run(ServerLink link, Deadline deadline) throws LinkLostException;
    }

    /** False once it is known that the server is gone. */
    boolean isUsable();

    ServerIdentity identity();

    void store(String namespace, String topic, Message message, Deadline deadline) throws LinkLostException;

    List<Message> messages(String topic, Deadline deadline) throws LinkLostException;

    List<Message> messagesSince(String topic, GemstoneId since, Deadline deadline) throws LinkLostException;

    Optional<Message> next(String topic, GemstoneId since, Deadline deadline) throws LinkLostException;

    List<Message> messagesById(String namespace, List<GemstoneId> ids, Deadline deadline) throws LinkLostException;

    List<Subscriber> subscribers(String namespace, Deadline deadline) throws LinkLostException;

    List<DurableClient> durableClients(Deadline deadline) throws LinkLostException;

    boolean forget(String clientId, Deadline deadline) throws LinkLostException;

    /** Throws {@link IllegalArgumentException} when the message is no dead letter of a client that is known. */
    void requeue(Message deadLetter, Deadline deadline) throws LinkLostException;

    Map<String, Object> stats(Deadline deadline) throws LinkLostException;

    /** Removes a topic's messages, or those of all topics where it is null; gives how many. */
    long clear(String topic, Deadline deadline) throws LinkLostException;

    void ping(Deadline deadline) throws LinkLostException;

    /** Gives everything back, the share in a server started here included. Idempotent. */
    void close();
}
