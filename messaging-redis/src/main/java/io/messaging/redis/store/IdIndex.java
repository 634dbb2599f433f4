package io.messaging.redis.store;

import io.messaging.message.GemstoneId;
import io.messaging.redis.connection.RedisLink;
import io.messaging.redis.connection.Script;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The index of ids: for each namespace and id the topics, and the place in each topic's log. A place that does not hold
 * that message is ignored, so an entry may be late or stale. Thread-safe.
 */
public final class IdIndex {
    private static final Script ADD = Script.load(IdIndex.class, "index.lua");
    private static final Script REMOVE = Script.load(IdIndex.class, "unindex.lua");

    private final RedisLink link;
    private final Keys keys;

    public IdIndex(RedisLink link, Keys keys) {
        this.link = link;
        this.keys = keys;
    }

    /**
     * An entry to remove.
     *
     * @param namespace the namespace
     * @param id the message
     * @param place its place in the topic
     */
    public record Entry(String namespace, GemstoneId id, byte[] place) {}

    /** Adds a message at the place that the store script returned. */
    CompletableFuture<?> add(
            String namespace, GemstoneId id, String topic, StoreBatch.Outcome stored, long serverMillis) {
        return link.run(
                ADD,
                List.of(keys.index(namespace, id)),
                List.of(
                        utf8(topic),
                        stored.place(),
                        PendingStore.ascii(Long.toString(stored.expiresMillis())),
                        PendingStore.ascii(Long.toString(serverMillis))));
    }

    /** Returns the places of a message, by topic. */
    CompletableFuture<Map<String, byte[]>> places(String namespace, GemstoneId id) {
        return link.hash(keys.index(namespace, id));
    }

    /**
     * Removes messages of one topic, except those stored again meanwhile. In a cluster each entry is in its own slot.
     */
    public void remove(String topic, List<Entry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        if (!link.isCluster()) {
            link.call(() -> remove(utf8(topic), entries));
            return;
        }
        Map<Entry, CompletableFuture<?>> sent = new LinkedHashMap<>();
        entries.forEach(entry -> sent.put(entry, remove(utf8(topic), List.of(entry))));
        sent.forEach((entry, answer) -> {
            if (answer.handle((done, failure) -> failure != null).join()) {
                link.call(() -> remove(utf8(topic), List.of(entry)));
            }
        });
    }

    private CompletableFuture<List<byte[]>> remove(byte[] topic, List<Entry> entries) {
        List<byte[]> args = new ArrayList<>(List.of(topic));
        entries.forEach(entry -> args.add(entry.place()));
        return link.run(
                REMOVE,
                entries.stream()
                        .map(entry -> keys.index(entry.namespace(), entry.id()))
                        .toList(),
                args);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
