package io.messaging.message;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * One level of the stack of guilds a message came through. Immutable.
 *
 * <p>One that was read from a message also keeps what it has no method for, and whether a field was null, empty or
 * missing, so it is written back as it was. Two are equal when their methods return equal values.
 */
public final class GuildStackEntry {
    private final String guildId;
    private final String sagaId;
    private final Map<String, Object> tree;

    /**
     * Creates one with these fields and no others.
     *
     * @param guildId the guild
     * @param sagaId the saga in it, null where there is none
     */
    public GuildStackEntry(String guildId, String sagaId) {
        this.guildId = guildId;
        this.sagaId = sagaId;
        Map<String, Object> written = new LinkedHashMap<>();
        written.put("guild_id", guildId);
        written.put("saga_id", sagaId);
        this.tree = Collections.unmodifiableMap(written);
    }

    private GuildStackEntry(JsonFields fields) {
        guildId = fields.text("guild_id");
        sagaId = fields.text("saga_id");
        tree = fields.unchanged();
    }

    static GuildStackEntry fromTree(String path, Object tree) {
        return new GuildStackEntry(JsonFields.of(path, tree));
    }

    Map<String, Object> toTree() {
        return tree;
    }

    /** {@return the guild} */
    public String guildId() {
        return guildId;
    }

    /** {@return the saga in it, null where there is none} */
    public String sagaId() {
        return sagaId;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GuildStackEntry that
                && Objects.equals(guildId, that.guildId)
                && Objects.equals(sagaId, that.sagaId);
    }

    @Override
    public int hashCode() {
        return Objects.hash(guildId, sagaId);
    }

    @Override
    public String toString() {
        return "GuildStackEntry[guildId=" + guildId + ", sagaId=" + sagaId + "]";
    }
}
