package io.messaging.embedded.server;

import io.messaging.backend.DurableClient;
import io.messaging.backend.RejectedMessageException;
import io.messaging.backend.Subscriber;
import io.messaging.message.Message;
import io.messaging.store.MessageStore;
import io.messaging.store.StoreStats;
import io.messaging.store.durable.DurableRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a server is apart from its sockets: the store, who is subscribed, the counts. Sessions and clients in this JVM
 * use the same one. Thread-safe.
 */
public final class ServerCore {
    private static final String BACKEND_NAME = "EmbeddedMessagingBackend";

    private final String id = UUID.randomUUID().toString();
    private final long startedNanos = System.nanoTime();
    private final ServerSettings settings;
    private final MessageStore store;
    private final DurableRegistry durables;
    private final SubscriberRegistry registry = new SubscriberRegistry();
    private final LongAdder commands = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder publishDrops = new LongAdder();

    /** Changed by the event loop alone. */
    private volatile int connections;

    /** Tells the event loop that there is something that will expire. */
    private final Runnable onExpiring;

    ServerCore(ServerSettings settings, Runnable onExpiring) {
        this.settings = settings;
        this.onExpiring = onExpiring;
        this.store = MessageStore.forRemoteClients(settings.storeLimits(), settings.clock());
        this.durables = new DurableRegistry(store, BACKEND_NAME, settings.clock());
    }

    /** The server's name for its life, by which a client knows whether its positions still hold. */
    public String id() {
        return id;
    }

    /** The messages. */
    public MessageStore store() {
        return store;
    }

    /** The subscriptions. */
    public SubscriberRegistry registry() {
        return registry;
    }

    /** The durable clients. */
    public DurableRegistry durables() {
        return durables;
    }

    /** Lists the subscribers of a namespace, durable ones that are away included. */
    public List<Subscriber> subscribers(String namespace) {
        return Stream.concat(registry.list(namespace).stream(), durables.subscribers(namespace).stream())
                .toList();
    }

    /** What connections may cost. */
    ConnectionLimits limits() {
        return settings.connectionLimits();
    }

    /** The largest message's JSON, in bytes. */
    public int maxMessageBytes() {
        return settings.maxMessageBytes();
    }

    /**
     * Stores a message in a form that holds its bytes alone.
     *
     * @throws RejectedMessageException when it is too large, or another message has its id
     * @throws io.messaging.backend.StoreFullException when the store is at a limit
     */
    public void storeMessage(String namespace, String topic, Message message) {
        storeMessage(namespace, topic, message, false);
    }

    /**
     * Stores a message as {@link #storeMessage} does.
     *
     * @param again whether it may have been stored before, its answer lost; then it is not, if it has expired since
     */
    void storeMessage(String namespace, String topic, Message message, boolean again) {
        if (message.jsonLength() > settings.maxMessageBytes()) {
            throw new RejectedMessageException("message " + message.id() + " has " + message.jsonLength()
                    + " bytes of JSON and the server takes " + settings.maxMessageBytes()
                    + " (max_message_bytes); send less, or start the server with a higher limit");
        }
        if (again) {
            store.storeAgain(namespace, topic, message.compact());
        } else {
            store.store(namespace, topic, message.compact());
        }
        if (message.ttlSeconds().isPresent()) {
            onExpiring.run();
        }
    }

    /**
     * Removes a topic's messages, or those of all topics where it is null; then also the topics that nobody has a place
     * in. Durable clients that had not handled them have them counted as lost.
     */
    public long clear(String topic) {
        return topic == null ? store.clearAll(durables::hasClientOf) : store.clear(topic);
    }

    /** Counts the messages that would be lost unread with the server: see {@link MessageStore#unnoticed}. */
    public long unread() {
        return store.unnoticed();
    }

    /** Counts the messages that durable clients would lose with the server. */
    public long unhandled() {
        return durables.list().stream().mapToLong(DurableClient::lag).sum();
    }

    /** Asks the subscribers of some topics to say when they have handled what is stored. */
    public SettleRound settle(Predicate<String> topics) {
        return new SettleRound(this, topics).start();
    }

    void countCommand() {
        commands.increment();
    }

    void countError() {
        errors.increment();
    }

    void countPublishDrop() {
        publishDrops.increment();
    }

    void connections(int count) {
        connections = count;
    }

    /** The counts by name, as {@code STATS} sends them. */
    public Map<String, Object> stats() {
        StoreStats stored = store.stats();
        Map<String, Object> stats = new LinkedHashMap<>();
        stats.put("server_id", id);
        stats.put("uptime_millis", (System.nanoTime() - startedNanos) / 1_000_000);
        stats.put("topics", (long) stored.topics());
        stats.put("messages", stored.messages());
        stats.put("stored_bytes", stored.bytes());
        stats.put("connections", (long) connections);
        stats.put("subscriptions", (long) registry.count());
        stats.put("durable_clients", (long) durables.clientCount());
        stats.put("commands", commands.sum());
        stats.put("errors", errors.sum());
        stats.put("publish_drops", publishDrops.sum());
        return stats;
    }
}
