package io.messaging.embedded;

import io.messaging.administration.Administration;
import io.messaging.administration.DurableClients;
import io.messaging.administration.SharedGroups;
import io.messaging.administration.Subscriber;
import io.messaging.backend.BackendClosedException;
import io.messaging.backend.Capability;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.embedded.client.EmbeddedClient;
import io.messaging.embedded.client.link.ClientSettings;
import io.messaging.embedded.client.link.LinkChange;
import io.messaging.embedded.client.link.ServerCommand;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.spi.AbstractMessagingBackend;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Shares messages between the processes of a machine through a server. The first backend to find the port free starts
 * the server in its own JVM; when that JVM ends, another takes over. In the server's JVM, calls go to the store directly.
 *
 * <p>Messages live as long as their server. Subscriptions outlive it: they continue at the next server.
 *
 * <p>Thread-safe.
 */
public final class EmbeddedMessagingBackend extends AbstractMessagingBackend {
    private static final Set<Capability> CAPABILITIES = Set.of(
            Capability.SUBSCRIPTION,
            Capability.ASYNC_DELIVERY,
            Capability.SHARED,
            Capability.CROSS_PROCESS,
            Capability.RECONNECT,
            Capability.DURABLE_SUBSCRIPTION,
            Capability.SHARED_SUBSCRIPTION);

    private final EmbeddedClient client;

    EmbeddedMessagingBackend(ClientSettings settings) {
        super(settings.closeTimeout());
        client = new EmbeddedClient(settings, this::isClosed);
    }

    /**
     * Checks that the server answers.
     *
     * @return how long the answer took
     * @throws BackendClosedException after {@link #close}
     * @throws io.messaging.backend.MessagingConnectionException when there is no server
     * @throws io.messaging.backend.MessagingTimeoutException when it does not answer in time
     */
    public Duration ping() {
        checkOpen();
        long start = System.nanoTime();
        client.call(ServerCommand.ping());
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /**
     * Adds a listener that is called for each change of the connection: lost, and found again. One call at a time, in
     * order, on a thread of its own, so it may block and use the backend. What it throws is logged.
     *
     * @param listener what to call; adding the same object again changes nothing
     * @throws BackendClosedException after {@link #close}
     */
    public void addConnectionListener(ConnectionListener listener) {
        checkOpen();
        client.addListener(new Notified(requireListener(listener)));
    }

    /**
     * Removes a listener, without waiting for a running call.
     *
     * @param listener the same object; an unknown one is fine
     * @throws BackendClosedException after {@link #close}
     */
    public void removeConnectionListener(ConnectionListener listener) {
        checkOpen();
        client.removeListener(new Notified(requireListener(listener)));
    }

    /** Equal for the same listener object, whatever its own {@code equals} says. */
    private record Notified(ConnectionListener listener) implements Consumer<LinkChange> {
        @Override
        public boolean equals(Object other) {
            return other instanceof Notified that && that.listener == listener;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(listener);
        }

        @Override
        public void accept(LinkChange change) {
            ConnectionChange.Kind kind = switch (change.kind()) {
                case LOST -> ConnectionChange.Kind.LOST;
                case RESUMED -> ConnectionChange.Kind.RESUMED;
                case REPLACED -> ConnectionChange.Kind.REPLACED;
            };
            listener.onChange(new ConnectionChange(kind, change.serverId(), change.detail()));
        }
    }

    private static ConnectionListener requireListener(ConnectionListener listener) {
        if (listener == null) {
            throw new IllegalArgumentException("listener is null; give one");
        }
        return listener;
    }

    @Override
    public Set<Capability> capabilities() {
        return CAPABILITIES;
    }

    @Override
    public long maxMessageBytes() {
        return client.maxMessageBytes();
    }

    @Override
    protected void doStoreMessage(String namespace, String topic, Message message) {
        client.store(namespace, topic, message);
    }

    @Override
    protected CompletableFuture<Void> doStoreMessageAsync(String namespace, String topic, Message message) {
        return client.storeAsync(namespace, topic, message);
    }

    @Override
    protected List<Message> doGetMessagesForTopic(String topic) {
        return client.call(ServerCommand.messages(topic));
    }

    @Override
    protected List<Message> doGetMessagesForTopicSince(String topic, GemstoneId since) {
        return client.call(ServerCommand.messagesSince(topic, since));
    }

    @Override
    protected Optional<Message> doGetNextMessageForTopicSince(String topic, GemstoneId since) {
        return client.call(ServerCommand.next(topic, since));
    }

    @Override
    protected List<Message> doGetPage(String topic, GemstoneId since, int limit, long maxBytes) {
        return client.call(ServerCommand.page(topic, since, limit, maxBytes));
    }

    @Override
    protected List<Message> doGetMessagesById(String namespace, List<GemstoneId> ids) {
        return client.call(ServerCommand.messagesById(namespace, ids));
    }

    @Override
    protected Subscription doSubscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
        return client.subscribe(topic, handler, options);
    }

    @Override
    protected void doUnsubscribe(String topic, Optional<String> clientId) {
        client.unsubscribe(topic, clientId);
    }

    @Override
    protected List<Subscriber> doLoadSubscribers(String namespace) {
        return client.subscribers(namespace);
    }

    @Override
    protected DurableClients doDurableClients() {
        return client.durableClients();
    }

    @Override
    protected SharedGroups doSharedGroups() {
        return client.sharedGroups();
    }

    @Override
    protected Administration doAdministration() {
        return client.administration();
    }

    @Override
    protected void doClose(Duration limit) {
        client.close(limit);
    }
}
