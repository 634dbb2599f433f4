package io.messaging.redis;

import io.messaging.administration.Administration;
import io.messaging.administration.DurableClients;
import io.messaging.administration.SharedGroups;
import io.messaging.administration.Subscriber;
import io.messaging.backend.Capability;
import io.messaging.backend.ConnectionListener;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.RejectedMessageException;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.config.BackendBuilder;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.redis.connection.LinkFactory;
import io.messaging.redis.connection.RedisLink;
import io.messaging.redis.options.RedisOptions;
import io.messaging.spi.AbstractMessagingBackend;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A backend on Redis: one server, a master with Sentinels, or a cluster. {@code docs/redis.md} describes the layout,
 * and what Redis itself may lose.
 *
 * <p>Each subscription reads the topic's log from its own position, so that a lost connection loses nothing; handlers
 * run on threads of the backend. A call that finds the connection lost waits for the reconnect, at most the request
 * timeout.
 *
 * <p>Thread-safe.
 */
public final class RedisMessagingBackend extends AbstractMessagingBackend {
    private static final AtomicLong INSTANCES = new AtomicLong();

    private final long maxMessageBytes;
    private final RedisLink link;
    private final RedisLayout layout;
    private final ConnectionEvents connectionEvents;

    RedisMessagingBackend(RedisConfiguration options) {
        super(Duration.ofMillis(options.get(RedisOptions.CLOSE_TIMEOUT_MILLIS)));
        maxMessageBytes = options.get(RedisOptions.MAX_MESSAGE_BYTES);
        link = LinkFactory.open(options.connection());
        String name = "messaging-redis-" + INSTANCES.incrementAndGet();
        layout = options.get(RedisOptions.LAYOUT) == RedisOptions.Layout.PYTHON
                ? new PythonLayout(link, options, name)
                : new NativeLayout(link, options, name, this::isClosed);
        connectionEvents = new ConnectionEvents(link, layout.threads());
    }

    /** {@return an open backend on Redis at 127.0.0.1:6379} */
    public static RedisMessagingBackend open() {
        return builder().open();
    }

    /**
     * {@return an open backend on one Redis server}
     *
     * @param host where Redis listens
     * @param port its port
     * @throws io.messaging.backend.MessagingConnectionException when there is none
     */
    public static RedisMessagingBackend open(String host, int port) {
        return builder()
                .with(RedisOptions.HOST, host)
                .with(RedisOptions.PORT, port)
                .open();
    }

    /** {@return a builder, for all {@link RedisOptions options} and for a configuration} */
    public static BackendBuilder<RedisMessagingBackend> builder() {
        return BackendBuilder.of(new RedisMessagingBackendFactory(), RedisMessagingBackend.class);
    }

    /**
     * Returns the capabilities of this backend: in the layout {@code native}, with {@link Capability#PERSISTENT} where the server, or
     * each master of a cluster, said when the backend was opened that it keeps what it acknowledges. {@code docs/redis.md} says
     * which settings that are.
     *
     * @return the capabilities
     */
    @Override
    public Set<Capability> capabilities() {
        return layout.capabilities();
    }

    @Override
    public long maxMessageBytes() {
        return maxMessageBytes;
    }

    private void checkSize(Message message) {
        if (message.jsonLength() > maxMessageBytes) {
            throw new RejectedMessageException("message " + message.id() + " has " + message.jsonLength()
                    + " bytes of JSON, more than the " + maxMessageBytes
                    + " of max_message_bytes; make it smaller, or raise the option in every program");
        }
    }

    @Override
    protected void doStoreMessage(String namespace, String topic, Message message) {
        checkSize(message);
        layout.store(namespace, topic, message);
    }

    @Override
    protected CompletableFuture<Void> doStoreMessageAsync(String namespace, String topic, Message message) {
        try {
            checkSize(message);
        } catch (RejectedMessageException e) {
            return CompletableFuture.failedFuture(e);
        }
        return layout.storeAsync(namespace, topic, message);
    }

    @Override
    protected List<Message> doGetMessagesForTopic(String topic) {
        return layout.since(topic, GemstoneId.ZERO);
    }

    @Override
    protected List<Message> doGetMessagesForTopicSince(String topic, GemstoneId since) {
        return layout.since(topic, since);
    }

    @Override
    protected Optional<Message> doGetNextMessageForTopicSince(String topic, GemstoneId since) {
        return layout.next(topic, since);
    }

    @Override
    protected List<Message> doGetPage(String topic, GemstoneId since, int limit, long maxBytes) {
        return layout.page(topic, since, limit, maxBytes);
    }

    @Override
    protected List<Message> doGetMessagesById(String namespace, List<GemstoneId> ids) {
        return layout.byId(namespace, ids);
    }

    @Override
    protected Subscription doSubscribe(String topic, MessageHandler handler, SubscriptionOptions subscriptionOptions) {
        return layout.subscribe(topic, handler, subscriptionOptions);
    }

    @Override
    protected void doUnsubscribe(String topic, Optional<String> clientId) {
        layout.unsubscribe(topic, clientId);
    }

    @Override
    protected List<Subscriber> doLoadSubscribers(String namespace) {
        return layout.subscribers(namespace);
    }

    @Override
    protected DurableClients doDurableClients() {
        return layout.durableClients();
    }

    @Override
    protected SharedGroups doSharedGroups() {
        return layout.sharedGroups();
    }

    @Override
    protected Administration doAdministration() {
        return layout.administration();
    }

    @Override
    protected List<Subscription> doSubscriptions() {
        return layout.subscriptions();
    }

    /** All masters of a cluster have to answer. */
    @Override
    protected void doPing() {
        link.servers().forEach(server -> link.call(server::ping));
    }

    @Override
    protected void doAddConnectionListener(ConnectionListener listener) {
        connectionEvents.add(listener);
    }

    @Override
    protected void doRemoveConnectionListener(ConnectionListener listener) {
        connectionEvents.remove(listener);
    }

    @Override
    protected void doClose(Duration limit) {
        layout.close(limit);
    }
}
