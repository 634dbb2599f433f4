package io.messaging.redis.shared;

import io.messaging.administration.DeadLetter;
import io.messaging.administration.SharedGroup;
import io.messaging.administration.SharedGroups;
import io.messaging.administration.Subscriber;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import io.messaging.redis.connection.RedisLink;
import io.messaging.redis.store.DeadLetters;
import io.messaging.redis.store.Keys;
import io.messaging.redis.store.Worker;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** The shared subscriptions of one backend, and its view of all groups. Thread-safe. */
public final class SharedManager implements SharedGroups {
    private static final long BEAT_MILLIS = 1_000;

    private final RedisLink link;
    private final Keys keys;
    private final Worker worker;
    private final SubscriptionManager subscriptions;
    private final BooleanSupplier refusesCalls;
    private final GroupMemory memory;
    private final DeadLetters deadLetters;
    private final Set<SharedSubscription> open = ConcurrentHashMap.newKeySet();

    /** The memberships that have not left, each with what to do then. */
    private final Map<Membership, Runnable> memberships = new ConcurrentHashMap<>();

    private final AtomicBoolean started = new AtomicBoolean();

    /**
     * Creates a manager without subscriptions; {@code refusesCalls} is true once the backend has begun to close and
     * handlers' calls fail.
     */
    public SharedManager(
            RedisLink link,
            Keys keys,
            Worker worker,
            DeadLetters deadLetters,
            SubscriptionManager subscriptions,
            BooleanSupplier refusesCalls) {
        this.link = link;
        this.keys = keys;
        this.worker = worker;
        this.deadLetters = deadLetters;
        this.subscriptions = subscriptions;
        this.refusesCalls = refusesCalls;
        this.memory = new GroupMemory(link, keys);
    }

    boolean refusesCalls() {
        return refusesCalls.getAsBoolean();
    }

    GroupMemory memory() {
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

    LostMembers lostMembers(GroupId id) {
        return new LostMembers(link, keys, id);
    }

    Joining joining(GroupId id, SubscriptionOptions options, LostMembers lostMembers) {
        NewStart start = NewStart.of(link, keys, id.topic(), options);
        return new Joining(worker, memory, id, start, lostMembers);
    }

    Membership membership(GroupId id, int concurrency, AtomicInteger busy, Membership.Owner owner) {
        return new Membership(memory, id, link, worker, concurrency, busy, owner);
    }

    /** Subscribes as a member of a group. */
    public RedisSubscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
        if (started.compareAndSet(false, true)) {
            worker.punctually(BEAT_MILLIS, this::beat);
        }
        SharedSubscription subscription = new SharedSubscription(this, topic, handler, options);
        open.add(subscription);
        return subscriptions.open(subscription, subscription::start);
    }

    /** Renews all leases, also of members that are closed and whose handlers still run. */
    private void beat() {
        memberships.keySet().forEach(membership -> {
            if (membership.isOver()) {
                leave(membership);
            } else {
                membership.beat();
            }
        });
        open.forEach(SharedSubscription::beat);
    }

    void joined(Membership membership, Runnable onLeft) {
        memberships.put(membership, onLeft);
    }

    /** Has a membership end. Idempotent. */
    void leave(Membership membership) {
        Runnable onLeft = memberships.remove(membership);
        if (onLeft != null) {
            link.briefly(membership::leave);
            onLeft.run();
        }
    }

    void left(SharedSubscription subscription) {
        open.remove(subscription);
    }

    /** Returns the groups that have no member, of the subscribers that are there. */
    public List<Subscriber> away(List<Subscriber> present) {
        Set<GroupId> here = present.stream()
                .filter(subscriber -> subscriber.group() != null)
                .map(subscriber -> new GroupId(subscriber.group(), subscriber.topic()))
                .collect(Collectors.toSet());
        List<Subscriber> away = new ArrayList<>();
        for (GroupId id : memory.all()) {
            GroupState state = here.contains(id) ? null : memory.state(id);
            if (state != null && state.isKnown()) {
                away.add(new Subscriber(id.topic(), null, state.options().namespace(), false, id.group()));
            }
        }
        return away;
    }

    /** Returns the topics that some group, with or without members, has a place in. */
    public Set<String> topics() {
        return memory.all().stream().map(GroupId::topic).collect(Collectors.toSet());
    }

    @Override
    public List<SharedGroup> list() {
        List<SharedGroup> list = new ArrayList<>();
        for (GroupId id : memory.all()) {
            GroupState state = memory.state(id);
            if (state.isKnown()) {
                list.add(state.describe(id));
            }
        }
        return list;
    }

    @Override
    public boolean forget(String group, String topic) {
        return memory.forget(new GroupId(group, topic));
    }

    @Override
    public void requeue(Message deadLetter) {
        DeadLetter letter = DeadLetter.fromMessage(deadLetter);
        if (!memory.requeue(new GroupId(letter.clientId(), letter.originalTopic()), letter.original())) {
            throw new IllegalArgumentException("no group '" + letter.clientId() + "' of topic '"
                    + letter.originalTopic()
                    + "' exists (it may have been forgotten); a member must subscribe before its dead letters can "
                    + "be requeued");
        }
    }
}
