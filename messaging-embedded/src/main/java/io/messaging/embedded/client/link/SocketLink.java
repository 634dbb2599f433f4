package io.messaging.embedded.client.link;

import io.messaging.backend.DurableClient;
import io.messaging.backend.MessagingException;
import io.messaging.backend.Subscriber;
import io.messaging.embedded.client.wire.ConnectionPool;
import io.messaging.embedded.client.wire.ConnectionPool.Exchange;
import io.messaging.embedded.client.wire.Deadline;
import io.messaging.embedded.client.wire.Dialect;
import io.messaging.embedded.client.wire.ServerErrorException;
import io.messaging.embedded.client.wire.ServerIdentity;
import io.messaging.embedded.client.wire.ServerLostException;
import io.messaging.embedded.client.wire.WireConnection;
import io.messaging.embedded.protocol.ProtocolException;
import io.messaging.embedded.protocol.Words;
import io.messaging.json.JsonText;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The link to a server over sockets, in the dialect that the server speaks. Thread-safe. */
final class SocketLink implements ServerLink {
    private final ConnectionPool pool;
    private final Dialect dialect;
    private final HostedServers.Lease lease;

    SocketLink(ConnectionPool pool, HostedServers.Lease lease) {
        this.pool = pool;
        this.dialect = pool.dialect();
        this.lease = lease;
    }

    @Override
    public boolean isUsable() {
        return pool.isUsable();
    }

    @Override
    public boolean neverWaits() {
        return false;
    }

    @Override
    public ServerIdentity identity() {
        return pool.identity();
    }

    @Override
    public Optional<ConnectionPool> connections() {
        return Optional.of(pool);
    }

    @Override
    public void feed(SubscriptionFeed feed, Deadline deadline) {
        String end = "the connection broke";
        try (WireConnection connection = pool.open(deadline)) {
            feed.readConnection(connection, pool);
        } catch (ServerLostException | IOException e) {
            end = e.getMessage();
        } catch (ProtocolException e) {
            end = "it gave " + e.getMessage();
        } finally {
            feed.connectionEnded(this, end);
        }
    }

    @Override
    public void invalidate() {
        pool.invalidate();
    }

    @Override
    public void store(String namespace, String topic, Message message, Deadline deadline) throws ServerLostException {
        pool.exchange(deadline, new Exchange<Words>() {
            private boolean again = deadline.again();

            @Override
            public Words run(WireConnection connection) throws IOException, ProtocolException, ServerErrorException {
                dialect.store(connection.request(), namespace, topic, message, again);
                again = true; // for the next connection, if this one breaks
                return connection.ask("OK");
            }
        });
    }

    @Override
    public List<Message> messages(String topic, Deadline deadline) throws ServerLostException {
        return pool.exchange(deadline, connection -> dialect.messages(connection, topic));
    }

    @Override
    public List<Message> messagesSince(String topic, GemstoneId since, Deadline deadline) throws ServerLostException {
        return pool.exchange(deadline, connection -> dialect.messagesSince(connection, topic, since));
    }

    @Override
    public Optional<Message> next(String topic, GemstoneId since, Deadline deadline) throws ServerLostException {
        return pool.exchange(deadline, connection -> dialect.next(connection, topic, since));
    }

    @Override
    public List<Message> messagesById(String namespace, List<GemstoneId> ids, Deadline deadline)
            throws ServerLostException {
        return pool.exchange(deadline, connection -> {
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

    @Override
    public Optional<List<Subscriber>> subscribers(String namespace, Deadline deadline) throws ServerLostException {
        return pool.exchange(deadline, connection -> dialect.subscribers(connection, namespace));
    }

    @Override
    public List<DurableClient> durableClients(Deadline deadline) throws ServerLostException {
        return pool.exchange(deadline, dialect::durableClients);
    }

    @Override
    public boolean forget(String clientId, Deadline deadline) throws ServerLostException {
        return pool.exchange(deadline, connection -> dialect.forget(connection, clientId));
    }

    @Override
    public void requeue(Message deadLetter, Deadline deadline) throws ServerLostException {
        try {
            pool.exchange(deadline, connection -> {
                dialect.requeue(connection, deadLetter);
                return null;
            });
        } catch (MessagingException e) {
            if (e.getCause() instanceof ServerErrorException refused && refused.isInvalid()) {
                throw new IllegalArgumentException(refused.getMessage(), e);
            }
            throw e;
        }
    }

    @Override
    public Map<String, Object> counts(Deadline deadline) throws ServerLostException {
        return pool.exchange(deadline, connection -> {
            connection.request().word("STATS").end();
            String json = connection.ask("OK").text(2);
            return JsonText.parseObject(json.getBytes(StandardCharsets.UTF_8));
        });
    }

    @Override
    public long clear(String topic, Deadline deadline) throws ServerLostException {
        return pool.exchange(deadline, connection -> dialect.clear(connection, topic));
    }

    @Override
    public void ping(Deadline deadline) throws ServerLostException {
        pool.exchange(deadline, connection -> {
            connection.request().word("PING").end();
            return connection.ask("PONG");
        });
    }

    @Override
    public void close() {
        pool.close();
        lease.close();
    }
}
