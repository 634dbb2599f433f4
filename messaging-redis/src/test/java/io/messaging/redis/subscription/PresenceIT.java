package io.messaging.redis.subscription;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.administration.Subscriber;
import io.messaging.redis.connection.LinkFactory;
import io.messaging.redis.connection.RedisLink;
import io.messaging.redis.store.Keys;
import io.messaging.redis.testing.Configs;
import io.messaging.testsupport.redis.RedisProcess;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class PresenceIT {
    private static final int ROUNDS = 300;

    /** Those who list take out the names of instances without subscribers; a new one must not be among them. */
    @Test
    void whoIsShownIsSeenAtOnceWhileOthersList() throws InterruptedException {
        try (RedisProcess server = RedisProcess.start();
                RedisLink link = LinkFactory.open(Configs.settings(server.port()));
                RedisLink othersLink = LinkFactory.open(Configs.settings(server.port()))) {
            Keys keys = new Keys("");
            AtomicBoolean ended = new AtomicBoolean();
            Presence others = new Presence(othersLink, keys);
            Thread lister = new Thread(() -> {
                while (!ended.get()) {
                    others.list();
                }
            });
            lister.start();
            Presence watcher = new Presence(link, keys);
            for (int round = 0; round < ROUNDS; round++) {
                Presence instance = new Presence(link, keys);
                Subscriber subscriber = new Subscriber("topic " + round, null, null, true);
                instance.show(subscriber);
                List<Subscriber> seen = watcher.list();
                assertTrue(seen.contains(subscriber), subscriber + " is not among " + seen);
                instance.close();
            }
            ended.set(true);
            lister.join();
        }
    }
}
