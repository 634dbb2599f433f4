package io.messaging.testsupport.redis;

import io.messaging.testsupport.TcpProxy;
import java.util.Map;

/** A master and a replica at one address: when the replica takes over, it lacks what the master was told last. */
public final class SwitchedServers implements AutoCloseable {
    private RedisProcess master;
    private RedisProcess replica;
    private final TcpProxy proxy;

    private SwitchedServers(RedisProcess master, RedisProcess replica) {
        this.master = master;
        this.replica = replica;
        proxy = new TcpProxy(master.port());
    }

    public static SwitchedServers start() {
        RedisProcess master = RedisProcess.start();
        RedisProcess replica = RedisProcess.start("--replicaof", "127.0.0.1", Integer.toString(master.port()));
        Replication.awaitInStep(replica);
        return new SwitchedServers(master, replica);
    }

    public Map<String, Object> options() {
        return Map.of("port", proxy.port());
    }

    /** Has the replica take over without what comes to the master meanwhile, and the master become its replica. */
    public void failOver(Runnable meanwhile) {
        Replication.awaitAcknowledgedAtOnce(master);
        replica.call(commands -> commands.replicaofNoOne());
        meanwhile.run();
        RedisProcess former = master;
        master = replica;
        replica = former;
        proxy.switchTo(master.port());
        replica.call(commands -> commands.replicaof("127.0.0.1", master.port()));
        Replication.awaitInStep(replica);
    }

    @Override
    public void close() {
        proxy.close();
        replica.close();
        master.close();
    }
}
