package io.messaging.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.messaging.backend.MessagingBackend;
import io.messaging.message.Message;
import io.messaging.redis.store.Keys;
import io.messaging.redis.testing.Configs;
import io.messaging.redis.testing.Messages;
import io.messaging.testsupport.redis.RedisProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Stores beside the plain client that sends the same commands, in turns on the same server, so that what else the
 * machine does hits both. Run on demand: {@code -Dmessaging.redis.rate=true}. Writes {@code target/redis-rate.txt}.
 */
@EnabledIfSystemProperty(named = "messaging.redis.rate", matches = "true")
class RateIT {
    private static final int ROUNDS = 7;
    private static final int ALONE = 2_000;
    private static final int MANY = 20_000;

    private interface Run {
        void store(List<Message> messages);
    }

    /** The commands that the store script executes, sent one by one. */
    private record Plain(RedisAsyncCommands<String, String> commands, Keys keys, String topic) {
        List<RedisFuture<?>> send(Message message, long position) {
            String key = Keys.hex(message.id().chronologicalKey());
            String place = "1-" + position;
            String lane = keys.lane(topic, message.priority());
            return List.of(
                    commands.zrangebylex(
                            lane,
                            Range.from(Range.Boundary.including(key + ":"), Range.Boundary.excluding(key + ";")),
                            Limit.create(0, 1)),
                    commands.get(keys.end(topic)),
                    commands.xadd(
                            keys.log(topic), new io.lettuce.core.XAddArgs().id(place), "j", message.toJson(), "n", "n"),
                    commands.zadd(lane, 0, key + ":" + place),
                    commands.hset(keys.index("n", message.id()), topic, place),
                    commands.persist(keys.index("n", message.id())),
                    commands.set(keys.end(topic), place),
                    commands.publish(keys.log(topic), ""));
        }
    }

    @Test
    void storesAtTheRateOfThePlainClient() throws IOException {
        try (RedisProcess server = RedisProcess.start();
                MessagingBackend backend = Configs.open(server.port())) {
            RedisClient client = RedisClient.create(RedisURI.create("127.0.0.1", server.port()));
            try (StatefulRedisConnection<String, String> connection = client.connect()) {
                compare("one after the other", ALONE, plain(connection, 1), messages -> {
                    String topic = Messages.name("rate");
                    messages.forEach(message -> backend.storeMessage("n", topic, message));
                });
                compare("many under way", MANY, plain(connection, Integer.MAX_VALUE), messages -> {
                    String topic = Messages.name("rate");
                    List<CompletableFuture<Void>> futures = messages.stream()
                            .map(message -> backend.storeMessageAsync("n", topic, message))
                            .toList();
                    futures.forEach(CompletableFuture::join);
                });
            } finally {
                client.shutdown(0, 2, TimeUnit.SECONDS);
            }
        }
    }

    private static Run plain(StatefulRedisConnection<String, String> connection, int underWay) {
        return messages -> {
            Plain plain = new Plain(connection.async(), new Keys("plain"), Messages.name("rate"));
            List<RedisFuture<?>> sent = new ArrayList<>();
            long position = 0;
            for (Message message : messages) {
                sent.addAll(plain.send(message, ++position));
                if (position % underWay == 0) {
                    sent.forEach(future -> future.toCompletableFuture().join());
                    sent.clear();
                }
            }
            sent.forEach(future -> future.toCompletableFuture().join());
        };
    }

    private static void compare(String how, int count, Run plain, Run ours) throws IOException {
        double[] plainRates = new double[ROUNDS];
        double[] ourRates = new double[ROUNDS];
        rate(plain, count);
        rate(ours, count);
        for (int i = 0; i < ROUNDS; i++) {
            plainRates[i] = rate(plain, count);
            ourRates[i] = rate(ours, count);
        }
        double plainRate = median(plainRates);
        double ourRate = median(ourRates);
        String line = "| %-20s | %,9.0f/s | %,9.0f/s | %4.0f %% |%n"
                .formatted(how, plainRate, ourRate, 100 * ourRate / plainRate);
        Path file = Path.of("target", "redis-rate.txt");
        Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        assertEquals(true, ourRate >= 0.8 * plainRate, line);
    }

    private static double rate(Run run, int count) {
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            messages.add(Messages.message("a message of a usual length, which says little: " + i));
        }
        long start = System.nanoTime();
        run.store(messages);
        return count * 1e9 / (System.nanoTime() - start);
    }

    private static double median(double[] rates) {
        double[] sorted = rates.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
