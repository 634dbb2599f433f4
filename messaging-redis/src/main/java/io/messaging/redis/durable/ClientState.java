package io.messaging.redis.durable;

import io.messaging.administration.DurableClient;
import io.messaging.redis.subscription.Place;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The state of a durable client in one topic. Immutable.
 *
 * @param fields the stored fields; empty when the client is unknown
 * @param requeued messages given back to it
 * @param end the place of the last message ever stored in the topic
 * @param first the place of the first message that is still there
 * @param present the number of messages in the topic
 */
record ClientState(Map<String, byte[]> fields, long requeued, Place end, Place first, long present) {
    private static final int HEAD = 4;

    /** Parses the reply of the script. */
    static ClientState parse(List<byte[]> answer) {
        Map<String, byte[]> fields = new HashMap<>();
        for (int i = HEAD; i + 1 < answer.size(); i += 2) {
            fields.put(text(answer.get(i)), answer.get(i + 1));
        }
        return new ClientState(
                fields,
                Long.parseLong(text(answer.get(1))),
                Place.parse(answer.get(0)),
                Place.parse(answer.get(2)),
                Long.parseLong(text(answer.get(3))));
    }

    boolean isKnown() {
        return fields.containsKey("place");
    }

    /** Returns whether the client was forgotten, and not just lost with everything else. */
    boolean isForgotten() {
        return fields.containsKey("gone");
    }

    /** Returns the place of the last message handled. */
    Place place() {
        return Place.parse(fields.get("place"));
    }

    /** Returns the greatest chronological key that the client leaves out, as it is stored; empty where it leaves out nothing. */
    byte[] after() {
        return fields.getOrDefault("after", new byte[0]);
    }

    /** Returns whether a handler may have begun before with the first message that the client gets now. */
    boolean mayHaveBegun(Place first) {
        return isAtOrBehind("begun", first) || isAtOrBehind("doubt", first);
    }

    private boolean isAtOrBehind(String field, Place first) {
        return fields.containsKey(field) && first.compareTo(Place.parse(fields.get(field))) <= 0;
    }

    String owner() {
        return text("owner");
    }

    String namespace() {
        String namespace = text("namespace");
        return namespace.isEmpty() ? null : namespace;
    }

    DurableClient describe(ClientId id, boolean connected, long inFlight) {
        Place place = Place.parse(fields.get("place"));
        long ahead = Math.max(0, end.position() - place.position());
        long gone = goneAhead(place, ahead);
        return new DurableClient(
                id.client(),
                id.topic(),
                namespace(),
                connected,
                place.position(),
                ahead - gone + requeued,
                inFlight,
                number("lost") + gone,
                Instant.ofEpochMilli(number("seen")));
    }

    /**
     * Counts the lost messages ahead of the client if its place lies before all remaining messages. Later gaps are
     * counted when the client reaches them.
     */
    private long goneAhead(Place place, long ahead) {
        return present == 0 || first.compareTo(place) > 0 ? Math.max(0, ahead - present) : 0;
    }

    private String text(String field) {
        byte[] bytes = fields.get(field);
        return bytes == null ? "" : text(bytes);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private long number(String field) {
        String text = text(field);
        return text.isEmpty() ? 0 : Long.parseLong(text);
    }
}
