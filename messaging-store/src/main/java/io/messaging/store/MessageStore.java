package io.messaging.store;

import io.messaging.administration.Subscriber;
import io.messaging.administration.TopicStats;
import io.messaging.backend.MessagingException;
import io.messaging.backend.StoreFullException;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.TopicFilter;
import io.messaging.spi.StartPositions;
import io.messaging.store.index.ExpiringMessage;
import io.messaging.store.index.ExpiryQueue;
import io.messaging.store.index.IdIndex;
import io.messaging.store.index.LatelyExpired;
import io.messaging.store.index.Namespaces;
import io.messaging.store.index.Quota;
import io.messaging.store.index.StoreClock;
import io.messaging.store.index.StoredMessage;
import io.messaging.store.journal.Journal;
import io.messaging.store.log.LogException;
import io.messaging.store.log.LogOptions;
import io.messaging.store.log.LogOwner;
import io.messaging.store.log.MessageLog;
import io.messaging.store.log.RecordKind;
import io.messaging.store.log.file.LogDirectory;
import io.messaging.store.log.segment.LogRecord;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * Keeps messages in topics: the meaning of the contract's storing and reading, without subscriptions or sockets. Storing, and asking for
 * what is new, cost the same in a topic of a thousand and of a million messages.
 *
 * <p>It holds messages in one of three ways: as the objects that were stored ({@link #MessageStore}), as bytes of a log in memory
 * ({@link #forRemoteClients}), or as bytes of a log in a directory ({@link #inDirectory}), where they survive the process. One with a log is
 * {@link #open opened} before use, and closed.
 *
 * <p>Thread-safe: each topic has a lock of its own, each namespace a segmented index, the limits atomic counters. Locks
 * are taken in the order topic, index, and no caller's code runs under one.
 */
public final class MessageStore implements AutoCloseable {
    private final StoreLimits limits;
    private final StoreClock clock;
    private final Quota quota;
    private final Topics topics;
    private final Namespaces namespaces = new Namespaces();
    private final Reads reads;
    private final Set<PrefixCursor> prefixCursors = ConcurrentHashMap.newKeySet();
    private final ExpiryQueue expiryQueue = new ExpiryQueue();

    /** For {@link #storeAgain}; null where that is not called. */
    private final LatelyExpired latelyExpired;

    /** Null where messages are held as objects. */
    private final StoreLog storeLog;

    /** Opens the log; null where there is none. */
    private final Function<StoreRecovery, MessageLog> opener;

    /** Null once {@link #open} was called, as the log closes it from then on, and where there is no directory. */
    private final AtomicReference<LogDirectory> unopened;

    private final AtomicLong firstPosition = new AtomicLong();

    /** Creates an empty store that holds messages as objects; the clock is that of ttls. */
    public MessageStore(StoreLimits limits, InstantSource clock) {
        this(limits, clock, null, null, null);
    }

    private MessageStore(
            StoreLimits limits,
            InstantSource clock,
            LatelyExpired latelyExpired,
            LogDirectory directory,
            Function<Function<MessageLog, LogOwner>, MessageLog> logs) {
        boolean persistent = directory != null;
        this.unopened = new AtomicReference<>(directory);
        this.limits = limits;
        this.clock = new StoreClock(clock);
        this.quota = new Quota(limits.maxStoredBytes(), limits.maxIndexBytes());
        this.latelyExpired = latelyExpired;
        this.storeLog = logs == null ? null : new StoreLog(persistent, firstPosition::get, this.clock);
        this.topics = new Topics(quota, this::release, storeLog, firstPosition);
        this.reads = new Reads(topics, namespaces, this.clock, storeLog);
        this.opener = recovery -> logs.apply(log -> storeLog.on(log, recovery));
        if (storeLog != null && !persistent) {
            opener.apply(null);
        }
    }

    /**
     * Creates an empty store with a log in memory, whose clients may lose an answer and call {@link #storeAgain}: it remembers for a minute
     * what expired. It is usable at once; {@link #open} starts the thread that gives back space.
     */
    public static MessageStore forRemoteClients(StoreLimits limits, InstantSource clock) {
        return new MessageStore(
                limits, clock, new LatelyExpired(), null, owners -> MessageLog.inMemory(LogOptions.IN_MEMORY, owners));
    }

    /**
     * Creates a store whose log is in a directory, for clients as those of {@link #forRemoteClients}. Nothing is read before {@link #open}.
     *
     * @param limits what a recovered store holds counts, and stays even where it is more, as long as the heap holds its index
     * @param clock of ttls; deadlines go by its time of day while the store is closed
     * @param directory closed with the store, also where it cannot be opened, or never was
     * @param boot identifies the run of the operating system, see {@link io.messaging.store.log.file.BootId}
     * @param options when what is stored is safe, and how large segments are
     */
    public static MessageStore inDirectory(
            StoreLimits limits, InstantSource clock, LogDirectory directory, String boot, LogOptions options) {
        return new MessageStore(
                limits,
                clock,
                new LatelyExpired(),
                directory,
                owners -> MessageLog.open(directory, boot, options, owners));
    }

    /**
     * Recovers what the directory holds, if there is one, and starts the log's thread. Once, before use; a no-op where messages are held as
     * objects.
     *
     * @throws io.messaging.store.log.segment.LogDamagedException when a file is damaged
     * @throws io.messaging.store.log.LogException when a file cannot be read or created, or has a newer format, or the heap is too small for
     *     the index
     * @throws StoreFullException when there is no space to start
     */
    public void open() {
        openWithoutThread();
        if (storeLog != null) {
            storeLog.log().start();
        }
    }

    /** Opens it for a test that does the work of the log's thread itself. */
    void openWithoutThread() {
        if (isPersistent()) {
            recover();
        }
    }

    private void recover() {
        if (unopened.getAndSet(null) == null) {
            throw new LogException("the store was opened or closed before; create another one");
        }
        StoreRecovery recovery = new StoreRecovery(storeLog, clock, limits.maxRecoveredIndexBytes());
        boolean complete = false;
        MessageLog log = null;
        try {
            log = opener.apply(recovery);
            recovery.finish(topics, this::restored, this::restored);
            firstPosition.accumulateAndGet(recovery.firstPosition(), Math::max);
            storeLog.requireServer();
            reclaimExpired();
            storeLog.recovered();
            complete = true;
        } finally {
            if (!complete) {
                storeLog.notOpened();
            }
            if (!complete && log != null) {
                log.close();
            }
        }
    }

    private void restored(IdIndex index, String namespace) {
        namespaces.restore(index, namespace);
        quota.chargeNamespace(namespace);
    }

    private void restored(StoredMessage item) {
        quota.reserve(quota.costOf(item::jsonLength), item instanceof ExpiringMessage);
        if (item instanceof ExpiringMessage expiring) {
            expiryQueue.add(expiring);
        }
    }

    /**
     * {@return the log, for who has records of its own there; null where messages are held as objects, or the store in a directory is not
     * open}
     */
    public MessageLog log() {
        return storeLog == null ? null : storeLog.log();
    }

    /** {@return whether what is stored survives the process; only then have others than the store records in the log} */
    public boolean isPersistent() {
        return storeLog != null && storeLog.isPersistent();
    }

    /**
     * {@return what identifies the store and its positions: the same after a restart where it is persistent, random otherwise} Not before
     * {@link #open}.
     */
    public String id() {
        return storeLog.id();
    }

    /** Makes everything safe that was appended, and ends. Idempotent; a no-op where messages are held as objects. */
    @Override
    public void close() {
        MessageLog log = log();
        if (log != null) {
            storeLog.journal().flush();
            log.close();
        }
        LogDirectory directory = unopened.getAndSet(null);
        if (directory != null) {
            closeUnopened(directory);
        }
    }

    private static void closeUnopened(LogDirectory directory) {
        try {
            directory.close();
        } catch (IOException e) {
            throw new LogException("the directory " + directory.describe("") + " cannot be closed: " + e, e);
        }
    }

    /** {@return a batch for one thread, of stores that become safe together} */
    public StoreBatch batch() {
        return new StoreBatch(this);
    }

    /**
     * Stores a message, waits until it is safe, and signals the topic's cursors on this thread.
     *
     * @param message where messages are held as objects, kept as it is: give its compact form to keep memory small
     * @return false when an equal message was already there, and nothing changed
     * @throws io.messaging.backend.RejectedMessageException when the topic has a different message of this id, or a name is too long
     * @throws StoreFullException when a limit is reached, or the disk is full
     * @throws io.messaging.store.log.LogException when the log has failed; whether the message is there after a restart is not known
     */
    public boolean store(String namespace, String topicName, Message message) {
        return store(namespace, topicName, message, limits, null, null);
    }

    /** Stores for a client that has tried before and got no answer: what was stored then and has expired stays away. */
    public boolean storeAgain(String namespace, String topicName, Message message) {
        return store(namespace, topicName, message, limits, latelyExpired, null);
    }

    /**
     * Stores whatever the limits say: for the broker's own few messages. Does not wait until that is safe: what is appended later is not there
     * without it. Cursors are signalled on this thread or, where that takes a force, on another.
     */
    public boolean storeBeyondLimits(String namespace, String topicName, Message message) {
        StoreBatch batch = batch();
        boolean added = store(namespace, topicName, message, StoreLimits.NONE, null, batch);
        batch.whenSafe(failure -> {}); // a log that has failed tells all who store
        return added;
    }

    /** Stores as part of a batch. */
    boolean store(String namespace, String topicName, Message message, boolean again, StoreBatch batch) {
        return store(namespace, topicName, message, limits, again ? latelyExpired : null, batch);
    }

    private boolean store(
            String namespace,
            String topicName,
            Message message,
            StoreLimits applied,
            LatelyExpired expired,
            StoreBatch batch) {
        LogRecord json = storeLog == null ? null : json(message);
        while (true) {
            Topic topic = topics.forWriting(topicName, applied);
            boolean added = storeIn(topic, namespace, message, json, applied, expired, batch);
            if (added || !topic.isDropped()) {
                return added;
            }
        }
    }

    private static LogRecord json(Message message) {
        byte[] bytes = message.toJsonBytes();
        return new LogRecord(RecordKind.MESSAGE, 0, 0, 0, message.id().bits(), 0, bytes, 0, bytes.length);
    }

    private boolean storeIn(
            Topic topic,
            String namespace,
            Message message,
            LogRecord json,
            StoreLimits applied,
            LatelyExpired expired,
            StoreBatch batch) {
        long bytes = quota.costOf(message::jsonLength);
        boolean expires = message.ttlSeconds().orElse(0) > 0;
        if (!reserve(bytes, expires, applied)) {
            StoredMessage again = item(message, json, null, topic);
            if (!topic.holdsEqual(again, json, clock.millis())) {
                throw quota.full("message", bytes);
            }
            stored(topic, Topic.NOT_ADDED, again.location(), batch);
            return false;
        }
        long position = Topic.NOT_ADDED;
        StoredMessage item;
        try {
            item = item(message, json, index(namespace, applied), topic);
            position = topic.add(item, json, clock, applied.maxMessagesPerTopic(), expired);
        } finally {
            if (position == Topic.NOT_ADDED) {
                quota.release(bytes, expires);
            }
        }
        if (position != Topic.NOT_ADDED && item instanceof ExpiringMessage expiring) {
            expiryQueue.add(expiring);
        }
        stored(topic, position, item.location(), batch);
        return position != Topic.NOT_ADDED;
    }

    /** A message was appended, or an equal one is there, at a location: sees to it that it becomes safe, and is delivered. */
    private void stored(Topic topic, long position, long location, StoreBatch batch) {
        if (!isPersistent()) {
            if (position != Topic.NOT_ADDED) {
                signal(topic);
            }
        } else if (batch != null) {
            batch.add(topic, endBehind(topic, position, location), location);
        } else {
            long end = endBehind(topic, position, location);
            awaitSafe(location);
            publish(topic, end);
        }
    }

    /** An equal message that is there may not be published, as the disk may have refused to write it when it was stored. */
    private static long endBehind(Topic topic, long position, long location) {
        return position == Topic.NOT_ADDED ? topic.endBehind(location) : position + 1;
    }

    private IdIndex index(String namespace, StoreLimits applied) {
        IdIndex index = namespaces.find(namespace);
        if (index != null) {
            return index;
        }
        applied.requireName("namespace", namespace);
        return namespaces.create(namespace, (number, name) -> {
            if (storeLog != null) {
                storeLog.named(number, name);
            }
            quota.chargeNamespace(name);
        });
    }

    private StoredMessage item(Message message, LogRecord json, IdIndex index, Topic topic) {
        long ttlSeconds = message.ttlSeconds().orElse(0);
        if (ttlSeconds == 0) {
            return json == null
                    ? StoredMessage.held(message, index)
                    : StoredMessage.logged(json.id(), json.length(), index);
        }
        long ttlMillis = Math.min(ttlSeconds, Long.MAX_VALUE / 4_000) * 1_000;
        long expiresAtMillis = clock.millis() + ttlMillis;
        return json == null
                ? ExpiringMessage.held(message, index, topic, expiresAtMillis, ttlSeconds)
                : ExpiringMessage.logged(json.id(), json.length(), index, topic, expiresAtMillis, ttlSeconds);
    }

    private boolean reserve(long bytes, boolean expires, StoreLimits applied) {
        boolean limited = applied == limits;
        if (quota.tryReserve(bytes, expires, limited)) {
            return true;
        }
        reclaimExpired();
        return quota.tryReserve(bytes, expires, limited);
    }

    /** What was stored in a batch is safe. */
    void publish(List<StoreBatch.TopicEnd> stored) {
        stored.forEach(one -> publish(one.topic(), one.end()));
    }

    /** Messages of a topic are safe; 0 for none. */
    private void publish(Topic topic, long end) {
        if (end > 0) {
            topic.publish(end);
            signal(topic);
        }
    }

    private void signal(Topic topic) {
        if (topic.isToBeAnnounced()) {
            prefixCursors.forEach(cursor -> cursor.announce(topic));
        }
        topic.signal();
    }

    /** Waits until a record is safe; 0 for none. */
    void awaitSafe(long location) {
        if (location != 0) {
            storeLog.log().awaitSafe(location);
        }
    }

    /** Calls back when a record is safe; 0 for none. */
    void whenSafe(long location, Consumer<MessagingException> callback) {
        if (location == 0) {
            callback.accept(null);
        } else {
            storeLog.log().whenSafe(location, callback);
        }
    }

    /** Returns a snapshot of a topic in id order, the caller's own. */
    public List<Message> messages(String topicName) {
        return messagesSince(topicName, GemstoneId.ZERO);
    }

    /** Returns what is chronologically later than an id, in id order; a snapshot, the caller's own. */
    public List<Message> messagesSince(String topicName, GemstoneId since) {
        return reads.messagesSince(topicName, since);
    }

    /** Returns what {@link #messagesSince} does, to be read piece by piece. */
    public StoredList listSince(String topicName, GemstoneId since) {
        return reads.list(reads.since(topicName, since));
    }

    /** Returns the chronologically next message; of two with one chronological key, the more urgent first. */
    public Optional<Message> nextSince(String topicName, GemstoneId since) {
        return reads.nextSince(topicName, since);
    }

    /** Returns what {@link #nextSince} does, as JSON. */
    public StoredList listNext(String topicName, GemstoneId since) {
        return reads.list(reads.next(topicName, since));
    }

    /**
     * Returns what {@link #nextSince} would visit from an id on, up to a limit, or until so many bytes of JSON are
     * reached; the caller's own.
     */
    public List<Message> page(String topicName, GemstoneId since, int limit, long maxBytes) {
        return reads.messages(() -> reads.page(topicName, since, limit, maxBytes));
    }

    /** Returns what {@link #page} does, to be read piece by piece. */
    public StoredList listPage(String topicName, GemstoneId since, int limit, long maxBytes) {
        return reads.list(reads.page(topicName, since, limit, maxBytes));
    }

    /** Returns the messages of a namespace that are there, in the order asked for; the caller's own list. */
    public List<Message> messagesById(String namespace, List<GemstoneId> ids) {
        return reads.messages(() -> reads.byId(namespace, ids));
    }

    /** Returns what {@link #messagesById} does, to be read piece by piece. */
    public StoredList listById(String namespace, List<GemstoneId> ids) {
        return reads.list(reads.byId(namespace, ids));
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
            if (start.isChecked() && topics.find(topicName) == null) {
                throw StartPositions.unknown(topicName, start.after()); // and no topic is created
            }
            Topic topic = topics.forWriting(topicName, limits);
            Cursor cursor = new Cursor(topic, clock, start.lastKeyLeftOut(), onNew, topics::dropIfUnused);
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
        PrefixCursor cursor = new PrefixCursor(filter, clock, onNew, topics::dropIfUnused, prefixCursors::remove);
        prefixCursors.add(cursor); // before it looks: one of the two finds a topic that has its first message meanwhile
        boolean opened = false;
        try {
            cursor.open(topics.all(), positions);
            opened = true;
        } finally {
            if (!opened) {
                cursor.close();
            }
        }
        return cursor;
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

    /** Takes room for a client or group that was there before the store was opened, whatever the limits say. */
    public void takeForClient(long bytes) {
        quota.charge(bytes);
    }

    /** Gives back what {@link #reserveForClient} or {@link #reserveForGroup} took. */
    public void releaseForClient(long bytes) {
        quota.charge(-bytes);
    }

    /** Frees the memory of messages that have expired. The owner calls it from time to time. */
    public void reclaimExpired() {
        long now = clock.millis();
        for (ExpiringMessage item = expiryQueue.pollExpired(now); item != null; item = expiryQueue.pollExpired(now)) {
            item.owner().reclaim(item);
        }
        if (latelyExpired != null) {
            latelyExpired.purge(now);
        }
    }

    private void release(StoredMessage item) {
        if (latelyExpired != null && item instanceof ExpiringMessage expiring) {
            latelyExpired.add(expiring, clock.millis());
        }
        quota.release(quota.costOf(item::jsonLength), item instanceof ExpiringMessage);
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
        Topic topic = topics.find(topicName);
        return topic == null ? 0 : counted.applyAsLong(topic);
    }

    /**
     * Counts what is stored and was neither read nor delivered to a subscriber. Reading by id
     * says nothing of topics, so a store that is read by id has no such messages.
     */
    public long unnoticed() {
        reclaimExpired();
        return reads.wereById()
                ? 0
                : topics.all().stream().mapToLong(Topic::unnoticed).sum();
    }

    /** Counts what was ever stored in some topics: two equal answers mean that nothing was stored in between. */
    public long storedIn(Predicate<String> names) {
        return topics.all().stream()
                .filter(topic -> names.test(topic.name()))
                .mapToLong(Topic::end)
                .sum();
    }

    /** Removes all messages of a topic, and returns how many; positions continue. */
    public int clear(String topicName) {
        StoreBatch batch = batch();
        int removed = batch.clear(topicName);
        batch.awaitSafe();
        return removed;
    }

    int clear(String topicName, StoreBatch batch) {
        Topic topic = topics.find(topicName);
        Topic.Cleared cleared = topic == null ? Topic.Cleared.NOTHING : topic.clear();
        expiryQueue.purge();
        batch.include(cleared.location());
        return cleared.messages();
    }

    /**
     * Removes all messages of all topics, and the topics themselves where nobody has a place in them. Positions are never
     * reused, not even in a topic that is created again.
     *
     * @param kept topics in which somebody away has a place: they stay, empty
     * @return how many messages were removed
     */
    public long clearAll(Predicate<String> kept) {
        StoreBatch batch = batch();
        long removed = batch.clearAll(kept);
        batch.awaitSafe();
        return removed;
    }

    long clearAll(Predicate<String> kept, StoreBatch batch) {
        long removed = 0;
        long location = 0;
        for (Topic topic : topics.all()) {
            Topic.Cleared cleared = topic.clear();
            removed += cleared.messages();
            location = Math.max(location, cleared.location());
            if (!kept.test(topic.name())) {
                location = Math.max(location, topics.dropIfEmpty(topic));
            }
        }
        expiryQueue.purge();
        batch.include(location);
        return removed;
    }

    /** Returns the figures of the topics that have messages or one of these subscribers, by name. */
    public List<TopicStats> topics(Stream<Subscriber> subscribers) {
        reclaimExpired();
        return TopicList.of(topics.all(), subscribers, limits.countsBytes());
    }

    /**
     * {@return what the log keeps of clients and groups; {@link Journal#NONE} where it is not persistent} Registries are created once the
     * store is open.
     *
     * @throws IllegalStateException when the store is persistent and not open
     */
    public Journal journal() {
        if (isPersistent() && log() == null) {
            throw new IllegalStateException("the store is not open; open it before clients and groups are asked for");
        }
        return storeLog == null ? Journal.NONE : storeLog.journal();
    }

    /**
     * Writes what clients and groups were handed out and have handled, where that is not written yet: a killed process does not lose it.
     * To be called outside locks before what was handed out is handled, so that the next process knows of it. Never fails; a no-op where
     * the store is not persistent.
     */
    public void writePlaces() {
        if (isPersistent()) {
            storeLog.journal().write();
        }
    }

    /** Counts what is stored; each count is right for itself, taken one after the other. */
    public StoreStats stats() {
        long messages = 0;
        int cursors = 0;
        for (Topic topic : topics.all()) {
            messages += topic.size();
            cursors += topic.cursorCount();
        }
        return new StoreStats(topics.all().size(), messages, quota.jsonBytes(messages), cursors);
    }
}
