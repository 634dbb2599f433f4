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
 * Where each namespace has its messages: for each id the topics, and the place in each topic's log. A place that is
 * not, or no longer, that message's is taken for none, so that an entry may be late or left behind. Thread-safe.
 */
public final class IdIndex {
    private static final Script ADD = Script.load(IdIndex.class, "index.lua");
    private static final Script REMOVE = Script.load(IdIndex.class, "unindex.lua");

    private final RedisLink link;
    private final Keys keys;

    /**
     * Makes the way to it.
     *
     * @param link the way to Redis
     * @param keys names
     */
    public IdIndex(RedisLink link, Keys keys) {
        this.link = link;
        this.keys = keys;
    }

    /**
     * An entry to take out.
     *
     * @param namespace whose
     * @param id the message
     * @param place where it lay in its topic
     */
    public record Entry(String namespace, GemstoneId id, byte[] place) {}

    /** Adds a message whose place the store script has told. */
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

    /** Finds the places of a message, by topic. */
    CompletableFuture<Map<String, byte[]>> places(String namespace, GemstoneId id) {
        return link.hash(keys.index(namespace, id));
    }

    /**
     * Takes messages of one topic out, but none that has been stored again meanwhile. In a cluster each lies in a slot
     * of its own.
     *
     * @param topic the topic
     * @param entries what lay there
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
