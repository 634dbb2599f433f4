package io.messaging.redis.store;

import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.Priority;
import io.messaging.redis.connection.RedisLink;
import io.messaging.redis.connection.Script;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Reads topics, a page at a time. Thread-safe. */
public final class TopicReader {
    private static final Script SCAN = Script.load(TopicReader.class, "scan.lua");
    private static final Script NEXT = Script.load(TopicReader.class, "next.lua");
    private static final Script PAGE = Script.load(TopicReader.class, "page.lua");
    private static final Script FETCH = Script.load(TopicReader.class, "fetch.lua");
    private static final int PAGE_MESSAGES = 1_000;
    private static final int PAGE_BYTES = 1_000_000;
    private static final int IDS_AT_ONCE = 500;

    private final RedisLink link;
    private final Keys keys;
    private final IdIndex index;

    public TopicReader(RedisLink link, Keys keys) {
        this.link = link;
        this.keys = keys;
        this.index = new IdIndex(link, keys);
    }

    /** Returns a topic's messages after an id, zero for all, in id order; the list belongs to the caller. */
    public List<Message> since(String topic, GemstoneId since) {
        byte[][] starts = new byte[Priority.values().length][];
        Arrays.fill(starts, PendingStore.ascii(since.bits() == 0 ? "-" : after(since)));
        List<String> names = keys.logAndLanes(topic);
        List<Message> messages = new ArrayList<>();
        int lane = 1;
        while (lane > 0) {
            List<byte[]> args = new ArrayList<>();
            args.add(PendingStore.ascii(Integer.toString(lane)));
            args.add(PendingStore.ascii(Integer.toString(PAGE_MESSAGES)));
            args.add(PendingStore.ascii(Integer.toString(PAGE_BYTES)));
            args.addAll(Arrays.asList(starts));
            List<byte[]> page = link.call(() -> link.run(SCAN, names, args));
            page.subList(2, page.size()).forEach(json -> messages.add(Message.fromJson(json)));
            lane = Integer.parseInt(new String(page.get(0), StandardCharsets.US_ASCII));
            if (lane > 0) {
                starts[lane - 1] = page.get(1);
            }
        }
        return messages;
    }

    /** A start behind all messages with the id's chronological key: in a lane, a colon follows the key. */
    private static String after(GemstoneId id) {
        return "(" + Keys.hex(id.chronologicalKey()) + ";";
    }

    /** Returns the chronologically next message after an id. */
    public Optional<Message> next(String topic, GemstoneId since) {
        List<byte[]> starts = chronologicalStarts(since);
        List<byte[]> found = link.call(() -> link.run(NEXT, keys.logAndLanes(topic), starts));
        return found.isEmpty() || found.get(0) == null ? Optional.empty() : Optional.of(Message.fromJson(found.get(0)));
    }

    private static List<byte[]> chronologicalStarts(GemstoneId since) {
        List<byte[]> starts = new ArrayList<>();
        for (Priority priority : Priority.values()) {
            // of two messages of one key the less urgent has the greater id, and so comes after
            boolean sameKeyToo = priority.number() > since.priority().number();
            starts.add(PendingStore.ascii(sameKeyToo ? "[" + Keys.hex(since.chronologicalKey()) + ":" : after(since)));
        }
        return starts;
    }

    /** Returns what {@link #next} would visit, up to a limit, or until so many bytes are reached; the caller's own. */
    public List<Message> page(String topic, GemstoneId since, int limit, long maxBytes) {
        List<String> names = keys.logAndLanes(topic);
        List<Message> messages = new ArrayList<>();
        GemstoneId last = since;
        long bytes = 0;
        boolean more = true;
        while (more && messages.size() < limit && bytes < maxBytes) {
            List<byte[]> args = new ArrayList<>();
            args.add(PendingStore.ascii(Integer.toString(Math.min(PAGE_MESSAGES, limit - messages.size()))));
            args.add(PendingStore.ascii(Long.toString(Math.min(PAGE_BYTES, maxBytes - bytes))));
            args.addAll(chronologicalStarts(last));
            List<byte[]> part = link.call(() -> link.run(PAGE, names, args));
            for (byte[] json : part.subList(1, part.size())) {
                messages.add(Message.fromJson(json));
                bytes += json.length;
            }
            more = part.get(0)[0] == '1';
            last = more ? messages.get(messages.size() - 1).id() : last;
        }
        return messages;
    }

    /** Returns messages by id, in the given order; the list belongs to the caller. */
    public List<Message> byId(String namespace, List<GemstoneId> ids) {
        List<Message> messages = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += IDS_AT_ONCE) {
            List<GemstoneId> some = ids.subList(from, Math.min(ids.size(), from + IDS_AT_ONCE));
            Map<GemstoneId, Message> found = find(namespace, some);
            some.stream().filter(found::containsKey).forEach(id -> messages.add(found.get(id)));
        }
        return messages;
    }

    private Map<GemstoneId, Message> find(String namespace, List<GemstoneId> ids) {
        List<GemstoneId> missing = ids.stream().distinct().toList();
        List<GemstoneId> all = missing;
        Map<GemstoneId, Map<String, byte[]>> places = link.call(() -> places(namespace, all));
        Map<GemstoneId, Message> found = new HashMap<>();
        while (!missing.isEmpty()) {
            Map<String, List<GemstoneId>> idsByTopic = new LinkedHashMap<>();
            for (GemstoneId id : missing) {
                firstTopic(places.get(id))
                        .ifPresent(topic -> idsByTopic
                                .computeIfAbsent(topic, name -> new ArrayList<>())
                                .add(id));
            }
            idsByTopic.forEach((topic, some) -> fetch(topic, some, places, found));
            missing = missing.stream()
                    .filter(id -> !found.containsKey(id) && !places.get(id).isEmpty())
                    .toList();
        }
        return found;
    }

    /** Returns the topic of the first store: a place begins with the time. */
    private static Optional<String> firstTopic(Map<String, byte[]> places) {
        return places.entrySet().stream()
                .min(Map.Entry.comparingByValue(Arrays::compare))
                .map(Map.Entry::getKey);
    }

    private CompletableFuture<Map<GemstoneId, Map<String, byte[]>>> places(String namespace, List<GemstoneId> ids) {
        return RedisLink.all(ids.stream().map(id -> index.places(namespace, id)).toList())
                .thenApply(answers -> {
                    Map<GemstoneId, Map<String, byte[]>> places = new HashMap<>();
                    for (int i = 0; i < ids.size(); i++) {
                        places.put(ids.get(i), answers.get(i));
                    }
                    return places;
                });
    }

    /** Reads messages from one topic, and removes that topic from their places. */
    private void fetch(
            String topic,
            List<GemstoneId> ids,
            Map<GemstoneId, Map<String, byte[]>> places,
            Map<GemstoneId, Message> found) {
        List<byte[]> args = ids.stream().map(id -> places.get(id).remove(topic)).toList();
        List<byte[]> answers = link.call(() -> link.run(FETCH, List.of(keys.log(topic)), args));
        for (int i = 0; i < ids.size(); i++) {
            byte[] json = answers.get(i);
            if (json.length > 0) {
                found.put(ids.get(i), Message.fromJson(json));
            }
        }
    }
}
