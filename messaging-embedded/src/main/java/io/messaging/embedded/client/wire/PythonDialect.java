package io.messaging.embedded.client.wire;

import io.messaging.administration.Subscriber;
import io.messaging.backend.MessagingException;
import io.messaging.embedded.protocol.Command.Acknowledge;
import io.messaging.embedded.protocol.Command.Attach;
import io.messaging.embedded.protocol.LineWriter;
import io.messaging.embedded.protocol.ProtocolException;
import io.messaging.embedded.protocol.Requests;
import io.messaging.embedded.protocol.Words;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the Python framework's server speaks. It knows one subscription for each topic of a connection, and nothing to
 * hold it back with: where handlers are always slower than the storers, messages pile up in this process.
 */
final class PythonDialect implements Dialect {
    private static final int MAX_LINE_BYTES = 64 * 1024;

    @Override
    public boolean mayBeTooLong(int requestBytes) {
        return requestBytes > MAX_LINE_BYTES;
    }

    /** {@code again} adds a word that this server ignores. */
    @Override
    public void store(LineWriter out, String namespace, String topic, Message message, boolean again) {
        Requests.store(out, namespace, topic, message, false, again);
    }

    @Override
    public List<Message> messages(WireConnection connection, String topic)
            throws IOException, ProtocolException, ServerErrorException {
        connection.request().word("GET_MESSAGES").text(topic).end();
        List<Message> messages = connection.askForMessages();
        messages.sort(Comparator.comparing(Message::id));
        return messages;
    }

    /** This server's answer to "since" may lack messages of the same millisecond, so all are read. */
    @Override
    public List<Message> messagesSince(WireConnection connection, String topic, GemstoneId since)
            throws IOException, ProtocolException, ServerErrorException {
        List<Message> found = messages(connection, topic);
        found.removeIf(message -> since.bits() != 0 && message.id().chronologicalKey() <= since.chronologicalKey());
        return found;
    }

    @Override
    public Optional<Message> next(WireConnection connection, String topic, GemstoneId since)
            throws IOException, ProtocolException, ServerErrorException {
        return new WholeTopic(messages(connection, topic))
                .later(since)
                .min(Comparator.comparing(Message::id, WholeTopic::chronologically));
    }

    /** This server has no limit, so all are read for each page. */
    @Override
    public List<Message> page(WireConnection connection, String topic, GemstoneId since, int limit, long maxBytes)
            throws IOException, ProtocolException, ServerErrorException {
        return new WholeTopic(messages(connection, topic)).page(since, limit);
    }

    @Override
    public Optional<List<Subscriber>> subscribers(WireConnection connection, String namespace) {
        return Optional.empty();
    }

    @Override
    public void requireOwn(String what) {
        throw new MessagingException(
                "the server speaks the Python dialect, which has no " + what + "; run ./messaging serve instead");
    }

    @Override
    public void attach(LineWriter out, Attach attach) {
        out.word("SUBSCRIBE").text(attach.topic()).end();
    }

    /** There are no positions. */
    @Override
    public long start(Words answer) {
        return 0;
    }

    @Override
    public boolean detach(LineWriter out, long id, String topic, boolean lastOfTopic, long begun) {
        if (lastOfTopic) {
            out.word("UNSUBSCRIBE").text(topic).end();
        }
        return lastOfTopic;
    }

    @Override
    public boolean acknowledge(LineWriter out, Acknowledge acknowledge) {
        return false;
    }

    /** Published texts look the same as stored messages. */
    @Override
    public void pushed(Message message, PushTarget target) {
        target.offer(message, 0, Expiry.atMostOf(message), false);
    }
}
