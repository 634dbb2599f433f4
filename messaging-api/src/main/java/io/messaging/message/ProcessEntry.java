package io.messaging.message;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One step in a message's history: which agent made which message of which. Immutable.
 *
 * <p>One that was read from a message also keeps what it has no method for, and whether a field was null, empty or
 * missing, so it is written back as it was. Two are equal when their methods return equal values.
 */
public final class ProcessEntry {
    private final AgentTag agent;
    private final GemstoneId origin;
    private final GemstoneId result;
    private final String processor;
    private final String fromTopic;
    private final List<String> toTopics;
    private final List<String> reason;
    private final Map<String, Object> tree;

    /**
     * Creates one with these fields and no others; a null list is an empty one.
     *
     * @param agent the agent
     * @param origin the message it took
     * @param result the message it made
     * @param processor the name of what did it
     * @param fromTopic where the origin came from
     * @param toTopics where the result went
     * @param reason why, in free words
     */
    public ProcessEntry(
            AgentTag agent,
            GemstoneId origin,
            GemstoneId result,
            String processor,
            String fromTopic,
            List<String> toTopics,
            List<String> reason) {
        this.agent = agent;
        this.origin = origin;
        this.result = result;
        this.processor = processor;
        this.fromTopic = fromTopic;
        this.toTopics = toTopics == null ? List.of() : List.copyOf(toTopics);
        this.reason = reason == null ? List.of() : List.copyOf(reason);
        Map<String, Object> written = new LinkedHashMap<>();
        written.put("agent", agent == null ? null : agent.toTree());
        written.put("origin", JsonFields.toTree(origin));
        written.put("result", JsonFields.toTree(result));
        written.put("processor", processor);
        written.put("from_topic", fromTopic);
        written.put("to_topics", this.toTopics);
        written.put("reason", this.reason);
        this.tree = Collections.unmodifiableMap(written);
    }

    private ProcessEntry(JsonFields fields) {
        agent = fields.mapped("agent", AgentTag::fromTree);
        origin = fields.id("origin");
        result = fields.id("result");
        processor = fields.text("processor");
        fromTopic = fields.text("from_topic");
        toTopics = fields.texts("to_topics");
        reason = fields.texts("reason");
        tree = fields.unchanged();
    }

    static ProcessEntry fromTree(String path, Object tree) {
        return new ProcessEntry(JsonFields.of(path, tree));
    }

    Map<String, Object> toTree() {
        return tree;
    }

    /** {@return the agent} */
    public AgentTag agent() {
        return agent;
    }

    /** {@return the message it took} */
    public GemstoneId origin() {
        return origin;
    }

    /** {@return the message it made} */
    public GemstoneId result() {
        return result;
    }

    /** {@return the name of what did it} */
    public String processor() {
        return processor;
    }

    /** {@return where the origin came from} */
    public String fromTopic() {
        return fromTopic;
    }

    /** {@return where the result went} */
    public List<String> toTopics() {
        return toTopics;
    }

    /** {@return why, in free words} */
    public List<String> reason() {
        return reason;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ProcessEntry that
                && Objects.equals(agent, that.agent)
                && Objects.equals(origin, that.origin)
                && Objects.equals(result, that.result)
                && Objects.equals(processor, that.processor)
                && Objects.equals(fromTopic, that.fromTopic)
                && Objects.equals(toTopics, that.toTopics)
                && Objects.equals(reason, that.reason);
    }

    @Override
    public int hashCode() {
        return Objects.hash(agent, origin, result, processor, fromTopic, toTopics, reason);
    }

    @Override
    public String toString() {
        return "ProcessEntry[agent=" + agent + ", origin=" + origin + ", result=" + result + ", processor=" + processor
                + ", fromTopic=" + fromTopic + ", toTopics=" + toTopics + ", reason=" + reason + "]";
    }
}
