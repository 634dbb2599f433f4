package io.messaging.testsupport.redis;

import io.lettuce.core.RedisException;
import io.messaging.testsupport.Await;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compares how far masters and replicas are. */
final class Replication {
    /** On a busy machine Sentinel waits half a minute before it acts. */
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private static final Pattern OFFSET = Pattern.compile("master_repl_offset:(\\d+)");

    private static final Pattern ACKNOWLEDGED = Pattern.compile("slave0:.*state=online,offset=(\\d+)");

    private Replication() {}

    static void await(RedisProcess master, RedisProcess replica) {
        long offset = offset(master);
        Await.until("the replica to have what the master has", () -> offset(replica) >= offset);
    }

    /** Waits until a replica acknowledges what is written from now on: before, a master keeps it to itself. */
    static void awaitAcknowledged(RedisProcess master) {
        long offset = offset(master);
        Await.until("the replica to acknowledge", () -> {
            Matcher info = ACKNOWLEDGED.matcher(info(master));
            return info.find() && Long.parseLong(info.group(1)) >= offset;
        });
    }

    /** The same, without waiting for the replica's next acknowledgement, for masters that are in no cluster. */
    static void awaitAcknowledgedAtOnce(RedisProcess master) {
        Await.until(
                "the replica to acknowledge",
                () -> master.call(commands -> {
                    commands.set("acknowledged", "?"); // what is waited for is the connection's last command
                    return commands.waitForReplication(1, 1_000) > 0;
                }));
    }

    static boolean isMaster(RedisProcess server) {
        return info(server).contains("role:master");
    }

    static void awaitMaster(RedisProcess replica) {
        Await.until(LIMIT, () -> "the replica to become the master: " + info(replica), () -> isMaster(replica));
    }

    static void awaitInStep(RedisProcess replica) {
        Await.until(LIMIT, () -> "the replica to be in step: " + info(replica), () -> isInStep(replica));
    }

    static boolean isInStep(RedisProcess replica) {
        return info(replica).contains("master_link_status:up");
    }

    /** Returns nothing when the server has cut the connection, as it does when it becomes a master. */
    private static String info(RedisProcess server) {
        try {
            return server.call(commands -> commands.info("replication"));
        } catch (RedisException e) {
            return "";
        }
    }

    private static long offset(RedisProcess server) {
        Matcher info = OFFSET.matcher(info(server));
        if (!info.find()) {
            throw new IllegalStateException("no offset in the server's information");
        }
        return Long.parseLong(info.group(1));
    }
}
