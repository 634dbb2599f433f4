package io.messaging.redis.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lettuce.core.ScriptOutputType;
import io.messaging.backend.Delivery;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.redis.server.RedisProcess;
import io.messaging.redis.store.Keys;
import io.messaging.redis.testing.Configs;
import io.messaging.testsupport.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Groups whose last steps Redis has lost, as after a fail-over to a replica that had not received them yet. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class LostStepsIT extends GroupFixture {
    private static RedisProcess server;

    private final String[] keys =
            new Keys("messaging").group(topic, "workers").subList(0, 12).toArray(String[]::new);
    private MessagingBackend backend;

    @BeforeAll
    static void start() {
        server = RedisProcess.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    MessagingBackend openBackend() {
        return Configs.open(server.port());
    }

    @BeforeEach
    void openOne() {
        backend = open();
    }

    private void save() {
        eval("local dump = redis.call('DUMP', key) if dump then redis.call('SET', 'saved:' .. key, dump) end");
    }

    private void restore() {
        eval("local dump = redis.call('GET', 'saved:' .. key) redis.call('DEL', key)"
                + " if dump then redis.call('RESTORE', key, 0, dump) end");
    }

    private void eval(String forEachKey) {
        server.call(commands -> commands.eval(
                "for _, key in ipairs(KEYS) do " + forEachKey + " end return 1", ScriptOutputType.INTEGER, keys));
    }

    private void assertNothingComesAgain() throws InterruptedException {
        GemstoneId last = store(backend, 1).get(0);
        List<GemstoneId> again = new ArrayList<>();
        for (Delivery delivery = next(); !delivery.message().id().equals(last); delivery = next()) {
            again.add(delivery.message().id());
        }
        awaitNoLag(backend);
        handled.forEach(late -> again.add(late.message().id()));
        assertEquals(List.of(), again, "handled a second time");
    }

    private Delivery next() throws InterruptedException {
        return Await.next(handled, "the last message");
    }

    @Test
    void whatAMemberWasGivenAndHasSettledIsNotHandledAgain() throws Exception {
        Set<GemstoneId> failing = ConcurrentHashMap.newKeySet();
        backend.subscribe(
                topic,
                MessageHandler.ofDelivery(delivery -> {
                    handled.add(delivery);
                    int number = ((Number) delivery.message().payload().get("number")).intValue();
                    if (number % 5 == 1 && failing.add(delivery.message().id())) {
                        throw new IllegalStateException("once");
                    }
                }),
                SubscriptionOptions.shared("workers")
                        .concurrency(3)
                        .maxAttempts(2)
                        .retryBackoff(Duration.ofMillis(100)));
        assertEquals(store(backend, 1), take(1));
        awaitNoLag(backend);
        save();
        store(backend, 20);
        take(20 + 4);
        awaitNoLag(backend);

        restore();

        assertNothingComesAgain();
    }

    @Test
    void whatAMemberHasSettledIsNotHandledAgain() throws Exception {
        CountDownLatch begun = new CountDownLatch(3);
        backend.subscribe(
                topic,
                MessageHandler.ofDelivery(delivery -> {
                    begun.countDown();
                    gate.await();
                    handled.add(delivery);
                }),
                SubscriptionOptions.shared("workers").concurrency(3));
        List<GemstoneId> ids = store(backend, 3);
        Await.until("three handlers to run", () -> begun.getCount() == 0);
        Await.until(() -> group(backend).toString(), () -> group(backend).inFlight() == 3);
        save();
        gate.countDown();
        assertEquals(Set.copyOf(ids), Set.copyOf(take(3)));
        awaitNoLag(backend);

        restore();

        assertNothingComesAgain();
    }
}
