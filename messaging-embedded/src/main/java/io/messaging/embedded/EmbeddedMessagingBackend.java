package io.messaging.embedded;

import io.messaging.administration.Administration;
import io.messaging.administration.DurableClients;
import io.messaging.administration.SharedGroups;
import io.messaging.administration.Subscriber;
import io.messaging.backend.Capability;
import io.messaging.backend.ConnectionListener;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.config.BackendBuilder;
import io.messaging.embedded.client.EmbeddedClient;
import io.messaging.embedded.client.link.ClientSettings;
import io.messaging.embedded.client.link.ServerCommand;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.TopicFilter;
import io.messaging.spi.AbstractMessagingBackend;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Shares messages between the processes of a machine through a server. The first backend to find the port free starts
 * the server in its own JVM; when that JVM ends, another takes over. In the server's JVM, calls go to the store directly.
 *
 * <p>Messages live as long as their server, or, with the option {@link EmbeddedOptions#DATA_DIR}, as long as that directory, which the next
 * server opens. Subscriptions outlive a server: they continue at the next one, with the same directory where they were.
 *
 * <p>Thread-safe.
 */
public final class EmbeddedMessagingBackend extends AbstractMessagingBackend {
    private static final Set<Capability> CAPABILITIES = Set.of(
            Capability.SUBSCRIPTION,
            Capability.ASYNC_DELIVERY,
            Capability.START_POSITION,
            Capability.PREFIX_SUBSCRIPTION,
            Capability.SHARED,
            Capability.CROSS_PROCESS,
            Capability.RECONNECT,
            Capability.DURABLE_SUBSCRIPTION,
            Capability.SHARED_SUBSCRIPTION);

    private static final Set<Capability> PERSISTENT_CAPABILITIES = withPersistence();

    private final EmbeddedClient client;
    private final Set<Capability> capabilities;

    EmbeddedMessagingBackend(ClientSettings settings) {
        super(settings.closeTimeout());
        client = new EmbeddedClient(settings, this::isClosed);
        capabilities = client.hasDataDirectory() ? PERSISTENT_CAPABILITIES : CAPABILITIES;
    }

    private static Set<Capability> withPersistence() {
        EnumSet<Capability> all = EnumSet.copyOf(CAPABILITIES);
        all.add(Capability.PERSISTENT);
        return Set.copyOf(all);
    }

    /** {@return an open backend on the default port, 31134, which starts a server there if there is none} */
    public static EmbeddedMessagingBackend open() {
        return builder().open();
    }

    /**
     * {@return an open backend, which starts a server if there is none}
     *
     * @param port the server's port, 1 to 65535
     */
    public static EmbeddedMessagingBackend open(int port) {
        return builder().with(EmbeddedOptions.PORT, port).open();
    }

    /** {@return a builder, for all {@link EmbeddedOptions options} and for a configuration} */
    public static BackendBuilder<EmbeddedMessagingBackend> builder() {
        return BackendBuilder.of(new EmbeddedMessagingBackendFactory(), EmbeddedMessagingBackend.class);
    }

    /**
     * Returns the capabilities of this backend: with {@link Capability#PERSISTENT} where the server that it found or started has
     * a data directory.
     *
     * @return the capabilities
     */
    @Override
    public Set<Capability> capabilities() {
        return capabilities;
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
    protected Subscription doSubscribe(TopicFilter topics, MessageHandler handler, SubscriptionOptions options) {
        return client.subscribe(topics, handler, options);
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
    protected List<Subscription> doSubscriptions() {
        return client.subscriptions();
    }

    @Override
    protected void doPing() {
        client.call(ServerCommand.ping());
    }

    @Override
    protected void doAddConnectionListener(ConnectionListener listener) {
        client.addListener(listener);
    }

    @Override
    protected void doRemoveConnectionListener(ConnectionListener listener) {
        client.removeListener(listener);
    }

    @Override
    protected void doClose(Duration limit) {
        client.close(limit);
    }
}
