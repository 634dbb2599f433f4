package io.messaging.embedded.client.link;

import io.messaging.administration.DurableClient;
import io.messaging.administration.SharedGroup;
import io.messaging.administration.Subscriber;
import io.messaging.administration.TopicStats;
import io.messaging.embedded.client.wire.Deadline;
import io.messaging.embedded.client.wire.Dialect;
import io.messaging.embedded.client.wire.ServerErrorException;
import io.messaging.embedded.client.wire.ServerLostException;
import io.messaging.embedded.client.wire.WireConnection;
import io.messaging.embedded.protocol.GroupJson;
import io.messaging.embedded.protocol.ProtocolException;
import io.messaging.embedded.protocol.SubscriberJson;
import io.messaging.embedded.protocol.TopicJson;
import io.messaging.embedded.server.core.ServerCore;
import io.messaging.json.JsonText;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The commands to a server but storing, each declared once: what it does with the store of a server in this JVM, and its
 * request and answer over a connection. All may be repeated on another link without harm. Immutable.
 */
public record ServerCommand<T>(Function<ServerCore, T> local, Remote<T> remote) implements ServerLink.Call<T> {
    /** Sends a request in the server's dialect and reads the answer. */
    @FunctionalInterface
    interface Remote<T> {
        T run(WireConnection connection, Dialect dialect) throws IOException, ProtocolException, ServerErrorException;
    }

    @Override
    public T run(ServerLink link, Deadline deadline) throws ServerLostException {
        return link.run(this, deadline);
    }

    public static ServerCommand<List<Message>> messages(String topic) {
        return new ServerCommand<>(
                core -> own(core.store().messages(topic)),
                (connection, dialect) -> dialect.messages(connection, topic));
    }

    /** Reads what is later. */
    public static ServerCommand<List<Message>> messagesSince(String topic, GemstoneId since) {
        return new ServerCommand<>(
                core -> own(core.store().messagesSince(topic, since)),
                (connection, dialect) -> dialect.messagesSince(connection, topic, since));
    }

    /** Reads what is next. */
    public static ServerCommand<Optional<Message>> next(String topic, GemstoneId since) {
        return new ServerCommand<>(
                core -> core.store().nextSince(topic, since).map(Message::compact),
                (connection, dialect) -> dialect.next(connection, topic, since));
    }

    /** Reads what is chronologically next, up to a limit, or until so many bytes are reached. */
    public static ServerCommand<List<Message>> page(String topic, GemstoneId since, int limit, long maxBytes) {
        return new ServerCommand<>(
                core -> own(core.store().page(topic, since, limit, maxBytes)),
                (connection, dialect) -> dialect.page(connection, topic, since, limit, maxBytes));
    }

    public static ServerCommand<List<Message>> messagesById(String namespace, List<GemstoneId> ids) {
        return new ServerCommand<>(core -> own(core.store().messagesById(namespace, ids)), (connection, dialect) -> {
            byte[] json = JsonText.writeBytes(
                    ids.stream().map(GemstoneId::toBigInteger).toList());
            connection
                    .request()
                    .word("GET_MESSAGES_BY_ID")
                    .text(namespace)
                    .encoded(json)
                    .end();
            return connection.askForMessages();
        });
    }

    /** Readers get objects of their own, or what they parse would stay in memory as long as the store. */
    private static List<Message> own(List<Message> stored) {
        stored.replaceAll(Message::compact);
        return stored;
    }

    /** Lists the subscribers of a namespace; empty where the server cannot tell. */
    public static ServerCommand<Optional<List<Subscriber>>> subscribers(String namespace) {
        return new ServerCommand<>(
                core -> Optional.of(core.subscribers(namespace)),
                (connection, dialect) -> dialect.subscribers(connection, namespace));
    }

    /** Lists the subscribers of all namespaces. */
    public static ServerCommand<List<Subscriber>> everybody() {
        return new ServerCommand<>(ServerCore::subscribers, (connection, dialect) -> {
            dialect.requireOwn("list of all subscribers");
            connection.request().word("LIST_ALL_SUBSCRIBERS").end();
            return JsonText.parseArray(connection.ask("OK").text(2)).stream()
                    .map(item -> SubscriberJson.subscriber((Map<?, ?>) item))
                    .toList();
        });
    }

    /** Lists the topics that hold messages or have subscribers. */
    public static ServerCommand<List<TopicStats>> topics() {
        return new ServerCommand<>(ServerCore::topics, (connection, dialect) -> {
            dialect.requireOwn("list of topics");
            connection.request().word("LIST_TOPICS").end();
            return JsonText.parseArray(connection.ask("OK").text(2)).stream()
                    .map(item -> TopicJson.topic((Map<?, ?>) item))
                    .toList();
        });
    }

    public static ServerCommand<List<DurableClient>> durableClients() {
        return new ServerCommand<>(core -> core.durables().list(), (connection, dialect) -> {
            dialect.requireOwn("durable clients");
            connection.request().word("LIST_CLIENTS").end();
            return JsonText.parseArray(connection.ask("OK").text(2)).stream()
                    .map(item -> SubscriberJson.durableClient((Map<?, ?>) item))
                    .toList();
        });
    }

    /** Forgets a durable client; returns whether it was known. */
    public static ServerCommand<Boolean> forget(String clientId) {
        return new ServerCommand<>(core -> core.durables().forget(clientId), (connection, dialect) -> {
            dialect.requireOwn("durable clients");
            connection.request().word("FORGET").text(clientId).end();
            return Boolean.parseBoolean(connection.ask("OK").text(2));
        });
    }

    /** Gives the message in a dead letter back to the client that failed on it. */
    public static ServerCommand<Void> requeue(Message deadLetter) {
        return new ServerCommand<>(
                core -> {
                    core.durables().requeue(deadLetter);
                    return null;
                },
                (connection, dialect) -> {
                    dialect.requireOwn("durable clients");
                    connection
                            .request()
                            .word("REQUEUE")
                            .encoded(deadLetter.toJsonBytes())
                            .end();
                    connection.ask("OK");
                    return null;
                });
    }

    public static ServerCommand<List<SharedGroup>> groups() {
        return new ServerCommand<>(core -> core.groups().list(), (connection, dialect) -> {
            dialect.requireOwn("groups");
            connection.request().word("LIST_GROUPS").end();
            return JsonText.parseArray(connection.ask("OK").text(2)).stream()
                    .map(item -> GroupJson.group((Map<?, ?>) item))
                    .toList();
        });
    }

    /** Forgets a group; returns whether it was known. */
    public static ServerCommand<Boolean> forgetGroup(String group, String topic) {
        return new ServerCommand<>(core -> core.groups().forget(group, topic), (connection, dialect) -> {
            dialect.requireOwn("groups");
            connection.request().word("FORGET_GROUP").text(group).text(topic).end();
            return Boolean.parseBoolean(connection.ask("OK").text(2));
        });
    }

    /** Gives the message in a dead letter back to the group that failed on it. */
    public static ServerCommand<Void> requeueGroup(Message deadLetter) {
        return new ServerCommand<>(
                core -> {
                    core.groups().requeue(deadLetter);
                    return null;
                },
                (connection, dialect) -> {
                    dialect.requireOwn("groups");
                    connection
                            .request()
                            .word("REQUEUE_GROUP")
                            .encoded(deadLetter.toJsonBytes())
                            .end();
                    connection.ask("OK");
                    return null;
                });
    }

    /** Returns the server's counts by name. */
    public static ServerCommand<Map<String, Object>> counts() {
        return new ServerCommand<>(ServerCore::counts, (connection, dialect) -> {
            connection.request().word("STATS").end();
            String json = connection.ask("OK").text(2);
            return JsonText.parseObject(json.getBytes(StandardCharsets.UTF_8));
        });
    }

    /** Removes a topic's messages, or those of all topics where it is null; returns how many. */
    public static ServerCommand<Long> clear(String topic) {
        return new ServerCommand<>(core -> core.clear(topic), (connection, dialect) -> {
            dialect.requireOwn("command to clear topics");
            connection.request().word("CLEAR").optionalText(topic).end();
            return connection.ask("OK").unsignedNumber(2, "the count");
        });
    }

    /** Returns when the server has answered. */
    public static ServerCommand<Void> ping() {
        return new ServerCommand<>(core -> null, (connection, dialect) -> {
            connection.request().word("PING").end();
            connection.ask("PONG");
            return null;
        });
    }
}
