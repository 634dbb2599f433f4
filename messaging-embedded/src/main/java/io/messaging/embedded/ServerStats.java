package io.messaging.embedded;

import java.util.Map;

/**
 * What a server holds and has done. Immutable.
 *
 * @param serverId the server's name
 * @param uptimeMillis how long it has been running
 * @param topics topics it knows
 * @param messages messages stored
 * @param storedBytes their JSON bytes
 * @param connections open connections
 * @param subscriptions subscriptions in force, over sockets and in its JVM
 * @param durableClients durable clients known, connected or away
 * @param commands lines received over sockets
 * @param errors lines it answered with an error
 * @param publishDrops published, not stored texts that were dropped because a subscriber did not read
 */
public record ServerStats(
        String serverId,
        long uptimeMillis,
        long topics,
        long messages,
        long storedBytes,
        long connections,
        long subscriptions,
        long durableClients,
        long commands,
        long errors,
        long publishDrops) {
    static ServerStats of(Map<String, Object> counts) {
        return new ServerStats(
                String.valueOf(counts.get("server_id")),
                count(counts, "uptime_millis"),
                count(counts, "topics"),
                count(counts, "messages"),
                count(counts, "stored_bytes"),
                count(counts, "connections"),
                count(counts, "subscriptions"),
                count(counts, "durable_clients"),
                count(counts, "commands"),
                count(counts, "errors"),
                count(counts, "publish_drops"));
    }

    /** Servers of other versions may count other things. */
    private static long count(Map<String, Object> counts, String name) {
        return counts.get(name) instanceof Number number ? number.longValue() : 0;
    }
}
