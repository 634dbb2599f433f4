package io.messaging.embedded.protocol;

import io.messaging.administration.DurableClient;
import io.messaging.administration.Origin;
import io.messaging.administration.Subscriber;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Subscribers and durable clients as JSON objects of {@code LIST_SUBSCRIBERS}, {@code LIST_ALL_SUBSCRIBERS} and
 * {@code LIST_CLIENTS}. Thread-safe.
 */
public final class SubscriberJson {
    private SubscriberJson() {}

    /** Returns the object of a subscriber. */
    public static Map<String, Object> tree(Subscriber subscriber) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("topic", subscriber.topic());
        tree.put("client_id", subscriber.clientId());
        tree.put("namespace", subscriber.namespace());
        tree.put("connected", subscriber.connected());
        if (subscriber.group() != null) {
            tree.put("group", subscriber.group());
        }
        if (subscriber.prefix()) {
            tree.put("prefix", true);
        }
        putOrigin(tree, subscriber.origin());
        return tree;
    }

    /** Reads the object of a subscriber. */
    public static Subscriber subscriber(Map<?, ?> tree) {
        return new Subscriber(
                (String) tree.get("topic"),
                (String) tree.get("client_id"),
                (String) tree.get("namespace"),
                Boolean.TRUE.equals(tree.get("connected")),
                (String) tree.get("group"),
                Boolean.TRUE.equals(tree.get("prefix")),
                origin(tree));
    }

    /** Adds which process it is and since when, nothing where that is not known. */
    static void putOrigin(Map<String, Object> tree, Origin origin) {
        if (origin != null) {
            tree.put("process", origin.processId());
            tree.put("host", origin.host());
            tree.put("since_millis", origin.since().toEpochMilli());
        }
    }

    /** Reads what {@link #putOrigin} added; null where the server is older, or does not know. */
    static Origin origin(Map<?, ?> tree) {
        return tree.get("process") instanceof Number && tree.get("host") instanceof String host
                ? new Origin(number(tree, "process"), host, Instant.ofEpochMilli(number(tree, "since_millis")))
                : null;
    }

    /** Returns the object of a durable client. */
    public static Map<String, Object> tree(DurableClient client) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("client_id", client.clientId());
        tree.put("topic", client.topic());
        tree.put("namespace", client.namespace());
        tree.put("connected", client.connected());
        tree.put("position", client.position());
        tree.put("lag", client.lag());
        tree.put("in_flight", client.inFlight());
        tree.put("lost", client.lost());
        tree.put("last_seen_millis", client.lastSeen().toEpochMilli());
        return tree;
    }

    /** Reads the object of a durable client. */
    public static DurableClient durableClient(Map<?, ?> tree) {
        return new DurableClient(
                (String) tree.get("client_id"),
                (String) tree.get("topic"),
                (String) tree.get("namespace"),
                Boolean.TRUE.equals(tree.get("connected")),
                number(tree, "position"),
                number(tree, "lag"),
                number(tree, "in_flight"),
                number(tree, "lost"),
                Instant.ofEpochMilli(number(tree, "last_seen_millis")));
    }

    private static long number(Map<?, ?> tree, String name) {
        return tree.get(name) instanceof Number number ? number.longValue() : 0;
    }
}
