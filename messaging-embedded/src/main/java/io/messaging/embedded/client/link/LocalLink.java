package io.messaging.embedded.client.link;

import io.messaging.embedded.client.wire.ConnectionPool;
import io.messaging.embedded.client.wire.Deadline;
import io.messaging.embedded.client.wire.ServerIdentity;
import io.messaging.embedded.client.wire.ServerLostException;
import io.messaging.embedded.server.MessageServer;
import io.messaging.embedded.server.core.ServerCore;
import io.messaging.message.Message;
import io.messaging.store.log.LogException;
import java.util.Optional;

/** The link to a server in this JVM: the same commands, on the store itself. Thread-safe. */
final class LocalLink implements ServerLink {
    private final MessageServer server;
    private final ServerCore core;
    private final ServerIdentity identity;
    private final HostedServers.Lease lease;

    LocalLink(MessageServer server, HostedServers.Lease lease) {
        this.server = server;
        this.core = server.core();
        this.identity = new ServerIdentity(core.id(), core.maxMessageBytes(), core.dataDirectory());
        this.lease = lease;
    }

    private ServerCore live() throws ServerLostException {
        if (!server.isRunning()) {
            throw new ServerLostException("the server in this JVM was closed", null);
        }
        return core;
    }

    /** Says why a command failed: where the server was closed meanwhile, another one may do it. */
    private LogException lost(LogException failure) throws ServerLostException {
        if (!server.isRunning()) {
            throw new ServerLostException("the server in this JVM was closed", failure);
        }
        return failure;
    }

    @Override
    public boolean isUsable() {
        return server.isRunning();
    }

    @Override
    public boolean neverWaits() {
        return true;
    }

    @Override
    public ServerIdentity identity() {
        return identity;
    }

    @Override
    public Optional<ConnectionPool> connections() {
        return Optional.empty();
    }

    @Override
    public void feed(SubscriptionFeed feed, Deadline deadline) {
        feed.readStore(this, server);
    }

    @Override
    public void invalidate() {
        // whether the server runs is known for certain
    }

    @Override
    public void store(String namespace, String topic, Message message, Deadline deadline) throws ServerLostException {
        ServerCore live = live();
        try {
            live.storeMessage(namespace, topic, message);
        } catch (LogException e) {
            throw lost(e);
        }
    }

    @Override
    public <T> T run(ServerCommand<T> command, Deadline deadline) throws ServerLostException {
        ServerCore live = live();
        try {
            return command.local().apply(live);
        } catch (LogException e) {
            throw lost(e);
        }
    }

    @Override
    public void close() {
        lease.close();
    }
}
