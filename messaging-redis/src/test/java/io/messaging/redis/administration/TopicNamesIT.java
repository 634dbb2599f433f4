package io.messaging.redis.administration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.MessagingBackend;
import io.messaging.redis.connection.HostAndPort;
import io.messaging.redis.connection.LinkFactory;
import io.messaging.redis.connection.RedisLink;
import io.messaging.redis.connection.RedisSettings;
import io.messaging.redis.connection.Tls;
import io.messaging.redis.server.RedisProcess;
import io.messaging.redis.store.Keys;
import io.messaging.redis.testing.Configs;
import io.messaging.redis.testing.Messages;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TopicNamesIT {
    private static RedisSettings settings(int port) {
        return new RedisSettings(
                RedisSettings.Mode.STANDALONE,
                List.of(new HostAndPort("127.0.0.1", port)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                new Tls(false, Tls.Verify.FULL, Optional.empty(), Optional.empty(), Optional.empty()),
                Duration.ofSeconds(10),
                Duration.ZERO);
    }

    @Test
    void topicsAreFoundWhateverTheyAreCalledAndTheEndOfTheTimeIsTold() {
        Set<String> topics =
                Set.of("a", "a}:log", "{a}", "%7D", "a*[b]?", "\u00e9\ud83d\ude80 \r\n", "x".repeat(1_000));
        try (RedisProcess server = RedisProcess.start();
                MessagingBackend backend = Configs.open(server.port(), "key_prefix", "p[*]\\");
                RedisLink link = LinkFactory.open(settings(server.port()))) {
            topics.forEach(topic -> backend.storeMessage("n", topic, Messages.message("m")));
            TopicNames names = new TopicNames(link, new Keys("p[*]\\"));
            TopicNames.Found found = names.find(System.nanoTime() + TimeUnit.MINUTES.toNanos(1));
            assertEquals(topics, found.topics());
            assertTrue(found.complete());
            assertFalse(names.find(System.nanoTime() - 1).complete());
            assertEquals(Set.of(), new TopicNames(link, new Keys("p")).all());
        }
    }
}
