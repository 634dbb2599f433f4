package io.messaging.embedded.client;

import io.messaging.backend.DurableClient;
import io.messaging.backend.Subscriber;
import io.messaging.embedded.protocol.Replies;
import io.messaging.embedded.server.MessageServer;
import io.messaging.embedded.server.ServerCore;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The way to a server in this JVM: the same commands, on the store itself. Thread-safe. */
final class LocalLink implements ServerLink {
    private final MessageServer server;
    private final ServerCore core;
    private final ServerIdentity identity;
    private final HostedServers.Lease lease;

    LocalLink(MessageServer server, HostedServers.Lease lease) {
        this.server = server;
        this.core = server.core();
        this.identity = new ServerIdentity(core.id(), Replies.VERSION, core.maxMessageBytes());
        this.lease = lease;
    }

    MessageServer server() {
        return server;
    }

    private ServerCore live() throws LinkLostException {
        if (!server.isRunning()) {
            throw new LinkLostException("the server in this JVM was closed", null);
        }
        return core;
    }

    @Override
    public boolean isUsable() {
        return server.isRunning();
    }

    @Override
    public ServerIdentity identity() {
        return identity;
    }

    @Override
    public void store(String namespace, String topic, Message message, Deadline deadline) throws LinkLostException {
        live().storeMessage(namespace, topic, message);
    }

    @Override
    public List<Message> messages(String topic, Deadline deadline) throws LinkLostException {
        return own(live().store().messages(topic));
    }

    @Override
    public List<Message> messagesSince(String topic, GemstoneId since, Deadline deadline) throws LinkLostException {
        return own(live().store().messagesSince(topic, since));
    }

    @Override
    public Optional<Message> next(String topic, GemstoneId since, Deadline deadline) throws LinkLostException {
        return live().store().nextSince(topic, since).map(Message::compact);
    }

    @Override
    public List<Message> messagesById(String namespace, List<GemstoneId> ids, Deadline deadline)
            throws LinkLostException {
        return own(live().store().messagesById(namespace, ids));
    }

    /** Readers get objects of their own, or what they parse would stay in memory as long as the store. */
    private static List<Message> own(List<Message> stored) {
        stored.replaceAll(Message::compact);
        return stored;
    }

    @Override
    public List<Subscriber> subscribers(String namespace, Deadline deadline) throws LinkLostException {
        return live().subscribers(namespace);
    }

    @Override
    public List<DurableClient> durableClients(Deadline deadline) throws LinkLostException {
        return live().durables().list();
    }

    @Override
    public boolean forget(String clientId, Deadline deadline) throws LinkLostException {
        return live().durables().forget(clientId);
    }

    @Override
    public void requeue(Message deadLetter, Deadline deadline) throws LinkLostException {
        live().durables().requeue(deadLetter);
    }

    @Override
    public Map<String, Object> stats(Deadline deadline) throws LinkLostException {
        return live().stats();
    }

    @Override
    public long clear(String topic, Deadline deadline) throws LinkLostException {
        return live().clear(topic);
    }

    @Override
    public void ping(Deadline deadline) throws LinkLostException {
        live();
    }

    @Override
    public void close() {
        lease.close();
    }
}
