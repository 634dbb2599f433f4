package io.messaging.embedded.client.link;

import io.messaging.backend.DurableClient;
import io.messaging.backend.Subscriber;
import io.messaging.embedded.client.wire.ConnectionPool;
import io.messaging.embedded.client.wire.Deadline;
import io.messaging.embedded.client.wire.ServerIdentity;
import io.messaging.embedded.client.wire.ServerLostException;
import io.messaging.embedded.server.MessageServer;
import io.messaging.embedded.server.core.ServerCore;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.util.List;
import java.util.Map;
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
        this.identity = new ServerIdentity(core.id(), core.maxMessageBytes());
        this.lease = lease;
    }

    private ServerCore live() throws ServerLostException {
        if (!server.isRunning()) {
            throw new ServerLostException("the server in this JVM was closed", null);
        }
        return core;
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
        live().storeMessage(namespace, topic, message);
    }

    @Override
    public List<Message> messages(String topic, Deadline deadline) throws ServerLostException {
        return own(live().store().messages(topic));
    }

    @Override
    public List<Message> messagesSince(String topic, GemstoneId since, Deadline deadline) throws ServerLostException {
        return own(live().store().messagesSince(topic, since));
    }

    @Override
    public Optional<Message> next(String topic, GemstoneId since, Deadline deadline) throws ServerLostException {
        return live().store().nextSince(topic, since).map(Message::compact);
    }

    @Override
    public List<Message> messagesById(String namespace, List<GemstoneId> ids, Deadline deadline)
            throws ServerLostException {
        return own(live().store().messagesById(namespace, ids));
    }

    /** Readers get objects of their own, or what they parse would stay in memory as long as the store. */
    private static List<Message> own(List<Message> stored) {
        stored.replaceAll(Message::compact);
        return stored;
    }

    @Override
    public Optional<List<Subscriber>> subscribers(String namespace, Deadline deadline) throws ServerLostException {
        return Optional.of(live().subscribers(namespace));
    }

    @Override
    public List<DurableClient> durableClients(Deadline deadline) throws ServerLostException {
        return live().durables().list();
    }

    @Override
    public boolean forget(String clientId, Deadline deadline) throws ServerLostException {
        return live().durables().forget(clientId);
    }

    @Override
    public void requeue(Message deadLetter, Deadline deadline) throws ServerLostException {
        live().durables().requeue(deadLetter);
    }

    @Override
    public Map<String, Object> counts(Deadline deadline) throws ServerLostException {
        return live().counts();
    }

    @Override
    public long clear(String topic, Deadline deadline) throws ServerLostException {
        return live().clear(topic);
    }

    @Override
    public void ping(Deadline deadline) throws ServerLostException {
        live();
    }

    @Override
    public void close() {
        lease.close();
    }
}
