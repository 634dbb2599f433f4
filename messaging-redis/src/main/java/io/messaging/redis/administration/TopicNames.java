package io.messaging.redis.administration;

import io.messaging.redis.connection.RedisLink;
import io.messaging.redis.connection.RedisServer;
import io.messaging.redis.connection.Script;
import io.messaging.redis.store.Keys;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds topics by their keys. There is no list of topics, which would make every store more expensive; so this scans
 * the names of all keys, in parts, so that other commands are served in between. Thread-safe.
 */
final class TopicNames {
    private static final Script NAMES = Script.load(TopicNames.class, "names.lua");
    private static final byte[] NAMES_AT_ONCE = "2000".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BEGINNING = {'0'};

    private final RedisLink link;
    private final Keys keys;

    TopicNames(RedisLink link, Keys keys) {
        this.link = link;
        this.keys = keys;
    }

    /**
     * The topics found.
     *
     * @param topics in no particular order
     * @param complete whether the time sufficed for all
     */
    record Found(Set<String> topics, boolean complete) {}

    /** Finds all topics, without a time limit. */
    Set<String> all() {
        return find(System.nanoTime() + Long.MAX_VALUE / 2).topics();
    }

    Found find(long deadlineNanos) {
        Set<String> topics = new LinkedHashSet<>();
        byte[] pattern = keys.logPattern().getBytes(StandardCharsets.UTF_8);
        for (RedisServer server : link.servers()) {
            byte[] cursor = BEGINNING;
            do {
                if (System.nanoTime() - deadlineNanos > 0) {
                    return new Found(topics, false);
                }
                List<byte[]> args = List.of(cursor, pattern, NAMES_AT_ONCE);
                List<byte[]> page = link.call(() -> server.run(NAMES, List.of(), args));
                page.subList(1, page.size()).stream()
                        .map(name -> keys.topicOfLog(new String(name, StandardCharsets.UTF_8)))
                        .flatMap(Optional::stream)
                        .forEach(topics::add);
                cursor = page.get(0);
            } while (cursor.length != 1 || cursor[0] != '0');
        }
        return new Found(topics, true);
    }
}
