package io.messaging.message;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Says that a message was passed on for somebody else. Immutable.
 *
 * @param originMessageId the message that was passed on
 * @param onBehalfOf the agent it was passed on for
 */
public record ForwardHeader(GemstoneId originMessageId, AgentTag onBehalfOf) {
    static ForwardHeader fromTree(String path, Object tree) {
        JsonFields fields = JsonFields.of(path, tree);
        return new ForwardHeader(fields.id("origin_message_id"), fields.mapped("on_behalf_of", AgentTag::fromTree));
    }

    Map<String, Object> toTree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("origin_message_id", JsonFields.toTree(originMessageId));
        tree.put("on_behalf_of", onBehalfOf == null ? null : onBehalfOf.toTree());
        return tree;
    }
}
