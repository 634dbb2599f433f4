package io.messaging.redis.connection;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Connections to the masters of a cluster. */
final class ClusterLink extends RedisLink {
    private static final Duration REFRESH_PERIOD = Duration.ofSeconds(15);
    private static final Duration REFRESH_PAUSE = Duration.ofMillis(500);

    private final RedisClusterClient client;
    private final StatefulRedisClusterConnection<String, byte[]> connection;

    private ClusterLink(
            RedisSettings settings,
            RedisFailures failures,
            RedisClusterClient client,
            StatefulRedisClusterConnection<String, byte[]> connection) {
        super(settings, failures, client);
        this.client = client;
        this.connection = connection;
    }

    static RedisLink connect(
            RedisSettings settings,
            RedisFailures failures,
            List<RedisURI> uris,
            Consumer<ClientOptions.Builder> common) {
        return SharedResources.connect(resources -> RedisClusterClient.create(resources, uris), client -> {
            ClusterClientOptions.Builder options = ClusterClientOptions.builder();
            common.accept(options);
            options.topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                    .enablePeriodicRefresh(REFRESH_PERIOD)
                    .adaptiveRefreshTriggersTimeout(REFRESH_PAUSE)
                    .build());
            client.setOptions(options.build());
            return new ClusterLink(settings, failures, client, client.connect(CODEC));
        });
    }

    @Override
    public RedisClusterAsyncCommands<String, byte[]> commands() {
        return connection.async();
    }

    @Override
    List<RedisClusterAsyncCommands<String, byte[]>> masters() {
        return commandsOf(node -> node.is(RedisClusterNode.NodeFlag.UPSTREAM) && !node.hasNoSlots());
    }

    @Override
    List<RedisClusterAsyncCommands<String, byte[]>> nodes() {
        return commandsOf(
                node -> !node.is(RedisClusterNode.NodeFlag.FAIL) && !node.is(RedisClusterNode.NodeFlag.NOADDR));
    }

    private List<RedisClusterAsyncCommands<String, byte[]>> commandsOf(Predicate<RedisClusterNode> wanted) {
        List<RedisClusterAsyncCommands<String, byte[]>> commands = new ArrayList<>();
        for (RedisClusterNode node : connection.getPartitions()) {
            if (wanted.test(node)) {
                commands.add(connection.getConnection(node.getNodeId()).async());
            }
        }
        return commands;
    }

    @Override
    boolean isConnected() {
        return connection.isOpen();
    }

    @Override
    CompletableFuture<StatefulRedisPubSubConnection<String, byte[]>> connectPubSub() {
        return client.connectPubSubAsync(CODEC)
                .thenApply(opened -> (StatefulRedisPubSubConnection<String, byte[]>) opened);
    }

    @Override
    CompletableFuture<Void> closeConnection() {
        return connection.closeAsync();
    }
}
