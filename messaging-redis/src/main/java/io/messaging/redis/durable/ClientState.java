package io.messaging.redis.durable;

import io.messaging.backend.DurableClient;
import io.messaging.redis.subscription.Place;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

/**
 * What Redis remembers of a durable client in one topic. Immutable.
 *
 * @param fields as they lie there; none where the client is not known
 * @param requeued messages given back to it
 * @param end the place of the topic's last message
 */
record ClientState(Map<String, byte[]> fields, long requeued, Place end) {
    boolean isKnown() {
        return fields.containsKey("place");
    }

    /** Tells whether the client was forgotten, and not only lost with everything else. */
    boolean isForgotten() {
        return fields.containsKey("gone");
    }

    String owner() {
        return text("owner");
    }

    String namespace() {
        String namespace = text("namespace");
        return namespace.isEmpty() ? null : namespace;
    }

    DurableClient describe(ClientId id, boolean connected, long inFlight) {
        long position = Place.parse(fields.get("place")).position();
        return new DurableClient(
                id.client(),
                id.topic(),
                namespace(),
                connected,
                position,
                Math.max(0, end.position() - position) + requeued,
                inFlight,
                number("lost"),
                Instant.ofEpochMilli(number("seen")));
    }

    private String text(String field) {
        byte[] bytes = fields.get(field);
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }

    private long number(String field) {
        String text = text(field);
        return text.isEmpty() ? 0 : Long.parseLong(text);
    }
}
