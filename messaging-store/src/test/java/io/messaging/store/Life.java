package io.messaging.store;

import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import io.messaging.store.durable.DurableRegistry;
import io.messaging.store.group.GroupRegistry;
import io.messaging.store.group.RetryTimer;
import io.messaging.store.log.LogOptions;
import io.messaging.store.log.RecordingDirectory;
import io.messaging.store.log.SyncMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * A process with a persistent store on a recorded directory, with clients and groups, and with clocks that only the test moves. Its log
 * has no thread: what that does is done on request. A life ends without a close, as a killed process does. Not thread-safe.
 */
public final class Life implements RetryTimer {
    private static final GemstoneGenerator IDS = new GemstoneGenerator(6);

    private record Timer(long due, Runnable action) {}

    private final PriorityQueue<Timer> timers = new PriorityQueue<>((a, b) -> Long.signum(a.due() - b.due()));
    private long nanos = Long.MAX_VALUE - 1_000; // times may overflow
    private Instant now;

    public final RecordingDirectory directory;
    public final MessageStore store;
    public final DurableRegistry durables;
    public final GroupRegistry groups;

    /** Opens the store. */
    public Life(Map<String, byte[]> files, Instant start, LogOptions options, String boot) {
        now = start;
        directory = new RecordingDirectory(files);
        store = MessageStore.inDirectory(StoreLimits.NONE, () -> now, directory, boot, options);
        store.openWithoutThread();
        durables = new DurableRegistry(store, "TestBackend", () -> now);
        groups = new GroupRegistry(store, "TestBackend", () -> now, this);
    }

    /** Begins with an empty directory. */
    public static Life first() {
        return new Life(Map.of(), Instant.parse("2030-01-01T00:00:00Z"), options(SyncMode.INTERVAL), "boot");
    }

    /** Small segments, so that there are many, and compaction has something to do. */
    public static LogOptions options(SyncMode sync) {
        return new LogOptions(sync, 0, 4_096, 1_024, 1, 4_096);
    }

    /** Kills the process after it has written what it had to write, and starts another one on what is there. */
    public Life restart() {
        return restart(Duration.ZERO);
    }

    /** The same, where the time of day has changed meanwhile. */
    public Life restart(Duration meanwhile) {
        store.writePlaces();
        return new Life(directory.contents(), now.plus(meanwhile), options(SyncMode.INTERVAL), "boot");
    }

    public Instant now() {
        return now;
    }

    @Override
    public void after(long delay, Runnable action) {
        timers.add(new Timer(nanos + delay, action));
    }

    @Override
    public long nanoTime() {
        return nanos;
    }

    /** Lets time pass for pauses and ttls. */
    public void pass(Duration time) {
        nanos += time.toNanos();
        now = now.plus(time);
        store.reclaimExpired();
        while (!timers.isEmpty() && timers.peek().due() - nanos <= 0) {
            timers.poll().action().run();
        }
    }

    /** Stores a message in topic {@code t}, with a number, and with a key where that is not null. */
    public Message store(int number, String key, long ttlSeconds) {
        Message message = Message.builder(IDS.next())
                .payload(key == null ? Map.of("n", number) : Map.of("n", number, "key", key))
                .ttlSeconds(ttlSeconds)
                .build()
                .compact();
        store.store("ns", "t", message);
        return message;
    }

    /** Returns the number that {@link #store} gave. */
    public static int number(Message message) {
        return ((Number) message.compact().payload().get("n")).intValue();
    }

    /** Compacts until there is nothing to compact. */
    public void compact() {
        while (store.log().maintain()) {
            // there may be more
        }
    }
}
