package io.messaging.benchmarks.peer;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.messaging.benchmarks.process.ArrivalCount;
import io.messaging.benchmarks.process.NativeServer;
import io.messaging.benchmarks.process.Server;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import redis.embedded.core.ExecutableProvider;

/** Redis without persistence or with an append-only file, through Lettuce. */
final class RedisBroker implements Broker {
    private static final String PROGRAM = "redis-server";

    private final String appendFsync;

    /** Creates the peer; {@code appendFsync} is the setting of that name, null for a server that keeps nothing on disk. */
    RedisBroker(String appendFsync) {
        this.appendFsync = appendFsync;
    }

    @Override
    public String name() {
        return appendFsync == null ? "redis" : "redis-aof-" + appendFsync;
    }

    @Override
    public Server start() throws Exception {
        String program = findProgram().toString();
        return NativeServer.start(
                PROGRAM,
                port -> List.of(
                        program,
                        "--bind",
                        "127.0.0.1",
                        "--port",
                        Integer.toString(port),
                        "--save",
                        "",
                        "--appendonly",
                        appendFsync == null ? "no" : "yes",
                        "--appendfsync",
                        appendFsync == null ? "no" : appendFsync));
    }

    /** One that the user has installed goes before the one that comes with a jar. */
    private static Path findProgram() throws PeerUnavailableException {
        Optional<Path> installed = NativeServer.find(PROGRAM);
        if (installed.isPresent()) {
            return installed.get();
        }
        try {
            return ExecutableProvider.newJarResourceProvider().get().toPath();
        } catch (IOException | RuntimeException e) {
            throw new PeerUnavailableException(
                    "no " + PROGRAM + " is on the PATH and none for this system comes with the jar: install one", e);
        }
    }

    @Override
    public StoreClient connect(int port, String topic) {
        RedisClient client = client(port);
        return new RedisStoreClient(client, client.connect(ByteArrayCodec.INSTANCE), topic);
    }

    @Override
    public AutoCloseable subscribe(int port, String topic, ArrivalCount arrivals) {
        RedisClient client = client(port);
        StatefulRedisPubSubConnection<byte[], byte[]> connection = client.connectPubSub(ByteArrayCodec.INSTANCE);
        connection.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(byte[] channel, byte[] message) {
                arrivals.add(1);
            }
        });
        connection.sync().subscribe(topic.getBytes(StandardCharsets.UTF_8));
        return client::shutdown;
    }

    private static RedisClient client(int port) {
        return RedisClient.create(RedisURI.create("127.0.0.1", port));
    }
}
