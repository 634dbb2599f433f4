package io.messaging.inmemory;

import io.messaging.backend.Administration;
import io.messaging.backend.Capability;
import io.messaging.backend.DurableClients;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.Subscriber;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionEnd;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.inmemory.subscription.DurableLocalSubscription;
import io.messaging.inmemory.subscription.LocalSubscription;
import io.messaging.inmemory.subscription.PlainLocalSubscription;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.spi.AbstractMessagingBackend;
import io.messaging.spi.OpenResources;
import io.messaging.spi.delivery.Callbacks;
import io.messaging.spi.delivery.HandlerThreads;
import io.messaging.store.StoreLimits;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Keeps the contract in one heap. Backends of one JVM that name the same broker share everything; the broker ends with
 * the last of them.
 *
 * <p>With {@code direct} delivery, the default, the storing thread runs the handlers, and a call costs about a
 * microsecond; a slow handler slows that storer. With {@code async} delivery each subscription's handler runs on a
 * thread of its own ({@link Capability#ASYNC_DELIVERY}).
 *
 * <p>Thread-safe.
 */
public final class InMemoryMessagingBackend extends AbstractMessagingBackend {
    /** The broker of backends that do not name one. */
    public static final String DEFAULT_BROKER = "default";

    private static final long CLOSE_WAIT_NANOS = 1_000_000_000L;

    private final InMemoryBroker broker;
    private final HandlerThreads handlerThreads;
    private final Callbacks callbacks;
    private final Executor executor;
    private final Set<Capability> capabilities;
    private final Set<LocalSubscription> subscriptions = ConcurrentHashMap.newKeySet();

    InMemoryMessagingBackend(String brokerName, Delivery delivery, StoreLimits limits, InstantSource clock) {
        this.broker = InMemoryBroker.open(brokerName, limits, clock);
        EnumSet<Capability> declared =
                EnumSet.of(Capability.SUBSCRIPTION, Capability.SHARED, Capability.DURABLE_SUBSCRIPTION);
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
        /** The storing thread's. */
        DIRECT,
        /** One of the backend's. */
        ASYNC
    }

    /**
     * Opens a backend on the default broker, with direct delivery.
     *
     * @return an open backend
     */
    public static InMemoryMessagingBackend open() {
        return open(DEFAULT_BROKER, Delivery.DIRECT);
    }

    /**
     * Opens a backend.
     *
     * @param broker what backends that share their messages have in common
     * @param delivery whose thread runs the handlers
     * @return an open backend
     */
    public static InMemoryMessagingBackend open(String broker, Delivery delivery) {
        return open(broker, delivery, InstantSource.system());
    }

    /**
     * Opens a backend whose messages expire by a given clock.
     *
     * @param broker what backends that share their messages have in common
     * @param delivery whose thread runs the handlers
     * @param clock where the time of ttls comes from, the same for all backends of the broker
     * @return an open backend
     * @throws io.messaging.backend.MessagingConfigurationException when the broker is open with another clock
     */
    public static InMemoryMessagingBackend open(String broker, Delivery delivery, InstantSource clock) {
        InMemoryMessagingBackend opened =
                new InMemoryMessagingBackend(broker, delivery, InMemoryMessagingBackendFactory.DEFAULT_LIMITS, clock);
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
    protected List<Message> doGetMessagesById(String namespace, List<GemstoneId> ids) {
        return broker.store().messagesById(namespace, ids);
    }

    @Override
    protected Subscription doSubscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
        LocalSubscription subscription = open(topic, handler, options);
        subscriptions.add(subscription);
        broker.add(subscription);
        if (isClosed()) { // closed meanwhile, perhaps after it looked at the subscriptions
            subscription.end(SubscriptionEnd.Reason.BACKEND_CLOSED, "the backend was closed");
            checkOpen();
        }
        if (!subscription.isActive()) { // taken over meanwhile, perhaps before it was noted here
            forget(subscription);
        }
        return subscription;
    }

    private LocalSubscription open(String topic, MessageHandler handler, SubscriptionOptions options) {
        return options.isDurable()
                ? new DurableLocalSubscription(
                        broker.durables(), topic, handler, options, executor, callbacks, this::isClosed, this::forget)
                : new PlainLocalSubscription(
                        broker.store(), topic, handler, options, executor, callbacks, this::forget);
    }

    private void forget(LocalSubscription subscription) {
        subscriptions.remove(subscription);
        broker.remove(subscription);
    }

    @Override
    protected void doUnsubscribe(String topic, Optional<String> clientId) {
        subscriptions.stream()
                .filter(subscription -> subscription.topic().equals(topic))
                .filter(subscription ->
                        clientId.isEmpty() || subscription.options().clientId().equals(clientId))
                .forEach(Subscription::close);
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
    protected Administration doAdministration() {
        return broker;
    }

    @Override
    protected void doClose() {
        List<LocalSubscription> open = List.copyOf(subscriptions);
        open.forEach(subscription -> subscription.end(SubscriptionEnd.Reason.BACKEND_CLOSED, "the backend was closed"));
        long began = System.nanoTime();
        long deadline = began + CLOSE_WAIT_NANOS;
        open.forEach(subscription -> subscription.awaitHalted(deadline - System.nanoTime()));
        handlerThreads.close(Math.max(0, deadline - System.nanoTime()), began);
        broker.release();
    }
}
