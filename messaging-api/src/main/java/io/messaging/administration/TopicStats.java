package io.messaging.administration;

import java.util.Objects;
import java.util.OptionalLong;

/**
 * What a topic holds at a moment. Immutable.
 *
 * @param topic its name
 * @param messages how many are stored, those included that expired and still take room
 * @param bytes bytes of JSON of these messages; empty where they are not counted
 * @param subscribers how many subscriptions are in force, of any instance, and durable clients that are away
 */
public record TopicStats(String topic, long messages, OptionalLong bytes, int subscribers) {
    /**
     * Creates the figures of a topic.
     *
     * @param topic its name
     * @param messages how many
     * @param bytes empty for unknown
     * @param subscribers how many
     */
    public TopicStats {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(bytes, "bytes");
    }
}
