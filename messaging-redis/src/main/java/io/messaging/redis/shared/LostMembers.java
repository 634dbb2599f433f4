package io.messaging.redis.shared;

import io.messaging.redis.connection.RedisLink;
import io.messaging.redis.connection.RedisServer;
import io.messaging.redis.connection.Script;
import io.messaging.redis.store.Keys;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds out which members of a group are gone: nobody listens on their channels any more, at any server, for a while in which
 * their leases were not renewed. A suspended process keeps its connections. Thread-safe; waits for Redis.
 */
final class LostMembers {
    private static final Script PRESENT = Script.load(LostMembers.class, "present.lua");

    private final RedisLink link;
    private final Keys keys;
    private final GroupId id;

    /** Since when a member was not there, with that lease. Guarded by this object's monitor. */
    private final Map<String, Missing> missing = new HashMap<>();

    private record Missing(String lease, long sinceNanos) {}

    LostMembers(RedisLink link, Keys keys, GroupId id) {
        this.link = link;
        this.keys = keys;
        this.id = id;
    }

    /** Returns which of these members have a connection. */
    Set<String> present(Set<String> members) {
        List<String> names = List.copyOf(members);
        List<byte[]> channels = names.stream()
                .map(member ->
                        keys.memberChannel(id.topic(), id.group(), member).getBytes(StandardCharsets.UTF_8))
                .toList();
        Map<String, Boolean> present = new LinkedHashMap<>();
        for (RedisServer server : link.allServers()) {
            List<byte[]> counts = link.call(() -> server.run(PRESENT, List.of(), channels));
            for (int i = 0; i < names.size(); i++) {
                if (counts.get(i)[0] != '0') {
                    present.put(names.get(i), true);
                }
            }
        }
        return present.keySet();
    }

    /**
     * Returns those of these members, each with its lease, of which it has known for so long that they have no connection.
     * Ask again later about others.
     */
    Map<String, String> gone(Map<String, String> suspects, long nanos) {
        Set<String> present = present(suspects.keySet());
        long now = System.nanoTime();
        Map<String, String> gone = new LinkedHashMap<>();
        synchronized (this) {
            missing.keySet().retainAll(suspects.keySet());
            missing.keySet().removeAll(present);
            suspects.forEach((member, lease) -> {
                if (!present.contains(member)) {
                    Missing since = missing.merge(
                            member,
                            new Missing(lease, now),
                            (before, found) -> before.lease().equals(lease) ? before : found);
                    if (now - since.sinceNanos() >= nanos) {
                        gone.put(member, lease);
                    }
                }
            });
        }
        return gone;
    }
}
