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

/** What happened in a test, in order. Thread-safe: guarded by its monitor, which is notified of each change. */
public final class Recording {
    /** A test that does more is about throughput; its latest events are the ones that explain a failure. */
    private static final int MAX_EVENTS = 20_000;

    /** What the messages of held events may come to, as JSON; one message in several events counts each time. */
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

    /** When it began, by {@link System#nanoTime}. */
    public long beginNanos() {
        return beginNanos;
    }

    /** Begins something that {@link #finish} ends. */
    public synchronized long begin(Kind kind, String process, String thread, String topic, Message message) {
        Entry entry = add(kind, process, thread, topic, message, "");
        running.put(entry.event.number(), entry);
        return entry.event.number();
    }

    /** Notes something that takes no time. */
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

    /** Ends something; the failure is null where there was none. Gives what it was, null when it has ended already. */
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

    /** Something that is not recorded has changed, so that waits look again. */
    public synchronized void wake() {
        changed();
    }

    /** What goes on now. */
    public synchronized List<RecordedEvent> running() {
        return running.values().stream().map(Entry::view).toList();
    }

    public synchronized List<RecordedEvent> events() {
        return entries.stream().map(Entry::view).toList();
    }

    /** How many events are no longer held. */
    public synchronized long forgotten() {
        return lastNumber - entries.size();
    }

    public synchronized long changes() {
        return changes;
    }

    /** Waits until something happens after the state of that number of changes; at most that long. */
    public synchronized void awaitChange(long seen, long nanos) throws InterruptedException {
        if (changes == seen && nanos > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, nanos);
        }
    }
}
