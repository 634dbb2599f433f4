package io.messaging.embedded.protocol;

import io.messaging.backend.DurableClient;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** A durable client as a JSON object of {@code LIST_CLIENTS}. Thread-safe. */
public final class DurableClientJson {
    private DurableClientJson() {}

    /** Gives the object. */
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

    /** Reads the object. */
    public static DurableClient of(Map<?, ?> tree) {
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
