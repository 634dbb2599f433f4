package io.messaging.store;

import io.messaging.administration.Subscriber;
import io.messaging.administration.TopicStats;
import io.messaging.backend.StoreFullException;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.TopicFilter;
import io.messaging.spi.StartPositions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * Keeps messages in topics: the meaning of the contract's storing and reading, without subscriptions, sockets or
 * threads. Storing, and asking for what is new, cost the same in a topic of a thousand and of a million messages.
 *
 * <p>Thread-safe: each topic has a lock of its own, each namespace a segmented index, the limits atomic counters. Locks
 * are taken in the order topic, index, and no caller's code runs under one.
 */
public final class MessageStore {
    private static final long BEFORE_ALL_KEYS = -1;

    private final StoreLimits limits;
    private final StoreClock clock;
    private final Map<String, Topic> topics = new ConcurrentHashMap<>();
    private final Map<String, IdIndex> namespaces = new ConcurrentHashMap<>();
    private final Set<PrefixCursor> prefixCursors = ConcurrentHashMap.newKeySet();
    private final ExpiryQueue expiryQueue = new ExpiryQueue();

    /** For {@link #storeAgain}; null where that is not called. */
    private final LatelyExpired latelyExpired;

    private final Quota quota;
    private volatile boolean readById;

    /** Where the positions of new topics start: behind those of every topic that was dropped. */
    private final AtomicLong firstPosition = new AtomicLong();

    /** Creates an empty store; the clock is that of ttls. */
    public MessageStore(StoreLimits limits, InstantSource clock) {
        this(limits, clock, null);
    }

    private MessageStore(StoreLimits limits, InstantSource clock, LatelyExpired latelyExpired) {
        this.limits = limits;
        this.clock = new StoreClock(clock);
        this.quota = new Quota(limits);
        this.latelyExpired = latelyExpired;
    }

    /**
     * Creates an empty store whose clients may lose an answer and call {@link #storeAgain}: it remembers for a minute what
     * expired.
     */
    public static MessageStore forRemoteClients(StoreLimits limits, InstantSource clock) {
        return new MessageStore(limits, clock, new LatelyExpired());
    }

    /**
     * Stores a message, and signals the topic's cursors on this thread.
     *
     * @param message kept as it is; give its compact form to keep memory small
     * @return false when an equal message was already there, and nothing changed
     * @throws io.messaging.backend.RejectedMessageException when the topic has a different message of this id, or a name is too long
     * @throws StoreFullException when a limit is reached
     */
    public boolean store(String namespace, String topicName, Message message) {
        return store(namespace, topicName, message, limits, null);
    }

    /** Stores for a client that has tried before and got no answer: what was stored then and has expired stays away. */
    public boolean storeAgain(String namespace, String topicName, Message message) {
        return store(namespace, topicName, message, limits, latelyExpired);
    }

    /** Stores whatever the limits say: for the broker's own few messages. */
    public boolean storeBeyondLimits(String namespace, String topicName, Message message) {
        return store(namespace, topicName, message, StoreLimits.NONE, null);
    }

    private boolean store(
            String namespace, String topicName, Message message, StoreLimits applied, LatelyExpired expired) {
        while (true) {
            Topic topic = topicForWriting(topicName, applied);
            boolean added = storeIn(topic, namespace, message, applied, expired);
            if (added || !topic.isDropped()) {
                return added;
            }
        }
    }

    private boolean storeIn(
            Topic topic, String namespace, Message message, StoreLimits applied, LatelyExpired expired) {
        long bytes = quota.costOf(message);
        if (!reserve(bytes, applied)) {
            if (topic.holdsEqual(message, clock.millis())) {
                return false;
            }
            throw quota.full("message", bytes);
        }
        boolean added = false;
        StoredMessage item;
        try {
            item = item(message, index(namespace, applied), topic);
            added = topic.add(item, clock, applied.maxMessagesPerTopic(), expired);
        } finally {
            if (!added) {
                quota.release(bytes);
            }
        }
        if (added) {
            if (item instanceof ExpiringMessage expiring) {
                expiryQueue.add(expiring);
            }
            if (topic.isToBeAnnounced()) {
                prefixCursors.forEach(cursor -> cursor.announce(topic));
            }
            topic.signal();
        }
        return added;
    }

    private IdIndex index(String namespace, StoreLimits applied) {
        IdIndex index = namespaces.get(namespace);
        if (index != null) {
            return index;
        }
        applied.requireName("namespace", namespace);
        return namespaces.computeIfAbsent(namespace, name -> {
            quota.chargeNamespace(name);
            return new IdIndex();
        });
    }

    private StoredMessage item(Message message, IdIndex index, Topic topic) {
        long ttlSeconds = message.ttlSeconds().orElse(0);
        if (ttlSeconds == 0) {
            return new StoredMessage(message, index);
        }
        long ttlMillis = Math.min(ttlSeconds, Long.MAX_VALUE / 4_000) * 1_000;
        return new ExpiringMessage(message, index, topic, clock.millis() + ttlMillis);
    }

    private boolean reserve(long bytes, StoreLimits applied) {
        if (quota.tryReserve(bytes, applied)) {
            return true;
        }
        reclaimExpired();
        return quota.tryReserve(bytes, applied);
    }

    private Topic topicForWriting(String name, StoreLimits applied) {
        Topic topic = topics.get(name);
        if (topic != null) {
            return topic;
        }
        applied.requireName("topic", name);
        if (topics.size() >= applied.maxTopics()) {
            throw new StoreFullException("the store has " + topics.size() + " topics, the most it may (max_topics); "
                    + "use fewer topics, clear them all, or raise the limit");
        }
        return topics.computeIfAbsent(name, unknown -> {
            quota.chargeTopic(unknown);
            return new Topic(unknown, firstPosition.get(), this::release, quota::jsonBytesOf);
        });
    }

    /** Returns a snapshot of a topic in id order, the caller's own. */
    public List<Message> messages(String topicName) {
        return messagesSince(topicName, GemstoneId.of(0));
    }

    /** Returns what is chronologically later than an id, in id order; a snapshot, the caller's own. */
    public List<Message> messagesSince(String topicName, GemstoneId since) {
        Topic topic = topics.get(topicName);
        long key = since.bits() == 0 ? BEFORE_ALL_KEYS : since.chronologicalKey();
        return topic == null ? new ArrayList<>() : topic.messagesAfter(key, clock);
    }

    /** Returns the chronologically next message; of two with one chronological key, the more urgent first. */
    public Optional<Message> nextSince(String topicName, GemstoneId since) {
        Topic topic = topics.get(topicName);
        return topic == null ? Optional.empty() : Optional.ofNullable(topic.nextAfter(since, clock));
    }

    /**
     * Returns what {@link #nextSince} would visit from an id on, up to a limit, or until so many bytes of JSON are
     * reached; the caller's own.
     */
    public List<Message> page(String topicName, GemstoneId since, int limit, long maxBytes) {
        Topic topic = topics.get(topicName);
        return topic == null ? new ArrayList<>() : topic.pageAfter(since, limit, maxBytes, clock);
    }

    /** Returns the messages of a namespace that are there, in the order asked for; the caller's own list. */
    public List<Message> messagesById(String namespace, List<GemstoneId> ids) {
        List<Message> found = new ArrayList<>();
        IdIndex index = namespaces.get(namespace);
        if (index != null) {
            long now = clock.millis();
            for (GemstoneId id : ids) {
                StoredMessage item = index.find(id.bits(), now);
                if (item != null) {
                    found.add(item.message);
                    readById = true;
                }
            }
        }
        return found;
    }

    /** Opens a cursor at {@link Cursor#NOW}, or at the position of the first message wanted. */
    public Cursor openCursor(String topicName, long position, Runnable onNew) {
        return openCursor(topicName, CursorStart.at(position), onNew);
    }

    /**
     * Opens a cursor. What is stored after this has returned, it will see.
     *
     * @param topicName the topic
     * @param start the first message wanted
     * @param onNew called after each store into the topic, on the storing thread, perhaps already before this
     *     method has returned: it must be quick and never throw
     * @return a cursor, to be closed
     * @throws StoreFullException when the topic is new and the limit of topics is reached
     * @throws IllegalArgumentException when it is to start behind a message that the topic does not hold
     */
    public Cursor openCursor(String topicName, CursorStart start, Runnable onNew) {
        while (true) {
            if (start.isChecked() && !topics.containsKey(topicName)) {
                throw StartPositions.unknown(topicName, start.after()); // and no topic is created
            }
            Topic topic = topicForWriting(topicName, limits);
            Cursor cursor = new Cursor(topic, clock, start.lastKeyLeftOut(), onNew, this::dropIfUnused);
            if (topic.open(cursor, start, clock)) {
                return cursor;
            }
        }
    }

    /**
     * Opens a cursor into each topic that a filter matches, those included that get their first message later. What is stored
     * after this has returned, it will see.
     *
     * @param positions says of each topic that has had messages, {@link Cursor#NOW} or the position of the first message wanted
     * @param onNew as for {@link #openCursor(String, CursorStart, Runnable)}
     * @return a cursor, to be closed
     */
    public PrefixCursor openCursors(TopicFilter filter, ToLongFunction<String> positions, Runnable onNew) {
        PrefixCursor cursor = new PrefixCursor(filter, clock, onNew, this::dropIfUnused, prefixCursors::remove);
        prefixCursors.add(cursor); // before it looks: one of the two finds a topic that has its first message meanwhile
        cursor.open(topics.values(), positions);
        return cursor;
    }

    /** A topic that was only ever listened to leaves nothing behind. */
    private void dropIfUnused(Topic topic) {
        if (topic.dropIfUnused()) {
            forget(topic);
        }
    }

    private void forget(Topic topic) {
        firstPosition.accumulateAndGet(topic.end(), Math::max);
        if (topics.remove(topic.name, topic)) {
            quota.releaseTopic(topic.name);
        }
    }

    /**
     * Takes room for a durable client, which is remembered beside the messages.
     *
     * @throws io.messaging.backend.RejectedMessageException when the name is too long
     * @throws StoreFullException when there is no room
     */
    public void reserveForClient(String clientId, long bytes) {
        reserve("client id", clientId, "durable client", bytes);
    }

    /**
     * Takes room for a group, as for a durable client.
     *
     * @throws io.messaging.backend.RejectedMessageException when the name is too long
     * @throws StoreFullException when there is no room
     */
    public void reserveForGroup(String name, long bytes) {
        reserve("group", name, "group", bytes);
    }

    private void reserve(String nameKind, String name, String kind, long bytes) {
        limits.requireName(nameKind, name);
        if (!quota.tryCharge(bytes)) {
            throw quota.full(kind, bytes);
        }
    }

    /** Gives back what {@link #reserveForClient} or {@link #reserveForGroup} took. */
    public void releaseForClient(long bytes) {
        quota.charge(-bytes);
    }

    /** Frees the memory of messages that have expired. The owner calls it from time to time. */
    public void reclaimExpired() {
        long now = clock.millis();
        for (ExpiringMessage item = expiryQueue.pollExpired(now); item != null; item = expiryQueue.pollExpired(now)) {
            item.topic.reclaim(item);
        }
        if (latelyExpired != null) {
            latelyExpired.purge(now);
        }
    }

    private void release(StoredMessage item) {
        if (latelyExpired != null && item instanceof ExpiringMessage expiring) {
            latelyExpired.add(expiring, clock.millis());
        }
        quota.release(quota.costOf(item.message));
    }

    /** Returns whether {@link #reclaimExpired} will ever have something to do. */
    public boolean hasExpiring() {
        return !expiryQueue.isEmpty() || (latelyExpired != null && !latelyExpired.isEmpty());
    }

    /** Counts the messages of a topic that are stored and not yet reclaimed. */
    public long count(String topicName) {
        return count(topicName, Topic::size);
    }

    /** Counts what was stored in a topic from a position on and not yet reclaimed. */
    public long countFrom(String topicName, long position) {
        return count(topicName, topic -> topic.countFrom(position));
    }

    /** Counts what a cursor that is opened there would still give. */
    public long countFrom(String topicName, CursorStart from) {
        return count(topicName, topic -> topic.countFrom(from));
    }

    /** Counts what is gone of a topic from a position on by now, so that who begins there does not count it as lost. */
    public long goneSoFar(String topicName, long position) {
        reclaimExpired();
        return goneFrom(topicName, position);
    }

    /** Counts what was stored in a topic from a position on and is gone: expired or cleared. */
    public long goneFrom(String topicName, long position) {
        return count(topicName, topic -> topic.goneFrom(position));
    }

    private long count(String topicName, ToLongFunction<Topic> counted) {
        Topic topic = topics.get(topicName);
        return topic == null ? 0 : counted.applyAsLong(topic);
    }

    /**
     * Counts what is stored and was neither read nor delivered to a subscriber. Reading by id
     * says nothing of topics, so a store that is read by id has no such messages.
     */
    public long unnoticed() {
        reclaimExpired();
        return readById
                ? 0
                : topics.values().stream().mapToLong(Topic::unnoticed).sum();
    }

    /** Counts what was ever stored in some topics: two equal answers mean that nothing was stored in between. */
    public long storedIn(Predicate<String> names) {
        return topics.values().stream()
                .filter(topic -> names.test(topic.name))
                .mapToLong(Topic::end)
                .sum();
    }

    /** Removes all messages of a topic, and returns how many; positions continue. */
    public int clear(String topicName) {
        Topic topic = topics.get(topicName);
        int removed = topic == null ? 0 : topic.clear();
        expiryQueue.purge();
        return removed;
    }

    /**
     * Removes all messages of all topics, and the topics themselves where nobody has a place in them. Positions are never
     * reused, not even in a topic that is created again.
     *
     * @param kept topics in which somebody away has a place: they stay, empty
     * @return how many messages were removed
     */
    public long clearAll(Predicate<String> kept) {
        long removed = 0;
        for (Topic topic : topics.values()) {
            removed += topic.clear();
            if (!kept.test(topic.name) && topic.dropIfEmpty()) {
                forget(topic);
            }
        }
        expiryQueue.purge();
        return removed;
    }

    /** Returns the figures of the topics that have messages or one of these subscribers, by name. */
    public List<TopicStats> topics(Stream<Subscriber> subscribers) {
        reclaimExpired();
        return TopicList.of(topics.values(), subscribers, limits.countsBytes());
    }

    /** Counts what is stored; each count is right for itself, taken one after the other. */
    public StoreStats stats() {
        long messages = 0;
        int cursors = 0;
        for (Topic topic : topics.values()) {
            messages += topic.size();
            cursors += topic.cursorCount();
        }
        return new StoreStats(topics.size(), messages, quota.jsonBytes(messages), cursors);
    }
}
