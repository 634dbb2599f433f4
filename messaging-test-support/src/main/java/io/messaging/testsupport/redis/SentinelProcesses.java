package io.messaging.testsupport.redis;

import io.messaging.testsupport.Await;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A master, a replica and one Sentinel that watches them. */
public final class SentinelProcesses implements AutoCloseable {
    private static final String MASTER = "orders-master";

    private static final Duration LIMIT = Duration.ofMinutes(3);

    private RedisProcess master;
    private RedisProcess replica;
    private final RedisProcess sentinel;

    private SentinelProcesses(RedisProcess master, RedisProcess replica, RedisProcess sentinel) {
        this.master = master;
        this.replica = replica;
        this.sentinel = sentinel;
    }

    public static SentinelProcesses start() {
        RedisProcess master = RedisProcess.start();
        RedisProcess replica = RedisProcess.start("--replicaof", "127.0.0.1", Integer.toString(master.port()));
        RedisProcess sentinel = RedisProcess.startSentinel(List.of(
                "sentinel monitor " + MASTER + " 127.0.0.1 " + master.port() + " 1",
                "sentinel down-after-milliseconds " + MASTER + " 600",
                "sentinel failover-timeout " + MASTER + " 5000"));
        awaitHealthy(replica, sentinel);
        return new SentinelProcesses(master, replica, sentinel);
    }

    private static void awaitHealthy(RedisProcess replica, RedisProcess sentinel) {
        Replication.awaitInStep(replica);
        Await.until("Sentinel to know the replica", () -> {
            String info = sentinel.call(commands -> commands.info("sentinel"));
            return info.contains("status=ok") && info.contains("slaves=1");
        });
    }

    public Map<String, Object> options() {
        return Map.of("mode", "sentinel", "nodes", sentinel.address(), "sentinel_master", MASTER);
    }

    /** Waits until the replica has everything that was stored. */
    public void awaitReplicated() {
        Replication.await(master, replica);
    }

    /** Kills the master, waits until the replica is in its place, and starts the former master as its replica. */
    public void failOver() {
        Replication.awaitAcknowledged(master);
        RedisProcess killed = master;
        killed.kill();
        master = replica;
        replica = killed;
        Replication.awaitMaster(master);
        killed.startAgain();
        killed.call(commands -> commands.replicaof("127.0.0.1", master.port()));
        Await.until(LIMIT, () -> "a master and a replica in step", () -> hasRoles(master, replica) || swapRoles());
    }

    /** On a busy machine Sentinel may have found the new master too slow, and have chosen the former one again. */
    private boolean swapRoles() {
        if (hasRoles(replica, master)) {
            RedisProcess former = master;
            master = replica;
            replica = former;
            return true;
        }
        return false;
    }

    private static boolean hasRoles(RedisProcess master, RedisProcess replica) {
        return Replication.isMaster(master) && Replication.isInStep(replica);
    }

    public void killMaster() {
        master.kill();
    }

    public void freezeMaster() {
        master.suspend();
    }

    @Override
    public void close() {
        sentinel.close();
        replica.close();
        master.close();
    }
}
