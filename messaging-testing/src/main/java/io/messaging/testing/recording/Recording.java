package io.messaging.testing.recording;

import io.messaging.message.Message;
import io.messaging.testing.event.RecordedEvent;
import io.messaging.testing.event.RecordedEvent.Kind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The events of a test, in order. Thread-safe: guarded by its monitor, which is notified of each change. */
public final class Recording {
    /** A test with more events is about throughput; the latest events explain a failure. */
    private static final int MAX_EVENTS = 20_000;

    /** Limit of the messages in all events, as JSON; a message in several events counts each time. */
    private static final long MAX_BYTES = 64L << 20;

    private static final class Entry {
        final RecordedEvent event;
        final long startNanos;
        String outcome = "";
        long tookNanos;

        Entry(RecordedEvent event, long startNanos) {
            this.event = event;
            this.startNanos = startNanos;
        }

        RecordedEvent view() {
            return new RecordedEvent(
                    event.number(),
                    event.kind(),
                    event.at(),
                    event.process(),
                    event.thread(),
                    event.topic(),
                    event.message(),
                    event.detail(),
                    outcome,
                    Duration.ofNanos(tookNanos));
        }
    }

    private final long beginNanos = System.nanoTime();
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private final Map<Long, Entry> running = new HashMap<>();
    private long bytes;
    private long lastNumber;
    private long changes;

    /** Returns the begin, by {@link System#nanoTime}. */
    public long beginNanos() {
        return beginNanos;
    }

    /** Records the begin of something that {@link #finish} ends. */
    public synchronized long begin(Kind kind, String process, String thread, String topic, Message message) {
        Entry entry = add(kind, process, thread, topic, message, "");
        running.put(entry.event.number(), entry);
        return entry.event.number();
    }

    /** Records something without duration. */
    public synchronized void note(Kind kind, String process, String topic, Message message, String detail) {
        Entry entry = add(kind, process, null, topic, message, detail);
        entry.outcome = RecordedEvent.OK;
    }

    private Entry add(Kind kind, String process, String thread, String topic, Message message, String detail) {
        long now = System.nanoTime();
        Duration at = Duration.ofNanos(now - beginNanos);
        RecordedEvent event =
                new RecordedEvent(++lastNumber, kind, at, process, thread, topic, message, detail, "", Duration.ZERO);
        Entry entry = new Entry(event, now);
        entries.add(entry);
        bytes += bytesOf(message);
        while (entries.size() > MAX_EVENTS || (bytes > MAX_BYTES && entries.size() > 1)) {
            bytes -= bytesOf(entries.removeFirst().event.message());
        }
        changed();
        return entry;
    }

    private static long bytesOf(Message message) {
        return message == null ? 0 : message.jsonLength();
    }

    /**
     * Records the end of an event; the failure is null on success. Returns the event, null if it has ended already.
     */
    public synchronized RecordedEvent finish(long number, String failure) {
        Entry entry = running.remove(number);
        if (entry == null) {
            return null;
        }
        entry.outcome = failure == null ? RecordedEvent.OK : failure;
        entry.tookNanos = System.nanoTime() - entry.startNanos;
        changed();
        return entry.event;
    }

    private void changed() {
        changes++;
        notifyAll();
    }

    /** Wakes waiters after a change that is not recorded. */
    public synchronized void wake() {
        changed();
    }

    /** Returns the events that have not ended. */
    public synchronized List<RecordedEvent> running() {
        return running.values().stream().map(Entry::view).toList();
    }

    public synchronized List<RecordedEvent> events() {
        return entries.stream().map(Entry::view).toList();
    }

    /** Returns the number of events that were dropped. */
    public synchronized long forgotten() {
        return lastNumber - entries.size();
    }

    public synchronized long changes() {
        return changes;
    }

    /** Waits for a change after the given number of changes, for a limited time. */
    public synchronized void awaitChange(long seen, long nanos) throws InterruptedException {
        if (changes == seen && nanos > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, nanos);
        }
    }
}
