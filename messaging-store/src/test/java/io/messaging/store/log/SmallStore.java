package io.messaging.store.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.store.log.segment.LogRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The least store that a log can have as owner: topics with messages that can be cleared. Each operation has a number, from 1, which is
 * the id of its record and determines the body. Thread-safe: guarded by its monitor.
 */
final class SmallStore implements LogOwner {
    private record Entry(long location, int size, long id) {}

    private static final class Topic {
        final TreeMap<Long, Entry> messages = new TreeMap<>();
        long next;
        Entry cleared;
        long clearedBelow;
    }

    private final MessageLog log;
    private final Map<Integer, Topic> topics = new TreeMap<>();
    private long last;

    private SmallStore(MessageLog log) {
        this.log = log;
    }

    static SmallStore open(RecordingDirectory directory, String boot, LogOptions options) {
        return open(owners -> MessageLog.open(directory, boot, options, owners));
    }

    /** Opens the store of a log that is given to it. */
    static SmallStore open(Consumer<java.util.function.Function<MessageLog, LogOwner>> opener) {
        SmallStore[] store = new SmallStore[1];
        opener.accept(log -> {
            store[0] = new SmallStore(log);
            return store[0];
        });
        return store[0];
    }

    MessageLog log() {
        return log;
    }

    /** Returns the number of the last operation. */
    synchronized long last() {
        return last;
    }

    static byte[] body(long id) {
        Random random = new Random(id * 0x9E3779B97F4A7C15L);
        int kind = random.nextInt(50);
        byte[] body = new byte[kind == 0 ? 6_000 : kind < 5 ? random.nextInt(1_500) : random.nextInt(120)];
        random.nextBytes(body);
        return body;
    }

    /** Stores a message, and returns its location. */
    synchronized long store(int topicNumber) {
        Topic topic = topics.computeIfAbsent(topicNumber, number -> new Topic());
        long id = last + 1;
        byte[] body = body(id);
        LogRecord record = new LogRecord(RecordKind.MESSAGE, topicNumber, 0, topic.next, id, 0, body, 0, body.length);
        long location = log.append(record);
        last = id;
        topic.messages.put(topic.next++, new Entry(location, record.size(), id));
        return location;
    }

    synchronized long clear(int topicNumber) {
        Topic topic = topics.computeIfAbsent(topicNumber, number -> new Topic());
        LogRecord record = cleared(topicNumber, topic.next, last + 1);
        long location = log.appendVital(record);
        last++;
        clear(topic, topic.next, new Entry(location, record.size(), last));
        return location;
    }

    private static LogRecord cleared(int topic, long below, long id) {
        return new LogRecord(RecordKind.CLEARED, topic, 0, below, id, 0, new byte[0], 0, 0);
    }

    private void clear(Topic topic, long below, Entry entry) {
        topic.messages.headMap(below).values().forEach(this::release);
        topic.messages.headMap(below).clear();
        if (topic.cleared != null) {
            release(topic.cleared);
        }
        topic.cleared = entry;
        topic.clearedBelow = below;
        topic.next = Math.max(topic.next, below);
    }

    private void release(Entry entry) {
        log.release(entry.location, entry.size);
    }

    @Override
    public synchronized void recovered(LogRecord record, long location) {
        Topic topic = topics.computeIfAbsent(record.subject(), number -> new Topic());
        Entry entry = new Entry(location, record.size(), record.id());
        if (record.kind() == RecordKind.CLEARED) {
            if (record.position() >= topic.clearedBelow) {
                clear(topic, record.position(), entry);
            } else {
                release(entry);
            }
        } else if (record.position() < topic.clearedBelow) {
            release(entry);
        } else {
            Entry earlier = topic.messages.put(record.position(), entry);
            if (earlier != null) {
                release(earlier);
            }
            topic.next = Math.max(topic.next, record.position() + 1);
        }
        last = Math.max(last, record.id());
    }

    @Override
    public synchronized void copyOn(LogRecord record, long location) {
        Topic topic = topics.get(record.subject());
        Entry now = record.kind() == RecordKind.CLEARED ? topic.cleared : topic.messages.get(record.position());
        if (now == null || now.location != location) {
            return;
        }
        Entry copy = new Entry(log.appendVital(record), now.size, now.id);
        if (record.kind() == RecordKind.CLEARED) {
            topic.cleared = copy;
        } else {
            topic.messages.put(record.position(), copy);
        }
        release(now);
    }

    /** Returns the numbers of the messages of each topic, in storing order, after the first operations of a history. */
    static Map<Integer, List<Long>> after(List<Integer> history, long operations) {
        Map<Integer, List<Long>> topics = new HashMap<>();
        for (int i = 0; i < operations; i++) {
            int topic = history.get(i);
            if (topic < 0) {
                topics.remove(-topic);
            } else {
                topics.computeIfAbsent(topic, number -> new ArrayList<>()).add(i + 1L);
            }
        }
        return topics;
    }

    /** Checks that it holds what it should, in order, and that the messages can be read. */
    synchronized void requireState(Map<Integer, List<Long>> expected) {
        Map<Integer, List<Long>> ids = new HashMap<>();
        topics.forEach((number, topic) -> {
            if (!topic.messages.isEmpty()) {
                ids.put(number, topic.messages.values().stream().map(Entry::id).toList());
            }
        });
        assertEquals(expected, ids);
        requireReadable();
    }

    /** Checks that its messages can be read, and are in storing order. */
    synchronized void requireReadable() {
        LogReader reader = log.reader();
        for (Topic topic : topics.values()) {
            long before = 0;
            for (Entry entry : topic.messages.values()) {
                assertTrue(before < entry.id);
                before = entry.id;
                LogRecord read = reader.read(entry.location);
                assertNotNull(read);
                assertEquals(entry.id, read.id());
                assertArrayEquals(body(entry.id), read.body());
            }
        }
    }

    /** Returns the bytes of its live records. */
    synchronized long liveBytes() {
        return topics.values().stream()
                .mapToLong(topic ->
                        topic.messages.values().stream().mapToLong(Entry::size).sum()
                                + (topic.cleared == null ? 0 : topic.cleared.size))
                .sum();
    }
}
