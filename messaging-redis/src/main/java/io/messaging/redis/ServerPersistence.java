package io.messaging.redis;

import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.messaging.backend.MessagingException;
import io.messaging.log.SafeLog;
import io.messaging.redis.connection.RedisLink;
import io.messaging.redis.connection.RedisServer;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** Whether Redis keeps what it has acknowledged when its process is killed, which its settings decide. */
final class ServerPersistence {
    private static final System.Logger LOGGER = SafeLog.of(ServerPersistence.class);

    /** With {@code everysec} Redis replies before it writes while a force is under way. */
    private static final Set<String> SAFE_FSYNC = Set.of("always", "no");

    private ServerPersistence() {}

    /**
     * Asks the server, or all masters of a cluster: these only when some server of it says yes, as that takes connections. One
     * that does not answer counts as one that keeps nothing.
     */
    static boolean isSafe(RedisLink link) {
        try {
            return isSafe(link.call(() -> link.list(CommandType.CONFIG, ServerPersistence::question)))
                    && (!link.isCluster() || link.servers().stream().allMatch(server -> isSafe(link, server)));
        } catch (MessagingException e) {
            LOGGER.log(Level.DEBUG, "Redis does not tell its settings, so PERSISTENT is not declared", e);
            return false;
        }
    }

    private static boolean isSafe(RedisLink link, RedisServer server) {
        return isSafe(link.call(() -> server.list(CommandType.CONFIG, ServerPersistence::question)));
    }

    private static void question(CommandArgs<String, byte[]> words) {
        words.add("GET").add("append*");
    }

    private static boolean isSafe(List<byte[]> settings) {
        return value(settings, "appendonly").equals("yes") && SAFE_FSYNC.contains(value(settings, "appendfsync"));
    }

    /** Names and values come in turn. */
    private static String value(List<byte[]> settings, String name) {
        for (int i = 0; i + 1 < settings.size(); i += 2) {
            if (new String(settings.get(i), StandardCharsets.UTF_8).equals(name)) {
                return new String(settings.get(i + 1), StandardCharsets.UTF_8);
            }
        }
        return "";
    }
}
