package io.messaging.redis.subscription;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.messaging.administration.Origin;
import io.messaging.administration.Subscriber;
import io.messaging.backend.MessagingBackend;
import io.messaging.redis.connection.LinkFactory;
import io.messaging.redis.connection.RedisLink;
import io.messaging.redis.store.Keys;
import io.messaging.redis.testing.Configs;
import io.messaging.testsupport.Await;
import io.messaging.testsupport.ChildProcess;
import io.messaging.testsupport.redis.RedisProcess;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which process subscribers are in, and since when. */
@Timeout(300)
class OriginIT {
    private final RedisProcess server = RedisProcess.start();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void subscribersOfAnotherProcessShowThatProcess() throws Exception {
        Instant before = Instant.now().minusMillis(1);
        try (ChildProcess child = ChildProcess.start(SubscribingProcess.class, server.port());
                MessagingBackend backend = Configs.open(server.port())) {
            long process = Long.parseLong(child.answer());
            Instant after = Instant.now();

            List<Subscriber> shown = backend.loadSubscribers("shop");
            assertEquals(3, shown.size());
            for (Subscriber subscriber : shown) {
                assertEquals(process, subscriber.origin().processId());
                assertEquals(
                        Origin.ofThisProcess(after).host(), subscriber.origin().host());
                assertFalse(subscriber.origin().since().isBefore(before));
                assertFalse(subscriber.origin().since().isAfter(after));
            }
            child.end();
            Await.until(
                    "the process to be gone",
                    () -> backend.loadSubscribers("shop").size() == 2);
            shown = backend.loadSubscribers("shop");
            shown.forEach(away -> assertNull(away.origin()));
        }
    }

    @Test
    void entriesOfOlderInstancesHaveNoOrigin() {
        try (RedisLink link = LinkFactory.open(Configs.settings(server.port()))) {
            Keys keys = new Keys("");
            link.commands().sadd(keys.instances(), "older".getBytes(StandardCharsets.US_ASCII));
            link.commands()
                    .hset(
                            keys.instance("older"),
                            "1",
                            "{\"topic\":\"t\",\"client_id\":null,\"namespace\":\"n\",\"group\":null}"
                                    .getBytes(StandardCharsets.UTF_8));

            List<Subscriber> shown = new Presence(link, keys).list();
            assertEquals(List.of(new Subscriber("t", null, "n", true)), shown);
            assertNull(shown.get(0).origin());
        }
    }
}
