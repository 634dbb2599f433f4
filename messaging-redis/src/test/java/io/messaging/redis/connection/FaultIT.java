package io.messaging.redis.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.messaging.backend.MessagingBackend;
import io.messaging.message.Message;
import io.messaging.redis.testing.Configs;
import io.messaging.redis.testing.Load;
import io.messaging.redis.testing.Messages;
import io.messaging.testsupport.Await;
import io.messaging.testsupport.TcpProxy;
import io.messaging.testsupport.redis.ClusterProcesses;
import io.messaging.testsupport.redis.RedisProcess;
import io.messaging.testsupport.redis.SentinelProcesses;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Things go wrong under load, and nothing is lost that was acknowledged, nothing comes twice. */
class FaultIT {
    private static final int STEP = 150;

    /** The moment of each cut is anywhere in the traffic: so many messages after the one before. */
    @Test
    void connectionsCutAtRandomMomentsLoseNothing() {
        Random random = new Random(7);
        try (RedisProcess server = RedisProcess.start();
                TcpProxy proxy = new TcpProxy(server.port());
                Load load = new Load(Configs.open(proxy.port()), Configs.open(proxy.port()))) {
            for (int i = 0; i < 25; i++) {
                load.awaitProgress(1 + random.nextInt(STEP));
                proxy.cut();
            }
            load.awaitProgress(STEP);
            load.check("connections cut at random moments", proxy.cuts());
        }
    }

    @Test
    void aServerThatIsKilledAndStartedAgainLosesNothingThatItHasOnDisk() {
        try (RedisProcess server = RedisProcess.startDurable();
                Load load = new Load(Configs.open(server.port()), Configs.open(server.port()))) {
            for (int i = 0; i < 3; i++) {
                load.awaitProgress(STEP);
                server.kill();
                server.startAgain();
            }
            load.awaitProgress(STEP);
            load.check("server killed (SIGKILL) and restarted", 3);
        }
    }

    @Test
    void scriptsThatTheServerForgetsAreBroughtAgain() {
        try (RedisProcess server = RedisProcess.start();
                Load load = new Load(Configs.open(server.port()), Configs.open(server.port()))) {
            for (int i = 0; i < 10; i++) {
                load.awaitProgress(20);
                server.call(commands -> commands.scriptFlush());
            }
            load.awaitProgress(20);
            load.check("scripts flushed", 10);
        }
    }

    @Test
    void aServerThatFreezesForAWhileLosesNothing() {
        try (RedisProcess server = RedisProcess.start();
                Load load = new Load(
                        Configs.open(server.port(), "request_timeout_millis", 3_000), Configs.open(server.port()))) {
            for (int i = 0; i < 3; i++) {
                load.awaitProgress(STEP);
                server.suspend();
                awaitTimeouts(load);
                server.resume();
            }
            load.awaitProgress(STEP);
            load.check("server frozen for longer than the time limit", 3);
        }
    }

    private static void awaitTimeouts(Load load) {
        long before = load.retries();
        Await.until("a store to run out of time", () -> load.retries() > before);
    }

    @Test
    void sentinelsThatChooseAnotherMasterLoseNothingThatWasReplicated() {
        try (SentinelProcesses sentinels = SentinelProcesses.start();
                Load load = new Load(Configs.open(sentinels.options()), Configs.open(sentinels.options()))) {
            load.awaitProgress(STEP);
            load.whilePaused(() -> {
                sentinels.awaitReplicated();
                sentinels.killMaster();
            });
            load.awaitProgress(STEP);
            load.check("fail-over by Sentinel, master killed", 1);
        }
    }

    /** A frozen master keeps its connections: the client has to give them up by itself to learn of the new one. */
    @Test
    void aMasterThatFreezesForGoodIsLeftForTheOneThatSentinelsChoose() {
        try (SentinelProcesses sentinels = SentinelProcesses.start()) {
            Map<String, Object> options = new HashMap<>(sentinels.options());
            options.put("request_timeout_millis", 4_000);
            try (Load load = new Load(Configs.open(options), Configs.open(options))) {
                load.awaitProgress(STEP);
                load.whilePaused(() -> {
                    sentinels.awaitReplicated();
                    sentinels.freezeMaster();
                });
                load.awaitProgress(STEP);
                load.check("fail-over by Sentinel, master frozen", 1);
            }
        }
    }

    @Test
    void slotsThatMoveToAnotherNodeLoseNothing() {
        try (ClusterProcesses cluster = ClusterProcesses.start(3)) {
            Map<String, Object> options = Map.of("mode", "cluster", "nodes", cluster.addresses());
            try (Load load = new Load(Configs.open(options), Configs.open(options))) {
                int moves = 0;
                for (int round = 0; round < 3; round++) {
                    for (String topic : load.topics()) {
                        load.awaitProgress(STEP);
                        cluster.moveSlotOf("{" + topic + "}");
                        moves++;
                    }
                }
                load.awaitProgress(STEP);
                load.check("slots of a cluster moved to another node", moves);
            }
        }
    }

    @Test
    void aClusterThatLosesAMasterGoesOnWithItsReplica() {
        try (ClusterProcesses cluster = ClusterProcesses.start(3)) {
            for (int master = 0; master < 3; master++) {
                cluster.addReplica(master);
            }
            Map<String, Object> options = Map.of("mode", "cluster", "nodes", cluster.addresses());
            try (Load load = new Load(Configs.open(options), Configs.open(options))) {
                load.awaitProgress(STEP);
                load.whilePaused(() -> {
                    cluster.awaitReplicated();
                    cluster.node(0).kill();
                });
                load.awaitProgress(STEP);
                load.check("fail-over in a cluster, one of three killed", 1);
            }
        }
    }

    /** The sweep gives memory back even where nobody stores, reads or subscribes any more. */
    @Test
    void whatHasExpiredLeavesNothingButTheEndOfItsTopic() {
        try (RedisProcess server = RedisProcess.start();
                MessagingBackend backend = Configs.open(server.port())) {
            for (int i = 0; i < 50; i++) {
                Message mortal = Message.builder(Messages.IDS)
                        .payload(Map.of("n", i))
                        .ttlSeconds(1)
                        .build();
                backend.storeMessage("n", "topic-" + i % 3, mortal);
            }
            AtomicReference<List<String>> keys = new AtomicReference<>();
            Await.until(Await.LIMIT, () -> "only ends and empty logs, not " + keys.get(), () -> {
                keys.set(server.call(commands -> commands.keys("*")));
                return keys.get().stream().allMatch(key -> key.endsWith(":end") || key.endsWith(":log"));
            });
            long left = keys.get().stream()
                    .filter(key -> key.endsWith(":log"))
                    .mapToLong(log -> server.call(commands -> commands.xlen(log)))
                    .sum();
            assertEquals(0, left, "entries left in logs");
        }
    }
}
