package io.messaging.redis.connection;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A connection to one server, or to the master that Sentinels name. */
final class SingleLink extends RedisLink {
    private final RedisClient client;
    private final RedisURI uri;
    private final StatefulRedisConnection<String, byte[]> connection;

    private SingleLink(
            RedisSettings settings,
            RedisFailures failures,
            RedisClient client,
            RedisURI uri,
            StatefulRedisConnection<String, byte[]> connection) {
        super(settings, failures, client);
        this.client = client;
        this.uri = uri;
        this.connection = connection;
    }

    static RedisLink connect(
            RedisSettings settings, RedisFailures failures, RedisURI uri, Consumer<ClientOptions.Builder> common) {
        return SharedResources.connect(resources -> RedisClient.create(resources, uri), client -> {
            ClientOptions.Builder options = ClientOptions.builder();
            common.accept(options);
            client.setOptions(options.build());
            return new SingleLink(settings, failures, client, uri, client.connect(CODEC));
        });
    }

    @Override
    public RedisClusterAsyncCommands<String, byte[]> commands() {
        return connection.async();
    }

    @Override
    List<RedisClusterAsyncCommands<String, byte[]>> masters() {
        return List.of(commands());
    }

    @Override
    List<RedisClusterAsyncCommands<String, byte[]>> nodes() {
        return masters();
    }

    @Override
    boolean isConnected() {
        return connection.isOpen();
    }

    @Override
    CompletableFuture<StatefulRedisPubSubConnection<String, byte[]>> connectPubSub() {
        return client.connectPubSubAsync(CODEC, uri).toCompletableFuture();
    }

    @Override
    CompletableFuture<Void> closeConnection() {
        return connection.closeAsync();
    }
}
