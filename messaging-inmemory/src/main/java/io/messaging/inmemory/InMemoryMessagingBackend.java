package io.messaging.inmemory;

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
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.TopicFilter;
import io.messaging.spi.AbstractMessagingBackend;
import io.messaging.spi.OpenResources;
import io.messaging.spi.delivery.AbstractSubscription;
import io.messaging.spi.delivery.Callbacks;
import io.messaging.spi.delivery.HandlerThreads;
import io.messaging.spi.delivery.SourceSubscription;
import io.messaging.spi.delivery.Subscriptions;
import io.messaging.store.Cursor;
import io.messaging.store.CursorStart;
import io.messaging.store.PrefixCursor;
import io.messaging.store.StoreLimits;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * Keeps the contract in one heap. Backends of one JVM that name the same broker share everything; the broker ends with
 * the last of them.
 *
 * <p>With {@code direct} delivery, the default, the storing thread runs the handlers, and a call costs about a
 * microsecond; a slow handler slows that storer. With {@code async} delivery each subscription's handler runs on a
 * thread of its own ({@link Capability#ASYNC_DELIVERY}). Handlers of shared subscriptions run on threads of the backend's
 * with both: members that are to share work must not wait for one storer.
 *
 * <p>Thread-safe.
 */
public final class InMemoryMessagingBackend extends AbstractMessagingBackend {
    /** The broker of backends that do not name one. */
    public static final String DEFAULT_BROKER = "default";

    private final InMemoryBroker broker;
    private final HandlerThreads handlerThreads;
    private final Callbacks callbacks;
    private final Executor executor;
    private final Set<Capability> capabilities;
    private final Subscriptions<AbstractSubscription> subscriptions = new Subscriptions<>();

    InMemoryMessagingBackend(
            String brokerName, Delivery delivery, StoreLimits limits, InstantSource clock, Duration closeTimeout) {
        super(closeTimeout);
        this.broker = InMemoryBroker.open(brokerName, limits, clock);
        EnumSet<Capability> declared = EnumSet.of(
                Capability.SUBSCRIPTION,
                Capability.START_POSITION,
                Capability.PREFIX_SUBSCRIPTION,
                Capability.SHARED,
                Capability.DURABLE_SUBSCRIPTION,
                Capability.SHARED_SUBSCRIPTION);
        handlerThreads = new HandlerThreads("messaging-inmemory-handler-" + brokerName);
        callbacks = new Callbacks(handlerThreads);
        if (delivery == Delivery.ASYNC) {
            executor = handlerThreads;
            declared.add(Capability.ASYNC_DELIVERY);
        } else {
            executor = Runnable::run;
        }
        this.capabilities = Set.copyOf(declared);
    }

    /** Whose thread runs a handler. */
    public enum Delivery {
        /**
         * The storing thread's, except for groups and for durable clients with more than one attempt: the pause between two
         * attempts is not the storer's.
         */
        DIRECT,
        /** One of the backend's. */
        ASYNC
    }

    /** {@return an open backend on the default broker, with direct delivery} */
    public static InMemoryMessagingBackend open() {
        return open(DEFAULT_BROKER, Delivery.DIRECT);
    }

    /**
     * {@return an open backend with direct delivery}
     *
     * @param broker what backends that share their messages have in common
     */
    public static InMemoryMessagingBackend open(String broker) {
        return open(broker, Delivery.DIRECT);
    }

    /** {@return a builder, for all {@link InMemoryOptions options} and for a configuration} */
    public static BackendBuilder<InMemoryMessagingBackend> builder() {
        return BackendBuilder.of(new InMemoryMessagingBackendFactory(), InMemoryMessagingBackend.class);
    }

    /**
     * {@return an open backend}
     *
     * @param broker what backends that share their messages have in common
     * @param delivery whose thread runs the handlers
     */
    public static InMemoryMessagingBackend open(String broker, Delivery delivery) {
        return open(broker, delivery, InstantSource.system());
    }

    /**
     * {@return an open backend whose messages expire by a given clock}
     *
     * @param broker what backends that share their messages have in common
     * @param delivery whose thread runs the handlers
     * @param clock where the time of ttls comes from, the same for all backends of the broker
     * @throws io.messaging.backend.MessagingConfigurationException when the broker is open with another clock
     */
    public static InMemoryMessagingBackend open(String broker, Delivery delivery, InstantSource clock) {
        InMemoryMessagingBackend opened =
                new InMemoryMessagingBackend(broker, delivery, StoreLimits.DEFAULTS, clock, DEFAULT_CLOSE_TIMEOUT);
        OpenResources.opened(opened, () -> !opened.isClosed());
        return opened;
    }

    @Override
    public Set<Capability> capabilities() {
        return capabilities;
    }

    /** {@inheritDoc} Here {@link Integer#MAX_VALUE}: the heap is the limit. */
    @Override
    public long maxMessageBytes() {
        return Integer.MAX_VALUE;
    }

    @Override
    protected void doStoreMessage(String namespace, String topic, Message message) {
        broker.store().store(namespace, topic, message);
        if (message.ttlSeconds().isPresent()) {
            broker.noteExpiring();
        }
    }

    @Override
    protected List<Message> doGetMessagesForTopic(String topic) {
        return broker.store().messages(topic);
    }

    @Override
    protected List<Message> doGetMessagesForTopicSince(String topic, GemstoneId since) {
        return broker.store().messagesSince(topic, since);
    }

    @Override
    protected Optional<Message> doGetNextMessageForTopicSince(String topic, GemstoneId since) {
        return broker.store().nextSince(topic, since);
    }

    @Override
    protected List<Message> doGetPage(String topic, GemstoneId since, int limit, long maxBytes) {
        return broker.store().page(topic, since, limit, Long.MAX_VALUE);
    }

    @Override
    protected List<Message> doGetMessagesById(String namespace, List<GemstoneId> ids) {
        return broker.store().messagesById(namespace, ids);
    }

    @Override
    protected Subscription doSubscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
        if (options.isShared()) {
            SharedSubscription shared = new SharedSubscription(
                    broker.groups(), topic, handler, options, handlerThreads, callbacks, this::isClosed);
            return inForce(shared, shared::signal);
        }
        if (options.isDurable()) {
            Executor patient = options.maxAttempts() > 1 ? handlerThreads : executor;
            DurableSubscription durable = new DurableSubscription(
                    broker.durables(), topic, handler, options, patient, callbacks, this::isClosed);
            return inForce(durable, durable::signal);
        }
        SourceSubscription plain = new SourceSubscription(topic, handler, options, executor, callbacks);
        Cursor cursor = broker.store().openCursor(topic, CursorStart.of(options), plain::signal);
        return inForce(plain, () -> plain.start(cursor));
    }

    @Override
    protected Subscription doSubscribe(TopicFilter topics, MessageHandler handler, SubscriptionOptions options) {
        SourceSubscription plain = new SourceSubscription(topics, handler, options, executor, callbacks);
        long start = CursorStart.of(options).position();
        PrefixCursor cursor = broker.store().openCursors(topics, topic -> start, plain::signal);
        return inForce(plain, () -> plain.start(cursor));
    }

    /** Lists a subscription before its backlog is handled, on this thread perhaps: the handler may unsubscribe. */
    private Subscription inForce(AbstractSubscription subscription, Runnable begin) {
        broker.add(subscription);
        subscriptions.add(subscription, () -> broker.remove(subscription));
        begin.run();
        checkOpen(); // closed meanwhile, perhaps after it looked at the subscriptions
        return subscription;
    }

    @Override
    protected void doUnsubscribe(String topic, Optional<String> clientId) {
        subscriptions.unsubscribe(topic, clientId);
    }

    @Override
    protected List<Subscriber> doLoadSubscribers(String namespace) {
        return broker.subscribers(namespace);
    }

    @Override
    protected DurableClients doDurableClients() {
        return broker.durables();
    }

    @Override
    protected SharedGroups doSharedGroups() {
        return broker.groups();
    }

    @Override
    protected Administration doAdministration() {
        return broker;
    }

    @Override
    protected List<Subscription> doSubscriptions() {
        return List.copyOf(subscriptions.list());
    }

    @Override
    protected void doPing() {
        // there is no server
    }

    @Override
    protected void doAddConnectionListener(ConnectionListener listener) {
        // no connection, so no change of it
    }

    @Override
    protected void doRemoveConnectionListener(ConnectionListener listener) {
        // as for adding
    }

    @Override
    protected void doClose(Duration limit) {
        long began = System.nanoTime();
        handlerThreads.close(subscriptions.close(limit), began);
        broker.release();
    }
}
