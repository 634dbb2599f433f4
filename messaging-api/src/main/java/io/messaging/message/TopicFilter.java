package io.messaging.message;

/**
 * Names several topics, those that there are and those to come. Immutable.
 *
 * @param prefix what their names begin with; literally, down to the last character
 */
public record TopicFilter(String prefix) {
    /**
     * Creates a filter.
     *
     * @param prefix what the names begin with
     * @throws IllegalArgumentException when the prefix is null, blank or not encodable
     */
    public TopicFilter {
        Names.require("prefix", prefix);
    }

    /**
     * {@return the filter of all topics whose names begin with a text, the text itself included}
     *
     * @param prefix the text, as in {@code shop:}
     * @throws IllegalArgumentException when it is null, blank or not encodable
     */
    public static TopicFilter startingWith(String prefix) {
        return new TopicFilter(prefix);
    }

    /**
     * {@return whether a topic is one of these}
     *
     * @param topic the topic
     */
    public boolean matches(String topic) {
        return topic.startsWith(prefix);
    }
}
