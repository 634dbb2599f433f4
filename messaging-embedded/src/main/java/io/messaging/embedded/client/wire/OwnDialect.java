package io.messaging.embedded.client.wire;

import io.messaging.administration.Subscriber;
import io.messaging.embedded.protocol.Command.Acknowledge;
import io.messaging.embedded.protocol.Command.Attach;
import io.messaging.embedded.protocol.LineWriter;
import io.messaging.embedded.protocol.ProtocolException;
import io.messaging.embedded.protocol.RawJson;
import io.messaging.embedded.protocol.Requests;
import io.messaging.embedded.protocol.SubscriberJson;
import io.messaging.embedded.protocol.Words;
import io.messaging.json.JsonText;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What our own servers speak.
 *
 * @param rawTaken whether the server knows {@link RawJson}
 */
record OwnDialect(boolean rawTaken) implements Dialect {
    @Override
    public boolean mayBeTooLong(int requestBytes) {
        return false;
    }

    @Override
    public void store(LineWriter out, String namespace, String topic, Message message, boolean again) {
        Requests.store(out, namespace, topic, message, rawTaken, again);
    }

    @Override
    public List<Message> messages(WireConnection connection, String topic)
            throws IOException, ProtocolException, ServerErrorException {
        connection.request().word("GET_MESSAGES").text(topic).end();
        return connection.askForMessages();
    }

    @Override
    public List<Message> messagesSince(WireConnection connection, String topic, GemstoneId since)
            throws IOException, ProtocolException, ServerErrorException {
        connection
                .request()
                .word("GET_MESSAGES_SINCE")
                .text(topic)
                .word(since.toString())
                .end();
        return connection.askForMessages();
    }

    @Override
    public Optional<Message> next(WireConnection connection, String topic, GemstoneId since)
            throws IOException, ProtocolException, ServerErrorException {
        connection.request().word("GET_NEXT").text(topic).word(since.toString()).end();
        return connection.askForMessages().stream().findFirst();
    }

    @Override
    public List<Message> page(WireConnection connection, String topic, GemstoneId since, int limit, long maxBytes)
            throws IOException, ProtocolException, ServerErrorException {
        LineWriter request = connection
                .request()
                .word("GET_PAGE")
                .text(topic)
                .word(since.toString())
                .number(limit);
        if (maxBytes != Long.MAX_VALUE) {
            request.number(maxBytes);
        }
        request.end();
        try {
            return connection.askForMessages();
        } catch (ServerErrorException e) {
            if (e.isUnknownCommand()) { // an older server
                return new WholeTopic(messages(connection, topic)).page(since, limit);
            }
            throw e;
        }
    }

    @Override
    public Optional<List<Subscriber>> subscribers(WireConnection connection, String namespace)
            throws IOException, ProtocolException, ServerErrorException {
        connection.request().word("LIST_SUBSCRIBERS").text(namespace).end();
        return Optional.of(JsonText.parseArray(connection.ask("OK").text(2)).stream()
                .map(item -> SubscriberJson.subscriber((Map<?, ?>) item))
                .toList());
    }

    @Override
    public void requireOwn(String what) {
        // ours
    }

    @Override
    public void attach(LineWriter out, Attach attach) {
        Requests.attach(out, attach);
    }

    @Override
    public long start(Words answer) throws ProtocolException {
        return answer.unsignedNumber(3, "the position");
    }

    @Override
    public boolean detach(LineWriter out, long id, String topic, boolean lastOfTopic, long begun) {
        out.word("DETACH").number(id).number(begun).end();
        return true;
    }

    @Override
    public boolean acknowledge(LineWriter out, Acknowledge acknowledge) {
        Requests.acknowledge(out, acknowledge);
        return true;
    }

    /** What is stored comes with {@code DELIVER}. */
    @Override
    public void pushed(Message message, PushTarget target) {
        target.offerPublished(message);
    }
}
