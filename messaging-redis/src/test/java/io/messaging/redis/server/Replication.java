package io.messaging.redis.server;

import io.messaging.testsupport.Await;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compares how far masters and replicas are. */
final class Replication {
    private static final Pattern OFFSET = Pattern.compile("master_repl_offset:(\\d+)");

    private Replication() {}

    static void await(RedisProcess master, RedisProcess replica) {
        long offset = offset(master);
        Await.until("the replica to have what the master has", () -> offset(replica) >= offset);
    }

    private static long offset(RedisProcess server) {
        Matcher info = OFFSET.matcher(server.call(commands -> commands.info("replication")));
        if (!info.find()) {
            throw new IllegalStateException("no offset in the server's information");
        }
        return Long.parseLong(info.group(1));
    }
}
