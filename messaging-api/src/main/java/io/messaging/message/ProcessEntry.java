package io.messaging.message;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One step in a message's history: which agent made which message of which. Immutable.
 *
 * @param agent the agent
 * @param origin the message it took
 * @param result the message it made
 * @param processor the name of what did it
 * @param fromTopic where the origin came from
 * @param toTopics where the result went
 * @param reason why, in free words
 */
public record ProcessEntry(
        AgentTag agent,
        GemstoneId origin,
        GemstoneId result,
        String processor,
        String fromTopic,
        List<String> toTopics,
        List<String> reason) {

    /**
     * Copies the lists; a null list is an empty one.
     *
     * @param agent the agent
     * @param origin the message it took
     * @param result the message it made
     * @param processor the name of what did it
     * @param fromTopic where the origin came from
     * @param toTopics where the result went
     * @param reason why, in free words
     */
    public ProcessEntry {
        toTopics = toTopics == null ? List.of() : List.copyOf(toTopics);
        reason = reason == null ? List.of() : List.copyOf(reason);
    }

    static ProcessEntry fromTree(String path, Object tree) {
        JsonFields fields = JsonFields.of(path, tree);
        return new ProcessEntry(
                fields.mapped("agent", AgentTag::fromTree),
                fields.id("origin"),
                fields.id("result"),
                fields.text("processor"),
                fields.text("from_topic"),
                fields.texts("to_topics"),
                fields.texts("reason"));
    }

    Map<String, Object> toTree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("agent", agent == null ? null : agent.toTree());
        tree.put("origin", JsonFields.toTree(origin));
        tree.put("result", JsonFields.toTree(result));
        tree.put("processor", processor);
        tree.put("from_topic", fromTopic);
        tree.put("to_topics", toTopics);
        tree.put("reason", reason);
        return tree;
    }
}
