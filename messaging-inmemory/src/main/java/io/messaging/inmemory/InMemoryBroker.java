package io.messaging.inmemory;

import io.messaging.administration.Administration;
import io.messaging.administration.BackendStats;
import io.messaging.administration.BackendStats.Figure;
import io.messaging.administration.BackendStats.Unit;
import io.messaging.administration.DurableClient;
import io.messaging.administration.Subscriber;
import io.messaging.administration.TopicStats;
import io.messaging.backend.MessagingConfigurationException;
import io.messaging.spi.delivery.AbstractSubscription;
import io.messaging.store.MessageStore;
import io.messaging.store.StoreLimits;
import io.messaging.store.StoreStats;
import io.messaging.store.durable.DurableRegistry;
import io.messaging.store.group.GroupRegistry;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What the backends of one broker name share: the store, who is subscribed, and the thread that reclaims expired
 * messages. It lives from the first backend that names it to the last.
 *
 * <p>Thread-safe; {@link #open} and {@link #release} of all brokers are serialised by the registry's monitor.
 */
final class InMemoryBroker implements Administration {
    private static final Map<String, InMemoryBroker> REGISTRY = new HashMap<>();

    private final String name;
    private final StoreLimits limits;
    private final InstantSource clock;
    private final MessageStore store;
    private final DurableRegistry durables;
    private final RetryThread retries;
    private final GroupRegistry groups;
    private final Map<AbstractSubscription, Subscriber> plainSubscriptions = new ConcurrentHashMap<>();
    private final Reclaimer reclaimer;

    /** How many backends are open. Guarded by the registry. */
    private int users;

    private InMemoryBroker(String name, StoreLimits limits, InstantSource clock) {
        this.name = name;
        this.limits = limits;
        this.clock = clock;
        this.store = new MessageStore(limits, clock);
        this.durables = new DurableRegistry(store, InMemoryMessagingBackend.class.getSimpleName(), clock);
        this.retries = new RetryThread(name);
        this.groups = new GroupRegistry(store, InMemoryMessagingBackend.class.getSimpleName(), clock, retries);
        this.reclaimer = new Reclaimer(name, store);
    }

    static InMemoryBroker open(String name, StoreLimits limits, InstantSource clock) {
        synchronized (REGISTRY) {
            InMemoryBroker broker =
                    REGISTRY.computeIfAbsent(name, unknown -> new InMemoryBroker(unknown, limits, clock));
            if (!broker.clock.equals(clock)) {
                throw new MessagingConfigurationException("broker '" + name + "' is open with the clock " + broker.clock
                        + ", not " + clock + "; give every backend of a broker the same clock, or another broker name");
            }
            if (!broker.limits.equals(limits)) {
                throw new MessagingConfigurationException("broker '" + name + "' is open with "
                        + broker.limits + ", not " + limits + "; give every backend of a broker the same limits, or "
                        + "another broker name");
            }
            broker.users++;
            return broker;
        }
    }

    /** Gives back one {@link #open}; the last one ends the broker. */
    void release() {
        synchronized (REGISTRY) {
            if (--users > 0) {
                return;
            }
            REGISTRY.remove(name);
        }
        reclaimer.close();
        retries.close();
    }

    MessageStore store() {
        return store;
    }

    /** Called after a store of a message with a ttl. */
    void noteExpiring() {
        reclaimer.wake();
    }

    DurableRegistry durables() {
        return durables;
    }

    GroupRegistry groups() {
        return groups;
    }

    void add(AbstractSubscription subscription) {
        if (!subscription.options().isDurable() && !subscription.options().isShared()) {
            Subscriber subscriber = subscription.subscriber();
            plainSubscriptions.put(
                    subscription, subscriber.from(subscriber.origin().at(clock.instant())));
        }
    }

    void remove(AbstractSubscription subscription) {
        plainSubscriptions.remove(subscription);
    }

    List<Subscriber> subscribers(String namespace) {
        return everybody().filter(subscriber -> subscriber.isIn(namespace)).toList();
    }

    private Stream<Subscriber> everybody() {
        return Stream.of(plainSubscriptions.values().stream(), durables.subscribers(), groups.subscribers())
                .flatMap(Function.identity());
    }

    @Override
    public BackendStats stats() {
        StoreStats stored = store.stats();
        long durable = durables.list().stream().filter(DurableClient::connected).count();
        long members = groups.list().stream()
                .mapToLong(group -> group.members().size())
                .sum();
        return new BackendStats(List.of(
                Figure.text("broker", name),
                Figure.count(BackendStats.TOPICS, stored.topics()),
                Figure.count(BackendStats.MESSAGES, stored.messages()),
                limits.countsBytes()
                        ? Figure.bytes(BackendStats.STORED_BYTES, stored.bytes())
                        : Figure.unknown(
                                BackendStats.STORED_BYTES, Unit.BYTES, "counted only where max_stored_bytes is set"),
                Figure.count(BackendStats.SUBSCRIPTIONS, plainSubscriptions.size() + durable + members),
                Figure.count(BackendStats.DURABLE_CLIENTS, durables.clientCount())));
    }

    @Override
    public List<TopicStats> topics() {
        return store.topics(everybody());
    }

    @Override
    public List<Subscriber> subscribers() {
        return everybody().toList();
    }

    @Override
    public long clear(String topic) {
        return store.clear(topic);
    }

    @Override
    public long clearAll() {
        return store.clearAll(topic -> durables.hasClientOf(topic) || groups.hasGroupOf(topic));
    }
}
