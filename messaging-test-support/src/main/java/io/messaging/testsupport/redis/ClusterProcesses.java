package io.messaging.testsupport.redis;

import io.lettuce.core.MigrateArgs;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.SlotHash;
import io.messaging.testsupport.Await;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A cluster of masters on loopback. */
public final class ClusterProcesses implements AutoCloseable {
    private static final int SLOTS = 16_384;

    private final List<RedisProcess> nodes = new ArrayList<>();

    /** Of the slots that were asked for: the number of the node that has it. */
    private final Map<Integer, Integer> owners = new HashMap<>();

    private ClusterProcesses() {}

    public static ClusterProcesses start(int masters) {
        ClusterProcesses cluster = new ClusterProcesses();
        for (int i = 0; i < masters; i++) {
            cluster.addNode();
        }
        for (int i = 0; i < masters; i++) {
            int[] slots = IntStream.range(SLOTS * i / masters, SLOTS * (i + 1) / masters)
                    .toArray();
            cluster.nodes.get(i).call(commands -> commands.clusterAddSlots(slots));
        }
        cluster.introduce();
        return cluster;
    }

    private RedisProcess addNode() {
        RedisProcess node = RedisProcess.start(
                "--cluster-enabled",
                "yes",
                "--cluster-config-file",
                "nodes.conf",
                "--cluster-node-timeout",
                "1500",
                "--cluster-replica-validity-factor",
                "0");
        nodes.add(node);
        return node;
    }

    private void introduce() {
        RedisProcess first = nodes.get(0);
        nodes.stream().skip(1).forEach(node -> node.call(commands -> commands.clusterMeet("127.0.0.1", first.port())));
        awaitHealthy();
    }

    /** Adds a replica to a master, and waits until it has what that one has. */
    public void addReplica(int master) {
        String id = nodes.get(master).call(RedisCommands::clusterMyId);
        RedisProcess replica = addNode();
        introduce();
        Await.until("the replica to know its master", () -> {
            try {
                replica.call(commands -> commands.clusterReplicate(id));
                return true;
            } catch (io.lettuce.core.RedisCommandExecutionException e) {
                return false;
            }
        });
        Replication.awaitInStep(replica);
    }

    /** Moves the slot of a key to the next node, key by key, as an administrator's tool does. */
    public void moveSlotOf(String key) {
        int slot = SlotHash.getSlot(key);
        RedisProcess source = nodes.get(owner(slot));
        RedisProcess target = nodes.get((owner(slot) + 1) % nodes.size());
        String sourceId = source.call(RedisCommands::clusterMyId);
        String targetId = target.call(RedisCommands::clusterMyId);
        target.call(commands -> commands.clusterSetSlotImporting(slot, sourceId));
        source.call(commands -> commands.clusterSetSlotMigrating(slot, targetId));
        source.call(commands -> {
            for (List<String> keys = commands.clusterGetKeysInSlot(slot, 10);
                    !keys.isEmpty();
                    keys = commands.clusterGetKeysInSlot(slot, 10)) {
                commands.migrate("127.0.0.1", target.port(), 0, 10_000, MigrateArgs.Builder.keys(keys));
            }
            return null;
        });
        target.call(commands -> commands.clusterSetSlotNode(slot, targetId));
        nodes.forEach(node -> node.call(commands -> commands.clusterSetSlotNode(slot, targetId)));
        owners.put(slot, nodes.indexOf(target));
    }

    private int owner(int slot) {
        return owners.computeIfAbsent(slot, s -> firstOwner(s, nodes.size()));
    }

    private static int firstOwner(int slot, int masters) {
        return IntStream.range(0, masters)
                .filter(i -> slot >= SLOTS * i / masters && slot < SLOTS * (i + 1) / masters)
                .findFirst()
                .orElseThrow();
    }

    /**
     * Kills the master that has the slot of a key, waits until its replica is in its place, and starts the former master as its
     * replica. Each master has one replica.
     */
    public void failOver(String key) {
        int masters = nodes.size() / 2;
        int first = firstOwner(SlotHash.getSlot(key), masters);
        RedisProcess one = nodes.get(first);
        RedisProcess other = nodes.get(masters + first);
        RedisProcess master = Replication.isMaster(one) ? one : other;
        RedisProcess replica = master == one ? other : one;
        Replication.awaitAcknowledged(master);
        master.kill();
        Replication.awaitMaster(replica);
        master.startAgain();
        awaitHealthy();
        Replication.awaitInStep(master);
    }

    private void awaitHealthy() {
        Await.until(
                "all nodes to agree",
                () -> nodes.stream().allMatch(node -> {
                    String info = node.call(RedisCommands::clusterInfo);
                    return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:" + nodes.size());
                }));
    }

    /** Waits until every replica has what its master has; replicas were added in their masters' order. */
    public void awaitReplicated() {
        int masters = nodes.size() / 2;
        for (int i = 0; i < masters; i++) {
            Replication.await(nodes.get(i), nodes.get(masters + i));
        }
    }

    public RedisProcess node(int number) {
        return nodes.get(number);
    }

    /** The addresses that clients use, as the option {@code nodes} takes them. */
    public String addresses() {
        return nodes.stream().map(RedisProcess::address).collect(Collectors.joining(","));
    }

    public void cutConnections() {
        nodes.forEach(RedisProcess::cutConnections);
    }

    @Override
    public void close() {
        nodes.forEach(RedisProcess::close);
    }
}
