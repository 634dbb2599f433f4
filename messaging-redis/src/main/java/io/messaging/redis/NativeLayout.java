package io.messaging.redis;

import io.messaging.administration.Administration;
import io.messaging.administration.DurableClients;
import io.messaging.administration.SharedGroups;
import io.messaging.administration.Subscriber;
import io.messaging.backend.Capability;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.redis.administration.RedisAdministration;
import io.messaging.redis.administration.SubscriberList;
import io.messaging.redis.connection.RedisLink;
import io.messaging.redis.durable.DurableManager;
import io.messaging.redis.options.RedisOptions;
import io.messaging.redis.shared.SharedManager;
import io.messaging.redis.store.DeadLetters;
import io.messaging.redis.store.Expiry;
import io.messaging.redis.store.Keys;
import io.messaging.redis.store.StorePipeline;
import io.messaging.redis.store.TopicReader;
import io.messaging.redis.store.Worker;
import io.messaging.redis.subscription.SubscriptionManager;
import io.messaging.spi.delivery.Callbacks;
import io.messaging.spi.delivery.HandlerThreads;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/** Our own layout, which implements the whole contract: a log and an id order per topic. Thread-safe. */
final class NativeLayout implements RedisLayout {
    private static final Set<Capability> CAPABILITIES = Set.of(
            Capability.SUBSCRIPTION,
            Capability.ASYNC_DELIVERY,
            Capability.START_POSITION,
            Capability.DURABLE_SUBSCRIPTION,
            Capability.SHARED_SUBSCRIPTION,
            Capability.SHARED,
            Capability.CROSS_PROCESS,
            Capability.RECONNECT);

    private static final Set<Capability> PERSISTENT_CAPABILITIES = withPersistence();
    private static final long DRAIN_NANOS = 1_000_000_000L;

    private final Set<Capability> capabilities;
    private final RedisLink link;
    private final Keys keys;
    private final Worker worker;
    private final StorePipeline stores;
    private final TopicReader reader;
    private final SubscriptionManager subscriptions;
    private final DurableManager durables;
    private final SharedManager groups;
    private final SubscriberList subscribers;

    /** Creates a layout; {@code refusesCalls} is true once the backend refuses calls. */
    NativeLayout(RedisLink link, RedisConfiguration options, String name, BooleanSupplier refusesCalls) {
        this.link = link;
        capabilities = ServerPersistence.isSafe(link) ? PERSISTENT_CAPABILITIES : CAPABILITIES;
        keys = new Keys(options.get(RedisOptions.KEY_PREFIX));
        worker = new Worker(name);
        HandlerThreads threads = new HandlerThreads(name + "-handler");
        Callbacks callbacks = new Callbacks(threads);
        Expiry expiry = new Expiry(link, keys, worker);
        stores = new StorePipeline(link, keys, worker, callbacks, expiry, options.get(RedisOptions.MAX_PENDING_BYTES));
        reader = new TopicReader(link, keys);
        subscriptions =
                new SubscriptionManager(link, keys, worker, threads, callbacks, options.get(RedisOptions.POLL_MILLIS));
        DeadLetters deadLetters = new DeadLetters(stores);
        durables = new DurableManager(link, keys, worker, deadLetters, subscriptions, refusesCalls);
        groups = new SharedManager(link, keys, worker, deadLetters, subscriptions, refusesCalls);
        subscribers = new SubscriberList(subscriptions.presence(), durables, groups);
    }

    private static Set<Capability> withPersistence() {
        EnumSet<Capability> all = EnumSet.copyOf(CAPABILITIES);
        all.add(Capability.PERSISTENT);
        return Set.copyOf(all);
    }

    @Override
    public Set<Capability> capabilities() {
        return capabilities;
    }

    @Override
    public void store(String namespace, String topic, Message message) {
        stores.store(namespace, topic, message);
    }

    @Override
    public CompletableFuture<Void> storeAsync(String namespace, String topic, Message message) {
        return stores.storeAsync(namespace, topic, message);
    }

    @Override
    public List<Message> since(String topic, GemstoneId since) {
        return reader.since(topic, since);
    }

    @Override
    public Optional<Message> next(String topic, GemstoneId since) {
        return reader.next(topic, since);
    }

    @Override
    public List<Message> page(String topic, GemstoneId since, int limit, long maxBytes) {
        return reader.page(topic, since, limit, maxBytes);
    }

    @Override
    public List<Message> byId(String namespace, List<GemstoneId> ids) {
        return reader.byId(namespace, ids);
    }

    @Override
    public Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
        if (options.isShared()) {
            return groups.subscribe(topic, handler, options);
        }
        return options.isDurable()
                ? durables.subscribe(topic, handler, options)
                : subscriptions.subscribe(topic, handler, options);
    }

    @Override
    public void unsubscribe(String topic, Optional<String> clientId) {
        subscriptions.unsubscribe(topic, clientId);
    }

    @Override
    public List<Subscriber> subscribers(String namespace) {
        return subscribers.all().stream()
                .filter(subscriber -> subscriber.isIn(namespace))
                .toList();
    }

    @Override
    public List<Subscription> subscriptions() {
        return List.copyOf(subscriptions.list());
    }

    @Override
    public DurableClients durableClients() {
        return durables;
    }

    @Override
    public SharedGroups sharedGroups() {
        return groups;
    }

    @Override
    public Administration administration() {
        return new RedisAdministration(link, keys, subscribers, durables, groups);
    }

    @Override
    public Executor threads() {
        return subscriptions.handlerThreads();
    }

    @Override
    public void close(Duration limit) {
        long began = System.nanoTime();
        long left = subscriptions.end(limit);
        stores.drain(DRAIN_NANOS);
        link.closing();
        subscriptions.close(left, began);
        link.close();
        worker.close();
    }
}
