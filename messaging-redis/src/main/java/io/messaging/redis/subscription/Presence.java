package io.messaging.redis.subscription;

import io.messaging.administration.Origin;
import io.messaging.administration.Subscriber;
import io.messaging.json.JsonText;
import io.messaging.redis.connection.RedisLink;
import io.messaging.redis.store.Keys;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The list of subscribers of all instances. An instance's entry expires unless the instance renews it, so those of a
 * crashed one disappear. Thread-safe.
 */
public final class Presence {
    public static final long RENEW_MILLIS = 5_000;

    private static final long LEASE_MILLIS = 20_000;

    private final RedisLink link;
    private final Keys keys;
    private final String instance = Keys.hex(ThreadLocalRandom.current().nextLong());
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicBoolean tidied = new AtomicBoolean();
    private final Map<String, byte[]> entries = new ConcurrentHashMap<>();

    /** Set before the entry is removed: a thread that has written it meanwhile, and sees this, removes it again. */
    private volatile boolean closed;

    public Presence(RedisLink link, Keys keys) {
        this.link = link;
        this.keys = keys;
    }

    /** Adds a subscriber, visible to all when this has returned; returns the entry to {@link #hide}. */
    String show(Subscriber subscriber) {
        String number = Long.toString(numbers.incrementAndGet());
        byte[] entry = write(subscriber);
        entries.put(number, entry);
        boolean done = false;
        try {
            link.call(() -> link.commands().hset(key(), number, entry));
            publish();
            done = true;
        } finally {
            if (!done) {
                entries.remove(number);
            }
            takeOutIfClosed();
        }
        return number;
    }

    /** Removes a subscriber. Idempotent. */
    void hide(String number) {
        if (entries.remove(number) != null) {
            link.briefly(() -> link.commands().hdel(key(), number));
        }
    }

    /** Renews the entry, and writes it again if it is gone. Called periodically. */
    public void renew() {
        if (!entries.isEmpty()) {
            link.call(() -> link.commands().hset(key(), new HashMap<>(entries)));
            publish();
            takeOutIfClosed();
            if (tidied.compareAndSet(false, true)) {
                list(); // takes the names of those out that crashed
            }
        }
    }

    /** The name comes last: others take out names without entries. */
    private void publish() {
        link.call(() -> link.commands().pexpire(key(), LEASE_MILLIS));
        link.call(() -> link.commands().sadd(keys.instances(), ascii(instance)));
    }

    /** Removes all, including those that are being added. */
    public void close() {
        closed = true;
        if (numbers.get() > 0) {
            takeOutIfClosed();
        }
    }

    private void takeOutIfClosed() {
        if (closed) {
            entries.clear();
            link.briefly(() -> link.commands().srem(keys.instances(), ascii(instance)));
            link.briefly(() -> link.commands().del(key()));
        }
    }

    /** Returns the subscribers of all instances and namespaces. */
    public List<Subscriber> list() {
        List<String> names = link.call(() -> link.members(keys.instances())).stream()
                .map(name -> new String(name, StandardCharsets.US_ASCII))
                .toList();
        List<Map<String, byte[]>> shown = link.call(() -> RedisLink.all(
                names.stream().map(name -> link.hash(keys.instance(name))).toList()));
        List<Subscriber> subscribers = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            boolean isGone = shown.get(i).isEmpty() && !names.get(i).equals(instance);
            Map<String, byte[]> entriesOfOne = isGone ? takeOut(names.get(i)) : shown.get(i);
            entriesOfOne.values().forEach(json -> subscribers.add(read(json)));
        }
        return subscribers;
    }

    /** Takes the name of an instance out, and puts it back where the instance has come back meanwhile; returns its entries. */
    private Map<String, byte[]> takeOut(String name) {
        link.call(() -> link.commands().srem(keys.instances(), ascii(name)));
        Map<String, byte[]> again = link.call(() -> link.hash(keys.instance(name)));
        if (!again.isEmpty()) {
            link.call(() -> link.commands().sadd(keys.instances(), ascii(name)));
        }
        return again;
    }

    private String key() {
        return keys.instance(instance);
    }

    private static byte[] write(Subscriber subscriber) {
        Map<String, Object> tree = new HashMap<>();
        tree.put("topic", subscriber.topic());
        tree.put("client_id", subscriber.clientId());
        tree.put("namespace", subscriber.namespace());
        tree.put("group", subscriber.group());
        Origin origin = subscriber.origin();
        if (origin != null) {
            tree.put("process", origin.processId());
            tree.put("host", origin.host());
            tree.put("since_millis", origin.since().toEpochMilli());
        }
        return JsonText.writeBytes(tree);
    }

    private static Subscriber read(byte[] json) {
        Map<String, Object> tree = JsonText.parseObject(json);
        return new Subscriber(
                        (String) tree.get("topic"),
                        (String) tree.get("client_id"),
                        (String) tree.get("namespace"),
                        true,
                        (String) tree.get("group"))
                .from(origin(tree));
    }

    /** Returns null for the entry of an instance of an older version. */
    private static Origin origin(Map<String, Object> tree) {
        return tree.get("process") instanceof Number process
                        && tree.get("host") instanceof String host
                        && tree.get("since_millis") instanceof Number since
                ? new Origin(process.longValue(), host, Instant.ofEpochMilli(since.longValue()))
                : null;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
