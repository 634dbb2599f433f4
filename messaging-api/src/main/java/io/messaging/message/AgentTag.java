package io.messaging.message;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who sends or receives: an agent's id and its name for people. Immutable.
 *
 * @param id the agent's id, null where only the name is known
 * @param name the agent's name, null where it has none
 */
public record AgentTag(String id, String name) {
    /**
     * Names an agent that has the same id and name.
     *
     * @param id the agent's id
     * @return the tag
     */
    public static AgentTag of(String id) {
        return new AgentTag(id, id);
    }

    static AgentTag fromTree(String path, Object tree) {
        JsonFields fields = JsonFields.of(path, tree);
        return new AgentTag(fields.text("id"), fields.text("name"));
    }

    Map<String, Object> toTree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("id", id);
        tree.put("name", name);
        return tree;
    }
}
