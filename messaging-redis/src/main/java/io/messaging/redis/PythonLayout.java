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
import io.messaging.redis.administration.PythonAdministration;
import io.messaging.redis.connection.RedisLink;
import io.messaging.redis.options.RedisOptions;
import io.messaging.redis.python.PythonReader;
import io.messaging.redis.python.PythonStore;
import io.messaging.redis.python.PythonSubscription;
import io.messaging.redis.store.Keys;
import io.messaging.redis.store.Worker;
import io.messaging.redis.subscription.SubscriptionManager;
import io.messaging.spi.delivery.Callbacks;
import io.messaging.spi.delivery.HandlerThreads;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * The Python framework's layout. It keeps no storing order, so there are no durable subscriptions, and messages missed
 * during a lost connection are delivered in id order. Thread-safe.
 */
final class PythonLayout implements RedisLayout {
    private static final long DRAIN_NANOS = 1_000_000_000L;

    private static final Set<Capability> CAPABILITIES = Set.of(
            Capability.SUBSCRIPTION,
            Capability.ASYNC_DELIVERY,
            Capability.SHARED,
            Capability.CROSS_PROCESS,
            Capability.RECONNECT);

    private final RedisLink link;
    private final Worker worker;
    private final PythonStore store;
    private final PythonReader reader;
    private final HandlerThreads threads;
    private final Callbacks callbacks;
    private final SubscriptionManager subscriptions;

    PythonLayout(RedisLink link, RedisConfiguration options, String name) {
        this.link = link;
        worker = new Worker(name);
        threads = new HandlerThreads(name + "-handler");
        callbacks = new Callbacks(threads);
        store = new PythonStore(
                link,
                options.get(RedisOptions.KEY_PREFIX),
                worker,
                callbacks,
                options.get(RedisOptions.MESSAGE_TTL),
                options.get(RedisOptions.MAX_PENDING_BYTES));
        reader = new PythonReader(link, options.get(RedisOptions.KEY_PREFIX));
        subscriptions = new SubscriptionManager(
                link,
                new Keys(options.get(RedisOptions.KEY_PREFIX)),
                worker,
                threads,
                callbacks,
                options.get(RedisOptions.POLL_MILLIS));
    }

    @Override
    public Set<Capability> capabilities() {
        return CAPABILITIES;
    }

    @Override
    public void store(String namespace, String topic, Message message) {
        store.store(namespace, topic, message);
    }

    @Override
    public CompletableFuture<Void> storeAsync(String namespace, String topic, Message message) {
        return store.storeAsync(namespace, topic, message);
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
        PythonSubscription subscription =
                new PythonSubscription(reader, subscriptions.wakeUps(), topic, handler, options, threads, callbacks);
        return subscriptions.open(subscription, subscription::start);
    }

    @Override
    public void unsubscribe(String topic, Optional<String> clientId) {
        subscriptions.unsubscribe(topic, clientId);
    }

    @Override
    public List<Subscriber> subscribers(String namespace) {
        return subscriptions.presence().list().stream()
                .filter(subscriber -> subscriber.isIn(namespace))
                .toList();
    }

    @Override
    public List<Subscription> subscriptions() {
        return List.copyOf(subscriptions.list());
    }

    @Override
    public DurableClients durableClients() {
        throw new UnsupportedOperationException("the python layout keeps no durable clients; use layout native");
    }

    @Override
    public SharedGroups sharedGroups() {
        throw new UnsupportedOperationException("the python layout has no groups; use layout native");
    }

    @Override
    public Administration administration() {
        return new PythonAdministration(subscriptions.presence());
    }

    @Override
    public Executor threads() {
        return threads;
    }

    @Override
    public void close(Duration limit) {
        long began = System.nanoTime();
        long left = subscriptions.end(limit);
        store.drain(DRAIN_NANOS);
        link.closing();
        subscriptions.close(left, began);
        link.close();
        worker.close();
    }
}
