package io.messaging.redis.shared;

import io.messaging.backend.Delivery;
import io.messaging.backend.MessagingBackend;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.redis.testing.Messages;
import io.messaging.testsupport.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Messages with keys, and what their handlers have to see: each message, those of a key one at a time and in order. Thread-safe.
 */
final class KeyedJobs {
    private final int keys;
    private final List<GemstoneId> stored = new ArrayList<>();
    private final Map<String, Integer> next = new ConcurrentHashMap<>();
    private final Set<String> busy = ConcurrentHashMap.newKeySet();
    private final Map<GemstoneId, AtomicInteger> handled = new ConcurrentHashMap<>();
    private final BlockingQueue<String> wrong = new LinkedBlockingQueue<>();

    KeyedJobs(int keys) {
        this.keys = keys;
    }

    void store(MessagingBackend backend, String topic, int count) {
        for (int i = 0; i < count; i++) {
            Message message = Message.builder(Messages.IDS)
                    .payload(Map.of("key", "key " + i % keys, "number", i / keys))
                    .build();
            backend.storeMessage("n", topic, message);
            stored.add(message.id());
        }
    }

    void begin(Delivery delivery) {
        String key = key(delivery);
        if (!busy.add(key)) {
            wrong.add("two at once for " + key);
        }
        int number = ((Number) delivery.message().payload().get("number")).intValue();
        int expected = next.getOrDefault(key, 0);
        if (number != expected) {
            wrong.add(key + ": " + number + " instead of " + expected + ", attempt " + delivery.attempt());
        }
    }

    void end(Delivery delivery) {
        String key = key(delivery);
        next.merge(key, 1, Integer::sum);
        handled.computeIfAbsent(delivery.message().id(), id -> new AtomicInteger())
                .incrementAndGet();
        busy.remove(key);
    }

    /** The process of the handler is dead. */
    void die(Delivery delivery) {
        busy.remove(key(delivery));
    }

    private static String key(Delivery delivery) {
        return (String) delivery.message().payload().get("key");
    }

    void awaitAll() {
        Await.until(
                () -> handled.size() + " of " + stored.size() + " handled; " + wrong,
                () -> handled.size() >= stored.size());
    }

    int handled() {
        return handled.size();
    }

    List<String> wrong() {
        List<String> all = new ArrayList<>(wrong);
        handled.forEach((id, times) -> {
            if (times.get() > 1) {
                all.add(id + " was handled " + times + " times");
            }
        });
        return all;
    }
}
