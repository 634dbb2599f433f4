package io.messaging.message;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Notes that a message was forwarded on behalf of another agent. Immutable.
 *
 * <p>One that was read from a message also keeps what it has no method for, and whether a field was null, empty or
 * missing, so it is written back as it was. Two are equal when their methods return equal values.
 */
public final class ForwardHeader {
    private final GemstoneId originMessageId;
    private final AgentTag onBehalfOf;
    private final Map<String, Object> tree;

    /**
     * Creates one with these fields and no others.
     *
     * @param originMessageId the message that was passed on
     * @param onBehalfOf the agent it was passed on for
     */
    public ForwardHeader(GemstoneId originMessageId, AgentTag onBehalfOf) {
        this.originMessageId = originMessageId;
        this.onBehalfOf = onBehalfOf;
        Map<String, Object> written = new LinkedHashMap<>();
        written.put("origin_message_id", JsonFields.toTree(originMessageId));
        written.put("on_behalf_of", onBehalfOf == null ? null : onBehalfOf.toTree());
        this.tree = Collections.unmodifiableMap(written);
    }

    private ForwardHeader(JsonFields fields) {
        originMessageId = fields.id("origin_message_id");
        onBehalfOf = fields.mapped("on_behalf_of", AgentTag::fromTree);
        tree = fields.unchanged();
    }

    static ForwardHeader fromTree(String path, Object tree) {
        return new ForwardHeader(JsonFields.of(path, tree));
    }

    Map<String, Object> toTree() {
        return tree;
    }

    /** {@return the message that was passed on} */
    public GemstoneId originMessageId() {
        return originMessageId;
    }

    /** {@return the agent it was passed on for} */
    public AgentTag onBehalfOf() {
        return onBehalfOf;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ForwardHeader that
                && Objects.equals(originMessageId, that.originMessageId)
                && Objects.equals(onBehalfOf, that.onBehalfOf);
    }

    @Override
    public int hashCode() {
        return Objects.hash(originMessageId, onBehalfOf);
    }

    @Override
    public String toString() {
        return "ForwardHeader[originMessageId=" + originMessageId + ", onBehalfOf=" + onBehalfOf + "]";
    }
}
