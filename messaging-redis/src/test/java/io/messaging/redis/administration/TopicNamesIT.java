package io.messaging.redis.administration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.MessagingBackend;
import io.messaging.redis.connection.LinkFactory;
import io.messaging.redis.connection.RedisLink;
import io.messaging.redis.store.Keys;
import io.messaging.redis.testing.Configs;
import io.messaging.redis.testing.Messages;
import io.messaging.testsupport.redis.RedisProcess;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TopicNamesIT {
    @Test
    void topicsAreFoundWhateverTheyAreCalledAndTheEndOfTheTimeIsTold() {
        Set<String> topics =
                Set.of("a", "a}:log", "{a}", "%7D", "a*[b]?", "\u00e9\ud83d\ude80 \r\n", "x".repeat(1_000));
        try (RedisProcess server = RedisProcess.start();
                MessagingBackend backend = Configs.open(server.port(), "key_prefix", "p[*]\\");
                RedisLink link = LinkFactory.open(Configs.settings(server.port()))) {
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
