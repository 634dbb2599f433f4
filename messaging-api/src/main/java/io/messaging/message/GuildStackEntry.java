package io.messaging.message;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One level of the stack of guilds a message came through. Immutable.
 *
 * @param guildId the guild
 * @param sagaId the saga in it, null where there is none
 */
public record GuildStackEntry(String guildId, String sagaId) {
    static GuildStackEntry fromTree(String path, Object tree) {
        JsonFields fields = JsonFields.of(path, tree);
        return new GuildStackEntry(fields.text("guild_id"), fields.text("saga_id"));
    }

    Map<String, Object> toTree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("guild_id", guildId);
        tree.put("saga_id", sagaId);
        return tree;
    }
}
