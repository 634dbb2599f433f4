package io.messaging.embedded.client.link;

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
import io.messaging.message.Message;
import java.io.IOException;
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
    public <T> T run(ServerCommand<T> command, Deadline deadline) throws ServerLostException {
        return pool.exchange(deadline, connection -> command.remote().run(connection, dialect));
    }

    @Override
    public void close() {
        pool.close();
        lease.close();
    }
}
