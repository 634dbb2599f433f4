package io.messaging.message;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Who sends or receives: an agent's id and its name for people. Immutable.
 *
 * <p>One that was read from a message also keeps what it has no method for, and whether a field was null, empty or
 * missing, so it is written back as it was. Two are equal when their methods return equal values.
 */
public final class AgentTag {
    private final String id;
    private final String name;
    private final Map<String, Object> tree;

    /**
     * Creates one with these fields and no others.
     *
     * @param id the agent's id, null where only the name is known
     * @param name the agent's name, null where it has none
     */
    public AgentTag(String id, String name) {
        this.id = id;
        this.name = name;
        Map<String, Object> written = new LinkedHashMap<>();
        written.put("id", id);
        written.put("name", name);
        this.tree = Collections.unmodifiableMap(written);
    }

    private AgentTag(JsonFields fields) {
        id = fields.text("id");
        name = fields.text("name");
        tree = fields.unchanged();
    }

    /**
     * {@return an agent that has the same id and name}
     *
     * @param id the agent's id
     */
    public static AgentTag of(String id) {
        return new AgentTag(id, id);
    }

    static AgentTag fromTree(String path, Object tree) {
        return new AgentTag(JsonFields.of(path, tree));
    }

    Map<String, Object> toTree() {
        return tree;
    }

    /** {@return the agent's id, null where only the name is known} */
    public String id() {
        return id;
    }

    /** {@return the agent's name, null where it has none} */
    public String name() {
        return name;
    }

    /**
     * Returns whether two tags may mean the same agent: their ids are equal or, where one of them has no id, their names.
     *
     * @param other the other tag
     * @return false also where there is nothing to compare: an id is missing, and a name too
     */
    public boolean matches(AgentTag other) {
        return id != null && other.id != null ? id.equals(other.id) : name != null && name.equals(other.name);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AgentTag that && Objects.equals(id, that.id) && Objects.equals(name, that.name);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, name);
    }

    @Override
    public String toString() {
        return "AgentTag[id=" + id + ", name=" + name + "]";
    }
}
