package io.messaging.store;

import io.messaging.store.index.ExpiringMessage;
import io.messaging.store.index.IdIndex;
import io.messaging.store.index.PositionLog;
import io.messaging.store.index.Quota;
import io.messaging.store.index.StoreClock;
import io.messaging.store.index.StoredMessage;
import io.messaging.store.log.LogException;
import io.messaging.store.log.MessageLog;
import io.messaging.store.log.RecordKind;
import io.messaging.store.log.segment.LogRecord;
import io.messaging.store.log.segment.RecordFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Builds the topics of a store from the records of its log, which may come in any surroundings. Used once, by one thread. */
final class StoreRecovery {
    /** Who has less left to live may have been stored lately, which matters to a client that stores again. */
    private static final long BRIEF_MILLIS = TimeUnit.MINUTES.toMillis(1);

    private final StoreLog store;
    private final StoreClock clock;
    private final Map<Integer, Found> topics = new TreeMap<>();
    private final Map<Integer, IdIndex> namespaces = new HashMap<>();
    private final Map<Integer, String> namespaceNames = new HashMap<>();
    private final long maxIndexBytes;
    private Found latest;
    private long firstPosition;

    /** About what the heap needs for what was found; once that is too much, only this is counted, and nothing is held. */
    private long indexBytes;

    private boolean tooLarge;

    /** What was found of a topic; later it stands for the topic where a message expires. */
    private static final class Found implements ExpiringMessage.Owner {
        final int number;
        PositionLog messages = new PositionLog(0);

        /** Entries of other namespaces, by position; null while there are none. */
        Map<Long, List<StoredMessage>> aliases;

        String name;
        long start;
        long next;
        long clearedBelow;
        long named;
        int nameBytes;
        long namedEnd;
        long cleared;
        Topic topic;

        Found(int number) {
            this.number = number;
        }

        @Override
        public String name() {
            return topic.name();
        }

        @Override
        public void reclaim(ExpiringMessage item) {
            topic.reclaim(item);
        }
    }

    /** Takes how much the heap may hold of the index. */
    StoreRecovery(StoreLog store, StoreClock clock, long maxIndexBytes) {
        this.maxIndexBytes = maxIndexBytes;
        this.store = store;
        this.clock = clock;
    }

    private MessageLog log() {
        return store.log();
    }

    /** A record was found. */
    void recovered(LogRecord record, long location) {
        if (tooLarge) {
            indexBytes += bytesFor(record);
            return;
        }
        switch (record.kind()) {
            case RecordKind.MESSAGE -> message(found(record), record, location);
            case RecordKind.TOPIC -> topic(found(record), record, location);
            case RecordKind.CLEARED -> cleared(found(record), record, location);
            case RecordKind.DROPPED -> dropped(record, location);
            case RecordKind.NAMESPACE -> namespace(record, location);
            case RecordKind.SERVER -> {
                firstPosition = Math.max(firstPosition, record.position());
                store.restoreServer(record, location);
            }
            default -> {} // of a later release, which does not count as a newer format
        }
    }

    private Found found(LogRecord record) {
        if (latest == null || latest.number != record.subject()) {
            latest = topics.computeIfAbsent(record.subject(), Found::new);
        }
        return latest;
    }

    private void message(Found topic, LogRecord record, long location) {
        topic.next = Math.max(topic.next, record.position() + 1);
        if (record.position() < topic.clearedBelow) {
            log().release(location, record.size());
            return;
        }
        StoredMessage item = item(topic, record);
        item.moveTo(location);
        StoredMessage there = topic.messages.restore(record.position(), item);
        if (there == null) {
            add(bytesFor(record));
            return;
        }
        if (there.index() == item.index()) {
            replace(there, location, record);
            return;
        }
        topic.aliases = topic.aliases == null ? new HashMap<>() : topic.aliases;
        List<StoredMessage> aliases = topic.aliases.computeIfAbsent(record.position(), position -> new ArrayList<>(1));
        for (StoredMessage alias : aliases) {
            if (alias.index() == item.index()) {
                replace(alias, location, record);
                return;
            }
        }
        aliases.add(item);
        add(bytesFor(record));
    }

    private static long bytesFor(LogRecord record) {
        return switch (record.kind()) {
            case RecordKind.MESSAGE -> Quota.entryBytes(record.deadlineMillis() != 0);
            case RecordKind.TOPIC -> Quota.topicBytes(record.length());
            default -> 0;
        };
    }

    private void add(long bytes) {
        indexBytes += bytes;
        if (indexBytes > maxIndexBytes) {
            tooLarge = true; // makes room, to find out how much it is
            topics.clear();
            latest = null;
        }
    }

    /** The same was there before: it was copied on, and the process ended before the first was given up. */
    private void replace(StoredMessage there, long location, LogRecord record) {
        log().release(there.location(), record.size());
        there.moveTo(location);
    }

    private StoredMessage item(Found topic, LogRecord record) {
        IdIndex index = namespaces.computeIfAbsent(record.scope(), IdIndex::new);
        if (record.deadlineMillis() == 0) {
            return StoredMessage.logged(record.id(), record.length(), index);
        }
        long expiresAtMillis = clock.fromWallMillis(record.deadlineMillis());
        ExpiringMessage item = ExpiringMessage.logged(
                record.id(), record.length(), index, topic, expiresAtMillis, ttlSeconds(record, expiresAtMillis));
        item.position(record.position());
        return item;
    }

    private long ttlSeconds(LogRecord record, long expiresAtMillis) {
        return Math.abs(expiresAtMillis - clock.millis()) > BRIEF_MILLIS
                ? Integer.MAX_VALUE
                : StoredJson.of(record).message().ttlSeconds().orElse(0);
    }

    private void topic(Found topic, LogRecord record, long location) {
        if (topic.named != 0) {
            release(topic.named, topic.nameBytes);
            indexBytes -= Quota.topicBytes(topic.name.length());
        }
        topic.name = new String(record.body(), StandardCharsets.UTF_8);
        topic.nameBytes = record.length();
        topic.named = location;
        topic.namedEnd = record.position();
        topic.start = record.id();
        topic.next = Math.max(topic.next, record.position());
        add(Quota.topicBytes(topic.name.length()));
    }

    private void cleared(Found topic, LogRecord record, long location) {
        release(topic.cleared, 0);
        topic.cleared = location;
        topic.next = Math.max(topic.next, record.position());
        topic.clearedBelow = Math.max(topic.clearedBelow, record.position());
        remove(topic, topic.clearedBelow);
    }

    private void remove(Found topic, long below) {
        topic.messages.forEach((position, item) -> {
            if (position < below) {
                topic.messages.remove(position);
                release(item);
                List<StoredMessage> aliases = topic.aliases == null ? null : topic.aliases.remove(position);
                if (aliases != null) {
                    aliases.forEach(this::release);
                }
            }
        });
    }

    private void release(StoredMessage item) {
        indexBytes -= Quota.entryBytes(item instanceof ExpiringMessage);
        release(item.location(), item.jsonLength());
    }

    private void release(long location, int bodyLength) {
        if (location != 0) {
            log().release(location, RecordFormat.sizeOf(bodyLength));
        }
    }

    private void dropped(LogRecord record, long location) {
        firstPosition = Math.max(firstPosition, record.position());
        store.restoreLastTopic(record.subject());
        store.restoreDropped(record, location);
        Found topic = topics.remove(record.subject());
        if (topic != null) {
            latest = null;
            remove(topic, Long.MAX_VALUE);
            release(topic.named, topic.nameBytes);
            release(topic.cleared, 0);
            indexBytes -= topic.name == null ? 0 : Quota.topicBytes(topic.name.length());
        }
    }

    private void namespace(LogRecord record, long location) {
        store.restoreNamespace(record, location);
        namespaces.computeIfAbsent(record.subject(), IdIndex::new);
        namespaceNames.put(record.subject(), new String(record.body(), StandardCharsets.UTF_8));
    }

    /**
     * Fills the store.
     *
     * @param onRestored is given each message
     */
    void finish(Topics restored, BiConsumer<IdIndex, String> onNamespace, Consumer<StoredMessage> onRestored) {
        // Names are missing only in what a repair has left.
        namespaces.forEach((number, index) ->
                onNamespace.accept(index, namespaceNames.getOrDefault(number, "namespace " + number)));
        for (Found found : topics.values()) {
            boolean named = found.name != null && restored.find(found.name) == null;
            found.topic = restored.restore(named ? found.name : "topic " + found.number, found.start, found.messages);
            store.restoreLastTopic(found.number);
            store.restore(found.number, found.topic);
            LoggedTopic records = new LoggedTopic(store, found.topic);
            records.restore(found.number, found.named, found.namedEnd, found.cleared);
            found.topic.restore(records, found.next, found.aliases == null ? Map.of() : found.aliases, onRestored);
            found.messages = null;
            found.aliases = null;
        }
    }

    /** Throws where the heap does not hold what was found. */
    void requireRoom() {
        if (tooLarge) {
            long mebibytes = (StoreLimits.heapFor(indexBytes) >> 20) + 1;
            throw new LogException("the index of what " + log().name() + " holds takes about " + indexBytes
                    + " bytes of memory, and may take " + maxIndexBytes
                    + " in this heap; start with a larger one, about -Xmx" + mebibytes + "m");
        }
    }

    long firstPosition() {
        return firstPosition;
    }
}
