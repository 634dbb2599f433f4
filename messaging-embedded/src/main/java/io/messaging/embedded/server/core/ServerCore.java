package io.messaging.embedded.server.core;

import io.messaging.administration.DurableClient;
import io.messaging.administration.SharedGroup;
import io.messaging.administration.Subscriber;
import io.messaging.administration.TopicStats;
import io.messaging.backend.RejectedMessageException;
import io.messaging.message.Message;
import io.messaging.store.MessageStore;
import io.messaging.store.StoreBatch;
import io.messaging.store.StoreStats;
import io.messaging.store.durable.DurableRegistry;
import io.messaging.store.group.GroupRegistry;
import io.messaging.store.group.RetryTimer;
import io.messaging.store.log.LogException;
import io.messaging.store.log.LogStats;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What a server is apart from its sockets: the store, who is subscribed, the counts. Sessions and clients in this JVM
 * use the same one. Thread-safe.
 */
public final class ServerCore implements AutoCloseable {
    private static final String BACKEND_NAME = "EmbeddedMessagingBackend";

    private final long startedNanos = System.nanoTime();
    private final ServerSettings settings;
    private final int maxMessageBytes;
    private final String dataDirectory;
    private final ServerStore storage;
    private final MessageStore store;
    private final DurableRegistry durables;
    private final GroupRegistry groups;
    private final SubscriberRegistry registry = new SubscriberRegistry();
    private final LongAdder commands = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder publishDrops = new LongAdder();

    /** Changed by the event loop alone. */
    private volatile int connections;

    private volatile boolean closed;

    /** Why nothing more is stored; null while the disk is sound. */
    private volatile LogException failure;

    /** Lets the event loop know that something will expire. */
    private final Runnable onExpiring;

    /**
     * Opens a store.
     *
     * @param storage closed with it
     * @param onExpiring runs after a message with a ttl was stored
     * @throws io.messaging.backend.MessagingException when what its directory holds cannot be read, or there is no space
     */
    public ServerCore(ServerSettings settings, ServerStore storage, Runnable onExpiring, RetryTimer retryTimer) {
        this.settings = settings;
        this.onExpiring = onExpiring;
        this.maxMessageBytes = settings.maxMessageBytes();
        this.dataDirectory = settings.dataDirectory().map(Path::toString).orElse("");
        this.storage = storage;
        this.store = storage.messages();
        storage.open();
        this.durables = new DurableRegistry(store, BACKEND_NAME, settings.clock());
        this.groups = new GroupRegistry(store, BACKEND_NAME, settings.clock(), retryTimer);
    }

    /** Returns the server's id, by which a client knows whether its positions still hold: that of the directory, if there is one. */
    public String id() {
        return store.id();
    }

    /** Returns the path of the directory that keeps what is stored, for people; empty where there is none. */
    public String dataDirectory() {
        return dataDirectory;
    }

    public MessageStore store() {
        return store;
    }

    public SubscriberRegistry registry() {
        return registry;
    }

    public DurableRegistry durables() {
        return durables;
    }

    public GroupRegistry groups() {
        return groups;
    }

    /** Lists the subscribers of a namespace, durable ones and groups that are away included. */
    public List<Subscriber> subscribers(String namespace) {
        return everybody().filter(subscriber -> subscriber.isIn(namespace)).toList();
    }

    /** Lists the subscribers of all namespaces, durable ones and groups that are away included. */
    public List<Subscriber> subscribers() {
        return everybody().toList();
    }

    private Stream<Subscriber> everybody() {
        return Stream.of(registry.plain(), durables.subscribers(), groups.subscribers())
                .flatMap(Function.identity());
    }

    /** Lists the topics that hold messages or have subscribers, by name. */
    public List<TopicStats> topics() {
        return store.topics(everybody());
    }

    public ServerSettings settings() {
        return settings;
    }

    /** Returns the size of the largest message's JSON. */
    public int maxMessageBytes() {
        return maxMessageBytes;
    }

    /**
     * Stores a message, and waits until it is safe.
     *
     * @throws RejectedMessageException when it is too large, or another message has its id
     * @throws io.messaging.backend.StoreFullException when the store is at a limit, or the disk is full
     * @throws io.messaging.store.log.LogException when the disk has failed
     */
    public void storeMessage(String namespace, String topic, Message message) {
        requireSize(message, maxMessageBytes);
        requireSound();
        store.store(namespace, topic, message);
        stored(message);
    }

    /**
     * Stores a message as part of a batch.
     *
     * @param again whether it may have been stored before, its answer lost; then it is not, if it has expired since
     * @throws RejectedMessageException as {@link #storeMessage(String, String, Message)}, and the others
     */
    public void storeMessage(StoreBatch batch, String namespace, String topic, Message message, boolean again) {
        requireSize(message, maxMessageBytes);
        requireSound();
        if (again) {
            batch.storeAgain(namespace, topic, message);
        } else {
            batch.store(namespace, topic, message);
        }
        stored(message);
    }

    private void stored(Message message) {
        if (message.ttlSeconds().isPresent()) {
            onExpiring.run();
        }
    }

    /** A message that is there, but not safe, must not be acknowledged when it is stored again. */
    private void requireSound() {
        LogException reason = failure;
        if (reason != null) {
            throw new LogException(reason.getMessage(), reason);
        }
    }

    /** What was stored is not safe, and never will be: nothing more is stored. */
    public void failed(LogException reason) {
        failure = reason;
    }

    /** Throws {@link RejectedMessageException} when a message is larger than the server takes. */
    public static void requireSize(Message message, long maxMessageBytes) {
        if (message.jsonLength() > maxMessageBytes) {
            throw new RejectedMessageException("message " + message.id() + " has " + message.jsonLength()
                    + " bytes of JSON and the server takes " + maxMessageBytes
                    + " (max_message_bytes); send less, or start the server with a higher limit");
        }
    }

    /**
     * Removes a topic's messages, or those of all topics where it is null; then also the topics that nobody has a place
     * in. Durable clients and groups that had not handled them have them counted as lost.
     */
    public long clear(String topic) {
        StoreBatch batch = store.batch();
        long removed = clear(topic, batch);
        batch.awaitSafe();
        return removed;
    }

    /** Does the same as part of a batch. */
    public long clear(String topic, StoreBatch batch) {
        return topic == null
                ? batch.clearAll(name -> durables.hasClientOf(name) || groups.hasGroupOf(name))
                : batch.clear(topic);
    }

    /** Counts the messages that would be lost unread with the server: see {@link MessageStore#unnoticed}. */
    public long unread() {
        return store.unnoticed();
    }

    /** Counts the messages that durable clients and groups would lose with the server. */
    public long unhandled() {
        return durables.list().stream().mapToLong(DurableClient::lag).sum()
                + groups.list().stream().mapToLong(SharedGroup::lag).sum();
    }

    /** Counts a line received over a socket. */
    public void countCommand() {
        commands.increment();
    }

    /** Counts a line answered with an error. */
    public void countError() {
        errors.increment();
    }

    /** Counts a published text that was dropped because a subscriber does not read. */
    public void countPublishDrop() {
        publishDrops.increment();
    }

    /** Notes how many connections are open. Called by the event loop alone. */
    public void connections(int count) {
        connections = count;
    }

    /** Closes the store. Idempotent. */
    @Override
    public void close() {
        closed = true;
        storage.close();
    }

    /**
     * Uses the store for a subscription in this JVM, which may do so after the server's end.
     *
     * @param ended the result where the store was closed: what is not done is done at the next server
     */
    public <T> T whileOpen(Supplier<T> action, T ended) {
        try {
            return action.get();
        } catch (LogException e) {
            if (closed) {
                return ended;
            }
            throw e;
        }
    }

    /** Does the same without a result. */
    public void whileOpen(Runnable action) {
        whileOpen(
                () -> {
                    action.run();
                    return null;
                },
                null);
    }

    /** Returns the counts by name, as {@code STATS} sends them. */
    public Map<String, Object> counts() {
        StoreStats stored = store.stats();
        long members = groups.list().stream()
                .mapToLong(group -> group.members().size())
                .sum();
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("server_id", id());
        counts.put("uptime_millis", (System.nanoTime() - startedNanos) / 1_000_000);
        counts.put("topics", (long) stored.topics());
        counts.put("messages", stored.messages());
        counts.put("stored_bytes", stored.bytes());
        if (store.isPersistent()) {
            LogStats log = store.log().stats();
            counts.put("data_dir", dataDirectory);
            counts.put("segments", (long) log.segments());
            counts.put("disk_bytes", log.bytes());
            counts.put("recovery_millis", log.recoveryMillis());
        }
        counts.put("connections", (long) connections);
        counts.put("subscriptions", registry.count() + members);
        counts.put("durable_clients", (long) durables.clientCount());
        counts.put("commands", commands.sum());
        counts.put("errors", errors.sum());
        counts.put("publish_drops", publishDrops.sum());
        return counts;
    }
}
