package io.messaging.redis.store;

import io.messaging.redis.connection.Script;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The messages of one call of the store script, in order; in a cluster, of topics in one slot. Immutable.
 *
 * @param stores the messages
 */
record StoreBatch(List<PendingStore> stores) {
    static final Script SCRIPT = Script.load(StoreBatch.class, "store.lua");

    /** The script's reply for one message; see the script. */
    record Outcome(char kind, byte[] text, long expiresMillis, byte[] place) {
        String words() {
            return new String(text, 1, text.length - 1, StandardCharsets.UTF_8);
        }
    }

    private Map<String, Integer> topicNumbers() {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        for (PendingStore store : stores) {
            numbers.putIfAbsent(store.topic, numbers.size() + 1);
        }
        return numbers;
    }

    List<String> keys(Keys names, boolean indexed) {
        List<String> keys = new ArrayList<>();
        for (String topic : topicNumbers().keySet()) {
            keys.add(names.end(topic));
            keys.add(names.log(topic));
            keys.add(names.expiring(topic));
        }
        for (PendingStore store : stores) {
            keys.add(names.lane(store.topic, store.message.priority()));
            if (indexed) {
                keys.add(names.index(store.namespace, store.message.id()));
            }
        }
        if (indexed) {
            keys.add(names.expiringTopics());
        }
        return keys;
    }

    List<byte[]> args(boolean indexed) {
        Map<String, Integer> numbers = topicNumbers();
        List<byte[]> args = new ArrayList<>();
        args.add(PendingStore.ascii(Integer.toString(numbers.size())));
        args.add(PendingStore.ascii(indexed ? "1" : "0"));
        for (String topic : numbers.keySet()) {
            args.add(topic.getBytes(StandardCharsets.UTF_8));
        }
        for (PendingStore store : stores) {
            args.add(PendingStore.ascii(numbers.get(store.topic).toString()));
            args.add(store.priority());
            args.add(store.key());
            args.add(store.ttlMillis());
            args.add(store.json);
            args.add(store.namespace.getBytes(StandardCharsets.UTF_8));
        }
        return args;
    }

    static long serverMillis(List<byte[]> answer) {
        return number(answer.get(0));
    }

    static Outcome outcome(List<byte[]> answer, int store) {
        byte[] text = answer.get(1 + 3 * store);
        return new Outcome((char) text[0], text, number(answer.get(2 + 3 * store)), answer.get(3 + 3 * store));
    }

    private static long number(byte[] bytes) {
        return Long.parseLong(new String(bytes, StandardCharsets.US_ASCII));
    }
}
