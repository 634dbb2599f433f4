package io.messaging.redis.store;

import io.messaging.redis.connection.RedisLink;
import io.messaging.redis.connection.Script;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Frees the memory of expired messages without readers: every open backend sweeps the topics of all, a few at a time,
 * and those that store expiring messages do so more often. Thread-safe; sweeping twice is harmless.
 */
public final class Expiry {
    private static final Script PURGE = Script.load(Expiry.class, "purge.lua");
    private static final Script RESCHEDULE = Script.load(Expiry.class, "reschedule.lua");
    private static final Script DUE = Script.load(Expiry.class, "due.lua");
    private static final String TOPICS = "32";
    private static final int MESSAGES_AT_ONCE = 500;
    private static final long PERIOD_MILLIS = 500;
    private static final long QUIET_PERIOD_MILLIS = 5_000;
    private static final int MOST_NOTED = 10_000;

    private final RedisLink link;
    private final Keys keys;
    private final Worker worker;
    private final AtomicBoolean storing = new AtomicBoolean();

    /** The earliest time noted from here, for each topic. */
    private final Map<String, Long> noted = new ConcurrentHashMap<>();

    /** Creates a sweeper and starts it. */
    public Expiry(RedisLink link, Keys keys, Worker worker) {
        this.link = link;
        this.keys = keys;
        this.worker = worker;
        worker.every(QUIET_PERIOD_MILLIS, this::sweep);
    }

    /** Notes that this backend stores expiring messages. */
    void stored() {
        if (storing.compareAndSet(false, true)) {
            worker.every(PERIOD_MILLIS, this::sweep);
        }
    }

    /**
     * Notes, in a cluster, that a topic has expiring messages. An earlier pending note suffices: that sweep finds what
     * expires next.
     */
    CompletableFuture<?> note(String topic, long expiresMillis, long serverMillis) {
        Long earlier = noted.get(topic);
        if (earlier != null && earlier <= expiresMillis && earlier > serverMillis) {
            return CompletableFuture.completedFuture(null);
        }
        return reschedule(topic, "", expiresMillis).thenRun(() -> {
            if (noted.size() >= MOST_NOTED) {
                noted.clear();
            }
            noted.put(topic, expiresMillis);
        });
    }

    private CompletableFuture<?> reschedule(String topic, String seen, long nextMillis) {
        return link.run(
                RESCHEDULE,
                List.of(keys.expiringTopics()),
                List.of(
                        topic.getBytes(StandardCharsets.UTF_8),
                        PendingStore.ascii(seen),
                        PendingStore.ascii(Long.toString(nextMillis))));
    }

    /** Purges the topics that are due. Called by the worker. */
    void sweep() {
        List<byte[]> due =
                link.call(() -> link.run(DUE, List.of(keys.expiringTopics()), List.of(PendingStore.ascii(TOPICS))));
        for (int i = 0; i + 1 < due.size(); i += 2) {
            String topic = new String(due.get(i), StandardCharsets.UTF_8);
            reschedule(topic, Long.toString(number(due.get(i + 1))), purge(topic));
        }
    }

    private long purge(String topic) {
        List<String> names = new ArrayList<>(keys.logAndLanes(topic));
        names.add(1, keys.expiring(topic));
        while (true) {
            List<byte[]> result = link.call(
                    () -> link.run(PURGE, names, List.of(PendingStore.ascii(Integer.toString(MESSAGES_AT_ONCE)))));
            if (number(result.get(0)) < MESSAGES_AT_ONCE) {
                return number(result.get(1));
            }
        }
    }

    private static long number(byte[] bytes) {
        return (long) Double.parseDouble(new String(bytes, StandardCharsets.US_ASCII));
    }
}
