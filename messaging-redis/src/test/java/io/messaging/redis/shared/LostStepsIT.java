package io.messaging.redis.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lettuce.core.ScriptOutputType;
import io.messaging.backend.Delivery;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.redis.store.Keys;
import io.messaging.redis.testing.Configs;
import io.messaging.testsupport.Await;
import io.messaging.testsupport.redis.RedisProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Groups whose last steps Redis has lost, as after a fail-over to a replica that had not received them yet. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class LostStepsIT extends GroupFixture {
    private static final int KEYS = 3;

    /** The number of the messages that members have when their steps are lost. */
    private static final int LOST = 6;

    @AutoClose
    private static final RedisProcess server = RedisProcess.start();

    private final String[] keys = keysOfGroup();
    private MessagingBackend backend;

    @Override
    MessagingBackend openBackend() {
        return Configs.open(server.port());
    }

    @BeforeEach
    void openOne() {
        backend = open();
    }

    /** Those of the group, without the two of its topic. */
    private String[] keysOfGroup() {
        List<String> all = new Keys("messaging").group(topic, "workers");
        return all.subList(0, all.size() - 2).toArray(String[]::new);
    }

    private void save() {
        eval("local dump = redis.call('DUMP', key) if dump then redis.call('SET', 'saved:' .. key, dump) end");
    }

    private void restore() {
        eval("local dump = redis.call('GET', 'saved:' .. key) redis.call('DEL', key)"
                + " if dump then redis.call('RESTORE', key, 0, dump) end"
                + " if key == KEYS[1] then redis.call('HDEL', key, 'here') end"); // which goes to no replica
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

    /** Both members tell what they had and have, before anything is handed out: neither gets what is the other's. */
    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void whatAnotherMemberHasOrHasSettledIsNotHandledAgain(int replicated) {
        KeyedJobs jobs = new KeyedJobs(KEYS);
        CountDownLatch first = new CountDownLatch(1);
        AtomicInteger waiting = new AtomicInteger();
        MessageHandler handler = MessageHandler.ofDelivery(delivery -> {
            jobs.begin(delivery);
            int number = ((Number) delivery.message().payload().get("number")).intValue();
            if (number == replicated || number == LOST) {
                waiting.incrementAndGet();
                (number == replicated ? first : gate).await();
                waiting.decrementAndGet();
            }
            jobs.end(delivery);
        });
        SubscriptionOptions options =
                SubscriptionOptions.shared("workers").orderedBy("key").concurrency(2);
        backend.subscribe(topic, handler, options);
        open().subscribe(topic, handler, options);
        if (replicated == 0) {
            save();
            first.countDown();
        }
        jobs.store(backend, topic, KEYS * 12);
        if (replicated > 0) {
            Await.until("a message of each key to be handled", () -> waiting.get() == KEYS);
            Await.until(() -> group(backend).toString(), () -> group(backend).inFlight() == KEYS);
            save();
            first.countDown();
        }
        Await.until("a later message of each key to be handled", () -> jobs.handled() == KEYS * LOST);
        Await.until("their handlers to wait", () -> waiting.get() == KEYS);

        restore();
        gate.countDown();

        jobs.awaitAll();
        awaitNoLag(backend);
        assertEquals(List.of(), jobs.wrong());
        assertEquals(
                List.of(0L, 0L),
                List.of(group(backend).inFlight(), group(backend).retriesWaiting()));
    }

    @Test
    void whatAnotherMemberOfAGroupWithoutAnOrderHasIsNotHandledAgain() throws Exception {
        CountDownLatch begun = new CountDownLatch(4);
        MessageHandler handler = MessageHandler.ofDelivery(delivery -> {
            handled.add(delivery);
            if (((Number) delivery.message().payload().get("number")).intValue() > 15) {
                begun.countDown();
                gate.await();
            }
        });
        SubscriptionOptions options = SubscriptionOptions.shared("workers").concurrency(2);
        backend.subscribe(topic, handler, options);
        open().subscribe(topic, handler, options);
        assertEquals(store(backend, 1), take(1));
        awaitNoLag(backend);
        save();
        List<GemstoneId> ids = store(backend, 20);
        Await.until("four handlers to wait", () -> begun.getCount() == 0);
        assertEquals(Set.copyOf(ids), Set.copyOf(take(20)));

        restore();
        gate.countDown();

        assertNothingComesAgain();
    }
}
