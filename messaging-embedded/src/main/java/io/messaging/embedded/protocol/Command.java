package io.messaging.embedded.protocol;

import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.spi.delivery.FailureText;
import java.util.List;

/** A request, as {@link CommandReader} reads it and {@link Requests} writes it. Immutable. */
public sealed interface Command {
    /** Is anybody there? */
    record Ping() implements Command {}

    /**
     * Who is there?
     *
     * @param version of our additions that the client knows
     */
    record Hello(int version) implements Command {
        /** What a client knows that does not say. */
        public static final int FIRST_VERSION = 1;
    }

    /** Stores a message. */
    record StoreMessage(String namespace, String topic, Message message, boolean again) implements Command {}

    /** Reads a topic. */
    record GetMessages(String topic) implements Command {}

    /** Reads what is chronologically later. */
    record GetMessagesSince(String topic, GemstoneId since) implements Command {}

    /** Reads the one message that is chronologically next. */
    record GetNext(String topic, GemstoneId since) implements Command {}

    /** Reads by id. */
    record GetMessagesById(String namespace, List<GemstoneId> ids) implements Command {}

    /** Pushes a topic's messages as they come, one subscription a connection and topic. */
    record Subscribe(String topic) implements Command {}

    /** Ends {@link Subscribe}. */
    record Unsubscribe(String topic) implements Command {}

    /** Pushes a text to the subscribers of the moment. */
    record Publish(String topic, byte[] text) implements Command {}

    /**
     * Pushes a topic's messages from a position on, as far as the window allows.
     *
     * @param id the subscription, in the client's numbering on this connection
     * @param topic the topic
     * @param position {@link #NOW}, or where to start in storing order
     * @param window how many messages may be on the way unacknowledged
     * @param namespace of the subscriber, or null
     */
    record Attach(long id, String topic, long position, int window, String namespace) implements Command {
        /** The position behind everything stored so far. */
        public static final long NOW = -1;

        /** As much text as may be on the way unacknowledged, in bytes, or one message that is larger. */
        public static final int WINDOW_BYTES = 1 << 20;
    }

    /**
     * Pushes a durable client's messages of a topic, from the first that it has not handled, as far as the window
     * allows. The number in each push is a token, to be acknowledged when the message is handled.
     *
     * @param id the subscription, in the client's numbering on this connection
     * @param topic the topic
     * @param clientId the name under which the server remembers the position
     * @param window how many messages may be on the way unacknowledged
     * @param claim the number of this subscription's own earlier claim, which it lost with its connection; 0 for none
     * @param namespace of the subscriber, or null
     */
    record AttachDurable(long id, String topic, String clientId, int window, long claim, String namespace)
            implements Command {}

    /** Says that a durable client's handler failed on a message for good; has no reply. */
    record Fail(long id, long token, FailureText failure) implements Command {}

    /** Lists durable clients. */
    record ListClients() implements Command {}

    /** Forgets a durable client. */
    record Forget(String clientId) implements Command {}

    /** Gives the message in a dead letter back to the client that failed on it. */
    record Requeue(Message deadLetter) implements Command {}

    /** Ends {@link Attach} and {@link AttachDurable}. */
    record Detach(long id) implements Command {}

    /**
     * Says that everything before a position was taken; has no reply.
     *
     * @param id the subscription
     * @param position the position
     * @param sync the number of the server's {@code SYNC} that this answers, or {@link #NO_SYNC}
     */
    record Acknowledge(long id, long position, long sync) implements Command {
        /** It makes room in the window and answers nothing. */
        public static final long NO_SYNC = 0;
    }

    /** Comes in where no token is asked for, or not any more. */
    record Authenticate() implements Command {}

    /** Removes a topic's messages, or those of all topics where it is null. */
    record Clear(String topic) implements Command {}

    /** Lists who is subscribed. */
    record ListSubscribers(String namespace) implements Command {}

    /** Asks for the server's counts. */
    record Stats() implements Command {}
}
