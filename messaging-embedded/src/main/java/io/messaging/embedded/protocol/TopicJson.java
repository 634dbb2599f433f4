package io.messaging.embedded.protocol;

import io.messaging.administration.TopicStats;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** Topics as JSON objects of {@code LIST_TOPICS}. Thread-safe. */
public final class TopicJson {
    private TopicJson() {}

    /** Returns the object of a topic. */
    public static Map<String, Object> tree(TopicStats topic) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("topic", topic.topic());
        tree.put("messages", topic.messages());
        tree.put("bytes", topic.bytes().isPresent() ? topic.bytes().getAsLong() : null);
        tree.put("subscribers", (long) topic.subscribers());
        return tree;
    }

    /** Reads the object of a topic. */
    public static TopicStats topic(Map<?, ?> tree) {
        OptionalLong bytes =
                tree.get("bytes") instanceof Number number ? OptionalLong.of(number.longValue()) : OptionalLong.empty();
        return new TopicStats(
                (String) tree.get("topic"), number(tree, "messages"), bytes, (int) number(tree, "subscribers"));
    }

    private static long number(Map<?, ?> tree, String name) {
        return tree.get(name) instanceof Number number ? number.longValue() : 0;
    }
}
