package io.messaging.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lettuce.core.ScriptOutputType;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.redis.testing.Configs;
import io.messaging.redis.testing.Messages;
import io.messaging.testsupport.Await;
import io.messaging.testsupport.redis.RedisProcess;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is left in Redis when its clock, or the clocks of the machines around it, were set. */
class ClockIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @AutoClose
    private static final RedisProcess server = RedisProcess.start();

    private static long timeLeftMillis(String key) {
        Long left = server.call(commands -> commands.pttl(key));
        return left;
    }

    /** A clock that is set forward expires every key that expires, and so would give the turn to two at once. */
    @Test
    void theTurnOfAClientThatIsHereDoesNotDependOnTheClockOfTheServer() {
        try (MessagingBackend backend = Configs.open(server.port())) {
            AtomicInteger seen = new AtomicInteger();
            backend.subscribe("jobs", message -> seen.incrementAndGet(), SubscriptionOptions.durable("forward"));
            backend.storeMessage("n", "jobs", Messages.message("one"));
            Await.until(LIMIT, () -> "a message to be handled", () -> seen.get() == 1);

            assertEquals(-1, timeLeftMillis("messaging:turn:forward"), "time left in ms, -1 for ever");
        }
        assertEquals(-2, timeLeftMillis("messaging:turn:forward"), "time left in ms, -2 where nothing is left");
    }

    /** After a clock was set back by a year, a key that expires stays for a year longer. */
    @Test
    @Tag("thorough")
    void theTurnOfAnInstanceThatIsGoneIsTakenOverThoughItNeverExpires() {
        server.call(commands -> commands.set("messaging:turn:back", "gone:17"));
        try (MessagingBackend backend = Configs.open(server.port())) {
            AtomicInteger seen = new AtomicInteger();
            backend.subscribe("work", message -> seen.incrementAndGet(), SubscriptionOptions.durable("back"));
            backend.storeMessage("n", "work", Messages.message("one"));

            Await.until(LIMIT, () -> "the turn to be taken over", () -> seen.get() == 1);
            assertTrue(backend.durableClients().forget("back"));
        }
        assertEquals(-2, timeLeftMillis("messaging:turn:back"), "time left in ms, -2 where nothing is left");
    }

    @Test
    void aTopicWhoseLastMessageIsAheadOfTheClockCanBeCleared() {
        long aYearAhead = System.currentTimeMillis() + Duration.ofDays(365).toMillis();
        server.call(commands -> commands.set("messaging:t:{ahead}:end", aYearAhead + "-3"));
        try (MessagingBackend backend = Configs.open(server.port())) {
            backend.storeMessage("n", "ahead", Messages.message("one"));
            assertTimeoutPreemptively(LIMIT, () -> backend.administration().clearAll());
            backend.storeMessage("n", "ahead", Messages.message("two"));

            assertEquals(1, backend.getMessagesForTopic("ahead").size());
        }
    }

    /** What was put to wait while the clock was a year ahead is due soon, and not in a year. */
    @Test
    void aPauseOfAGroupEndsThoughTheClockIsSetBack() {
        try (MessagingBackend backend = Configs.open(server.port())) {
            AtomicInteger attempts = new AtomicInteger();
            SubscriptionOptions options =
                    SubscriptionOptions.shared("workers").maxAttempts(2).retryBackoff(Duration.ofHours(1));
            backend.subscribe(
                    "later",
                    message -> {
                        if (attempts.incrementAndGet() == 1) {
                            throw new IllegalStateException("intended: not yet");
                        }
                    },
                    options);
            backend.storeMessage("n", "later", Messages.message("one"));
            String pausing = "messaging:t:{later}:gp:workers";
            Await.until(LIMIT, () -> "the message to wait", () -> server.call(c -> c.zcard(pausing)) == 1);

            long year = Duration.ofDays(365).toMillis();
            server.call(commands -> commands.eval(
                    "local now = redis.call('TIME')[1] * 1000 + ARGV[1]"
                            + " redis.call('HSET', KEYS[1], 'clock', string.format('%.0f', now))"
                            + " redis.call('ZADD', KEYS[2], now + 100, redis.call('ZRANGE', KEYS[2], 0, 0)[1])"
                            + " return 1",
                    ScriptOutputType.INTEGER,
                    new String[] {"messaging:t:{later}:g:workers", pausing},
                    Long.toString(year)));

            Await.until(LIMIT, () -> "the second attempt", () -> attempts.get() == 2);
        }
    }
}
