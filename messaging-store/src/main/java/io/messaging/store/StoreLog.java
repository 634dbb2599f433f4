package io.messaging.store;

import io.messaging.store.index.ExpiringMessage;
import io.messaging.store.index.StoreClock;
import io.messaging.store.index.StoredMessage;
import io.messaging.store.journal.Journal;
import io.messaging.store.log.LogOwner;
import io.messaging.store.log.MessageLog;
import io.messaging.store.log.RecordKind;
import io.messaging.store.log.segment.LogRecord;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** What a store writes into its log: whose records there are, and what is not of one topic. Thread-safe. */
final class StoreLog implements LogOwner {
    private final boolean persistent;
    private final StoreClock clock;

    /** By number. */
    private final Map<Integer, Topic> topics = new ConcurrentHashMap<>();

    private final AtomicInteger lastTopic = new AtomicInteger();

    /** The records of topics that were dropped, by number. Guarded by the monitor, as the next one is. */
    private final Map<Integer, Long> dropped = new HashMap<>();

    /** The records of namespaces, by number. */
    private final Map<Integer, Long> namespaces = new HashMap<>();

    /** Where the positions of new topics start. */
    private final LongSupplier firstPosition;

    private volatile MessageLog log;

    /** Has the records of clients and groups. */
    private volatile Journal journal = Journal.NONE;

    /** Not null while records are recovered. */
    private StoreRecovery recovery;

    private volatile String id = UUID.randomUUID().toString();

    /** Where the record is that has the id, and what it takes. Guarded by the monitor. */
    private long server;

    private int serverBytes;
    private long serverPosition;

    StoreLog(boolean persistent, LongSupplier firstPosition, StoreClock clock) {
        this.persistent = persistent;
        this.clock = clock;
        this.firstPosition = firstPosition;
    }

    boolean isPersistent() {
        return persistent;
    }

    MessageLog log() {
        return log;
    }

    /** Called when the log comes to be, before records are recovered. */
    StoreLog on(MessageLog opened, StoreRecovery recovering) {
        log = opened;
        recovery = recovering;
        journal = persistent ? new Journal(opened) : Journal.NONE;
        return this;
    }

    /** Recovery has failed, and its log is closed, or about to be. */
    void notOpened() {
        log = null;
        recovery = null;
    }

    Journal journal() {
        return journal;
    }

    String id() {
        return id;
    }

    /** Returns when a message expires, in milliseconds since 1970; 0 for never, and where nobody would read it. */
    long deadlineMillis(StoredMessage item) {
        return persistent && item instanceof ExpiringMessage expiring
                ? Math.max(1, clock.toWallMillis(expiring.expiresAtMillis()))
                : 0;
    }

    /** Gives a topic a number. */
    int number(Topic topic) {
        int number = lastTopic.incrementAndGet();
        topics.put(number, topic);
        return number;
    }

    /** Takes over a topic that was recovered. */
    void restore(int number, Topic topic) {
        topics.put(number, topic);
    }

    synchronized void restoreDropped(LogRecord record, long location) {
        restore(dropped, record, location);
    }

    synchronized void restoreNamespace(LogRecord record, long location) {
        restore(namespaces, record, location);
    }

    /** One that was copied on before the process ended is there twice. */
    private void restore(Map<Integer, Long> locations, LogRecord record, long location) {
        Long earlier = locations.put(record.subject(), location);
        if (earlier != null) {
            log.release(earlier, record.size());
        }
    }

    void restoreLastTopic(int number) {
        lastTopic.accumulateAndGet(number, Math::max);
    }

    /** A topic is dropped; returns where that is written, 0 when it is not. */
    synchronized long dropped(int number, long end) {
        long location = 0;
        if (persistent) {
            location = log.appendVital(LogRecord.of(RecordKind.DROPPED, number, end));
            dropped.put(number, location);
        }
        topics.remove(number);
        return location;
    }

    /** A namespace has got a number. */
    synchronized void named(int number, String text) {
        if (persistent) {
            byte[] name = text.getBytes(StandardCharsets.UTF_8);
            LogRecord record = new LogRecord(RecordKind.NAMESPACE, number, 0, 0, 0, 0, name, 0, name.length);
            namespaces.put(number, log.append(record));
        }
    }

    /** Takes over the id of the store, and returns the record that had it before, 0 for none. */
    synchronized void restoreServer(LogRecord record, long location) {
        releaseServer();
        id = new String(record.body(), StandardCharsets.UTF_8);
        server = location;
        serverBytes = record.size();
        serverPosition = record.position();
    }

    private void releaseServer() {
        if (server != 0) {
            log.release(server, serverBytes);
        }
    }

    /** Writes down the id of the store, and where positions start. */
    synchronized long writeServer() {
        byte[] body = id.getBytes(StandardCharsets.UTF_8);
        long position = firstPosition.getAsLong();
        LogRecord record = new LogRecord(RecordKind.SERVER, 0, 0, position, 0, 0, body, 0, body.length);
        long location = log.appendVital(record);
        releaseServer();
        server = location;
        serverBytes = record.size();
        serverPosition = position;
        return location;
    }

    /** Writes down the id where none was recovered. */
    synchronized void requireServer() {
        if (server == 0) {
            log.awaitSafe(writeServer());
        }
    }

    @Override
    public void allRecovered() {
        recovery.requireRoom();
    }

    /** Recovery is over. */
    void recovered() {
        recovery = null;
    }

    @Override
    public void recovered(LogRecord record, long location) {
        if (Journal.takes(record.kind())) {
            journal.recovered(record, location);
        } else {
            recovery.recovered(record, location);
        }
    }

    @Override
    public void beforeWrite() {
        journal.tryFlush();
    }

    @Override
    public void copyOn(LogRecord record, long location) {
        switch (record.kind()) {
            case RecordKind.MESSAGE, RecordKind.TOPIC, RecordKind.CLEARED -> {
                Topic topic = topics.get(record.subject());
                if (topic != null) {
                    topic.copyOn(record, location);
                }
            }
            case RecordKind.DROPPED -> copyDropped(record, location);
            case RecordKind.NAMESPACE -> copyNamespace(record, location);
            case RecordKind.SERVER -> copyServer(location);
            default -> journal.copyOn(record, location);
        }
    }

    private synchronized void copyDropped(LogRecord record, long location) {
        if (dropped.getOrDefault(record.subject(), 0L) != location) {
            return;
        }
        if (log.isInOldest(location)) {
            if (serverPosition < record.position()) {
                writeServer(); // it is the last to know where positions start
            }
            dropped.remove(record.subject());
        } else {
            dropped.put(record.subject(), log.appendVital(record));
        }
        log.release(location, record.size());
    }

    private synchronized void copyNamespace(LogRecord record, long location) {
        if (namespaces.getOrDefault(record.subject(), 0L) == location) {
            namespaces.put(record.subject(), log.appendVital(record));
            log.release(location, record.size());
        }
    }

    private synchronized void copyServer(long location) {
        if (server == location) {
            writeServer();
        }
    }
}
