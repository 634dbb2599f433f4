package io.messaging.embedded.client.wire;

import io.messaging.administration.Subscriber;
import io.messaging.embedded.protocol.Command.Acknowledge;
import io.messaging.embedded.protocol.Command.Attach;
import io.messaging.embedded.protocol.LineWriter;
import io.messaging.embedded.protocol.ProtocolException;
import io.messaging.embedded.protocol.Words;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * How a server is spoken to: one implementation for our own servers, one for the Python framework's, chosen once when
 * the server has been identified. The methods that take a connection send a request and read its answer. Thread-safe.
 */
public interface Dialect {
    /** Whether a request may be longer than the server reads, so that it breaks the connection. */
    boolean mayBeTooLong(int requestBytes);

    /** Writes a store; {@code again} says that the server may have got it before, its answer lost. */
    void store(LineWriter out, String namespace, String topic, Message message, boolean again);

    /** Reads a topic, in the order of ids; the list is the caller's own. */
    List<Message> messages(WireConnection connection, String topic)
            throws IOException, ProtocolException, ServerErrorException;

    /** Reads what is chronologically later. */
    List<Message> messagesSince(WireConnection connection, String topic, GemstoneId since)
            throws IOException, ProtocolException, ServerErrorException;

    /** Reads what is chronologically next. */
    Optional<Message> next(WireConnection connection, String topic, GemstoneId since)
            throws IOException, ProtocolException, ServerErrorException;

    /** Reads what is chronologically next, up to a limit, or until so many bytes are reached. */
    List<Message> page(WireConnection connection, String topic, GemstoneId since, int limit, long maxBytes)
            throws IOException, ProtocolException, ServerErrorException;

    /** Lists the subscribers of a namespace; empty where the server cannot tell. */
    Optional<List<Subscriber>> subscribers(WireConnection connection, String namespace)
            throws IOException, ProtocolException, ServerErrorException;

    /** Throws where only our own servers have something, before anything is sent. */
    void requireOwn(String what);

    /** Writes a request for a topic's messages from a position on. */
    void attach(LineWriter out, Attach attach);

    /** Reads from the answer where the subscription starts. */
    long start(Words answer) throws ProtocolException;

    /**
     * Writes the end of a subscription.
     *
     * @param lastOfTopic whether the connection has no other subscription to the topic
     * @param begun the token of the message that a durable client's handler has begun with and not ended; 0 for none
     * @return false when there is nothing to send
     */
    boolean detach(LineWriter out, long id, String topic, boolean lastOfTopic, long begun);

    /** Writes an acknowledgement; returns false when there is nothing to send. */
    boolean acknowledge(LineWriter out, Acknowledge acknowledge);

    /** Hands on the message of a {@code MESSAGE} line to a subscription to its topic. */
    void pushed(Message message, PushTarget target);
}
