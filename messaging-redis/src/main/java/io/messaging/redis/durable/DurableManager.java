package io.messaging.redis.durable;

import io.messaging.administration.DeadLetter;
import io.messaging.administration.DurableClient;
import io.messaging.administration.DurableClients;
import io.messaging.administration.Subscriber;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import io.messaging.redis.connection.RedisLink;
import io.messaging.redis.store.DeadLetters;
import io.messaging.redis.store.Keys;
import io.messaging.redis.store.Worker;
import io.messaging.redis.subscription.LogSource;
import io.messaging.redis.subscription.NewStart;
import io.messaging.redis.subscription.RedisSubscription;
import io.messaging.redis.subscription.SubscriptionManager;
import io.messaging.redis.subscription.WakeUps;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** The durable subscriptions of one backend, and its view of all durable clients. Thread-safe. */
public final class DurableManager implements DurableClients {
    private static final long POLL_MILLIS = 1_000;

    private final RedisLink link;
    private final Keys keys;
    private final Worker worker;
    private final SubscriptionManager subscriptions;
    private final BooleanSupplier refusesCalls;
    private final ClientMemory memory;
    private final DeadLetters deadLetters;
    private final String instance = Keys.hex(ThreadLocalRandom.current().nextLong());
    private final Map<String, ClientTurn> turns = new ConcurrentHashMap<>();
    private final AtomicBoolean started = new AtomicBoolean();

    /**
     * Creates a manager without subscriptions; {@code refusesCalls} is true once the backend has begun to close and
     * handlers' calls fail.
     */
    public DurableManager(
            RedisLink link,
            Keys keys,
            Worker worker,
            DeadLetters deadLetters,
            SubscriptionManager subscriptions,
            BooleanSupplier refusesCalls) {
        this.link = link;
        this.keys = keys;
        this.worker = worker;
        this.subscriptions = subscriptions;
        this.refusesCalls = refusesCalls;
        this.memory = new ClientMemory(link, keys);
        this.deadLetters = deadLetters;
    }

    boolean refusesCalls() {
        return refusesCalls.getAsBoolean();
    }

    ClientMemory memory() {
        return memory;
    }

    DeadLetters deadLetters() {
        return deadLetters;
    }

    WakeUps wakeUps() {
        return subscriptions.wakeUps();
    }

    Keys keys() {
        return keys;
    }

    Executor executor() {
        return subscriptions.handlerThreads();
    }

    Executor callbacks() {
        return subscriptions.callbacks();
    }

    RedisLink link() {
        return link;
    }

    LogSource source(String topic, Runnable onNew) {
        return new LogSource(link, keys, wakeUps(), topic, onNew);
    }

    NewStart start(String topic, SubscriptionOptions options) {
        return NewStart.of(link, keys, topic, options);
    }

    /** Subscribes with a client id. */
    public RedisSubscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
        if (started.compareAndSet(false, true)) {
            worker.punctually(POLL_MILLIS, () -> turns.values().forEach(ClientTurn::poll));
        }
        ClientTurn turn = turns.computeIfAbsent(
                options.clientId().orElseThrow(),
                client -> new ClientTurn(link, keys, client, instance, wakeUps(), worker));
        DurableSubscription subscription = new DurableSubscription(this, turn, topic, handler, options);
        return subscriptions.open(subscription, subscription::start);
    }

    /** Returns the durable clients that are not among the subscribers that are there. */
    public List<Subscriber> away(List<Subscriber> present) {
        Set<ClientId> connected = connected(present);
        List<Subscriber> away = new ArrayList<>();
        for (ClientId id : memory.all()) {
            ClientState state = memory.state(id);
            if (state.isKnown() && !connected.contains(id)) {
                away.add(new Subscriber(id.topic(), id.client(), state.namespace(), false));
            }
        }
        return away;
    }

    private static Set<ClientId> connected(List<Subscriber> present) {
        return present.stream()
                .filter(subscriber -> subscriber.clientId() != null)
                .map(subscriber -> new ClientId(subscriber.clientId(), subscriber.topic()))
                .collect(Collectors.toSet());
    }

    @Override
    public List<DurableClient> list() {
        Set<ClientId> connected = connected(subscriptions.presence().list());
        List<DurableClient> list = new ArrayList<>();
        for (ClientId id : memory.all()) {
            ClientState state = memory.state(id);
            if (state.isKnown()) {
                list.add(state.describe(id, connected.contains(id), inFlight(id)));
            }
        }
        return list;
    }

    /** Returns the clients and their topics, without their progress. */
    public Map<String, Set<String>> topicsByClient() {
        return memory.all().stream()
                .collect(Collectors.groupingBy(
                        ClientId::client, Collectors.mapping(ClientId::topic, Collectors.toSet())));
    }

    /** Counts the messages in flight in this instance; those of others are unknown. */
    private long inFlight(ClientId id) {
        return subscriptions.list().stream()
                .filter(open -> open instanceof DurableSubscription durable
                        && durable.id().equals(id)
                        && durable.isHandling())
                .count();
    }

    @Override
    public boolean forget(String clientId) {
        boolean known = false;
        for (ClientId id : memory.all()) {
            if (id.client().equals(clientId)) {
                known |= memory.forget(id);
            }
        }
        if (known) {
            link.call(() -> link.commands().del(keys.turn(clientId)));
        }
        return known;
    }

    @Override
    public void requeue(Message deadLetter) {
        DeadLetter letter = DeadLetter.fromMessage(deadLetter);
        if (!memory.requeue(new ClientId(letter.clientId(), letter.originalTopic()), letter.original())) {
            throw new IllegalArgumentException("no durable client '" + letter.clientId() + "' of topic '"
                    + letter.originalTopic()
                    + "' exists (it may have been forgotten); it must subscribe before its dead letters "
                    + "can be requeued");
        }
    }
}
