package io.messaging.benchmarks.peer;

import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.messaging.benchmarks.payload.Payload;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/**
 * Does with Redis what a store does: adds to the topic's sorted set, sets the by-id key, publishes. The three commands
 * go out in one write, so that a synchronous store is one round trip. Used by one thread.
 */
final class RedisStoreClient implements StoreClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** Stores that leave in one write when many are on the way, and how many such writes may be without an answer. */
    private static final int BATCH = 200;

    private static final int BATCHES_ON_THE_WAY = 20;

    private final RedisClient client;
    private final StatefulRedisConnection<byte[], byte[]> connection;
    private final RedisAsyncCommands<byte[], byte[]> commands;
    private final byte[] topicKey;
    private final byte[] channel;

    RedisStoreClient(RedisClient client, StatefulRedisConnection<byte[], byte[]> connection, String topic) {
        this.client = client;
        this.connection = connection;
        this.commands = connection.async();
        this.topicKey = ("topic:" + topic).getBytes(StandardCharsets.UTF_8);
        this.channel = topic.getBytes(StandardCharsets.UTF_8);
        connection.setAutoFlushCommands(false);
    }

    @Override
    public void store(Payload payload) throws TimeoutException {
        List<RedisFuture<?>> answers = new ArrayList<>(3);
        write(payload, answers);
        connection.flushCommands();
        await(answers);
    }

    @Override
    public void storeAll(List<Payload> payloads) throws TimeoutException {
        ArrayDeque<List<RedisFuture<?>>> onTheWay = new ArrayDeque<>();
        for (int from = 0; from < payloads.size(); from += BATCH) {
            List<RedisFuture<?>> answers = new ArrayList<>(3 * BATCH);
            for (Payload payload : payloads.subList(from, Math.min(payloads.size(), from + BATCH))) {
                write(payload, answers);
            }
            connection.flushCommands();
            onTheWay.add(answers);
            if (onTheWay.size() == BATCHES_ON_THE_WAY) {
                await(onTheWay.remove());
            }
        }
        while (!onTheWay.isEmpty()) {
            await(onTheWay.remove());
        }
    }

    private void write(Payload payload, List<RedisFuture<?>> answers) {
        byte[] id = payload.id().toString().getBytes(StandardCharsets.US_ASCII);
        byte[] idKey = ("message:" + payload.id()).getBytes(StandardCharsets.US_ASCII);
        answers.add(commands.zadd(topicKey, payload.id().chronologicalKey(), id));
        answers.add(commands.set(idKey, payload.json()));
        answers.add(commands.publish(channel, payload.json()));
    }

    private static void await(List<RedisFuture<?>> answers) throws TimeoutException {
        if (!LettuceFutures.awaitAll(TIMEOUT, answers.toArray(RedisFuture[]::new))) {
            throw new TimeoutException("Redis did not answer within " + TIMEOUT);
        }
    }

    @Override
    public void close() {
        client.shutdown();
    }
}
