package io.messaging.redis.shared;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lettuce.core.ZAddArgs;
import io.messaging.administration.DeadLetter;
import io.messaging.administration.SharedGroup;
import io.messaging.backend.Delivery;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.redis.testing.Configs;
import io.messaging.redis.testing.Messages;
import io.messaging.testsupport.Await;
import io.messaging.testsupport.TcpProxy;
import io.messaging.testsupport.redis.RedisProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Members whose connections are lost, for a moment or for good, and who are given up. */
@Timeout(300)
class SharedLossIT {
    private static final SubscriptionOptions WORKERS = SubscriptionOptions.shared("workers");

    private final String topic = Messages.name("jobs");
    private final String members = "messaging:t:{" + topic + "}:gm:workers";
    private final BlockingQueue<Delivery> handled = new LinkedBlockingQueue<>();
    private final MessageHandler handler = MessageHandler.ofDelivery(handled::add);
    private final CountDownLatch gate = new CountDownLatch(1);
    private final List<AutoCloseable> opened = new ArrayList<>();
    private RedisProcess server;
    private MessagingBackend storer;

    @BeforeEach
    void start() {
        server = opened(RedisProcess.start());
        storer = direct();
    }

    @AfterEach
    void close() throws Exception {
        gate.countDown();
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    private <T extends AutoCloseable> T opened(T resource) {
        opened.add(resource);
        return resource;
    }

    private MessagingBackend direct() {
        return opened(Configs.open(server.port(), "request_timeout_millis", Configs.PATIENT_MILLIS));
    }

    private TcpProxy proxy() {
        return opened(new TcpProxy(server.port()));
    }

    private MessagingBackend behind(TcpProxy proxy) {
        return opened(Configs.open(
                proxy.port(), "request_timeout_millis", Configs.PATIENT_MILLIS, "close_timeout_millis", 500));
    }

    private GemstoneId storeOne() {
        Message message = Messages.message("job");
        storer.storeMessage("n", topic, message);
        return message.id();
    }

    private SharedGroup group() {
        return storer.sharedGroups().list().get(0);
    }

    private void awaitNoLag() {
        Await.until(() -> group().toString(), () -> group().lag() == 0);
    }

    /** Subscribes with a handler that waits at the gate, and returns when it has begun. */
    private GemstoneId blockIn(MessagingBackend backend, SubscriptionOptions options) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        backend.subscribe(
                topic,
                message -> {
                    begun.countDown();
                    gate.await();
                    throw new IllegalStateException("failed at last");
                },
                options);
        GemstoneId id = storeOne();
        assertTrue(begun.await(60, SECONDS));
        return id;
    }

    private Delivery next() throws InterruptedException {
        return Await.next(handled, "the message");
    }

    @Test
    void aMemberThatIsCutOffLosesItsMessageAndSettlesNothingOfOthers() throws Exception {
        TcpProxy proxy = proxy();
        GemstoneId id = blockIn(behind(proxy), WORKERS);
        direct().subscribe(topic, handler, WORKERS);

        proxy.refuse(true);

        Delivery again = next();
        assertEquals(id, again.message().id());
        assertEquals(2, again.attempt());
        assertTrue(again.redelivered());
        awaitNoLag();
        assertEquals(1, group().members().size());

        proxy.refuse(false);
        gate.countDown();
        Await.until(() -> group().toString(), () -> group().members().size() == 2);
        assertEquals(0, group().lag());
        assertEquals(List.of(), storer.getMessagesForTopic(DeadLetter.TOPIC), "the failure was of no attempt any more");
        assertTrue(handled.isEmpty());
    }

    /** What is cut off by a firewall, or suspended, keeps its connections: nobody can tell the two apart. */
    @Test
    @Tag("thorough")
    void aMemberThatIsSuspendedKeepsItsMessages() throws Exception {
        TcpProxy proxy = proxy();
        CountDownLatch begun = new CountDownLatch(1);
        behind(proxy)
                .subscribe(
                        topic,
                        MessageHandler.ofDelivery(delivery -> {
                            begun.countDown();
                            gate.await();
                            handled.add(delivery);
                        }),
                        WORKERS);
        GemstoneId id = storeOne();
        assertTrue(begun.await(60, SECONDS));
        AtomicInteger others = new AtomicInteger();
        direct().subscribe(topic, message -> others.incrementAndGet(), WORKERS);

        proxy.freeze();
        long frozen = System.nanoTime();
        Await.until("ten seconds to pass", () -> System.nanoTime() - frozen > SECONDS.toNanos(10));
        assertEquals(0, others.get());
        assertEquals(1, group().inFlight());
        assertTrue(group().members().stream().anyMatch(member -> !member.connected()), () -> group().toString());

        proxy.thaw();
        gate.countDown();
        assertEquals(id, next().message().id());
        awaitNoLag();
        assertEquals(1, group().attempts());
        assertEquals(0, others.get());
    }

    /** As after a lease of a minute. */
    @Test
    void aMemberThatWasGivenUpStoresNoDeadLetterAndJoinsAgain() throws Exception {
        TcpProxy proxy = proxy();
        GemstoneId id = blockIn(behind(proxy), WORKERS);
        proxy.freeze();
        long number = group().members().get(0).number();
        direct().subscribe(topic, handler, WORKERS);
        String name = String.format("%016x", number);
        assertTrue(server.call(commands -> commands.zscore(members, name)) > 0);

        Await.until(
                "others to have the message",
                () -> { // a step that was on its way may have renewed the lease
                    server.call(commands -> commands.zadd(members, ZAddArgs.Builder.xx(), 1, name));
                    return !handled.isEmpty();
                });
        assertEquals(id, next().message().id());
        awaitNoLag();
        gate.countDown();
        proxy.thaw();

        Await.until(() -> group().toString(), () -> group().members().size() == 2);
        assertFalse(group().members().stream().anyMatch(member -> member.number() == number), () -> group().toString());
        assertEquals(List.of(), storer.getMessagesForTopic(DeadLetter.TOPIC));
        assertEquals(0, group().lag());
    }

    @Test
    void noKeyIsHandledTwiceAtOnceNorOutOfOrderHoweverOftenConnectionsAreCut() {
        TcpProxy proxy = proxy();
        KeyedJobs jobs = new KeyedJobs(20);
        AtomicInteger count = new AtomicInteger();
        MessageHandler checking = MessageHandler.ofDelivery(delivery -> {
            jobs.begin(delivery);
            if (count.incrementAndGet() % 50 == 0) {
                proxy.cut();
            }
            jobs.end(delivery);
        });
        for (int member = 0; member < 4; member++) {
            behind(proxy).subscribe(topic, checking, WORKERS.orderedBy("key").concurrency(1 + 3 * member));
        }
        Set<Long> before = memberNumbers();
        jobs.store(storer, topic, 1_500);

        jobs.awaitAll();
        awaitNoLag();
        if (memberNumbers().equals(before)) { // on a machine that is too busy, one may be given up and join anew
            assertEquals(List.of(), jobs.wrong());
            assertEquals(1_500, group().attempts());
        }
    }

    private Set<Long> memberNumbers() {
        return group().members().stream().map(SharedGroup.Member::number).collect(Collectors.toSet());
    }

    /** Each is killed inside its handler: the message is redelivered, once, and nothing else. */
    @Test
    @Tag("thorough")
    @Timeout(1800)
    void twentyMembersThatAreKilledInTheirHandlersLoseNothing() {
        Random random = new Random(11);
        KeyedJobs jobs = new KeyedJobs(40);
        AtomicInteger killed = new AtomicInteger();
        SubscriptionOptions options = WORKERS.orderedBy("key");
        for (int victim = 0; victim < 20; victim++) {
            TcpProxy proxy = proxy();
            AtomicInteger left = new AtomicInteger(1 + random.nextInt(30));
            MessageHandler dying = MessageHandler.ofDelivery(delivery -> {
                jobs.begin(delivery);
                if (left.decrementAndGet() == 0) {
                    proxy.refuse(true);
                    jobs.die(delivery);
                    killed.incrementAndGet();
                    gate.await();
                    throw new IllegalStateException("dead");
                }
                jobs.end(delivery);
            });
            behind(proxy).subscribe(topic, dying, options);
        }
        MessageHandler surviving = MessageHandler.ofDelivery(delivery -> {
            jobs.begin(delivery);
            jobs.end(delivery);
        });
        for (int survivor = 0; survivor < 2; survivor++) {
            direct().subscribe(topic, surviving, options.concurrency(4));
        }
        jobs.store(storer, topic, 2_000);
        jobs.awaitAll();
        awaitNoLag();
        assertEquals(List.of(), jobs.wrong());
        assertEquals(2_000 + killed.get(), group().attempts());
    }

    @Test
    void membersWithOtherOptionsMayJoinWhenAllOthersWereKilled() throws Exception {
        TcpProxy proxy = proxy();
        GemstoneId id = blockIn(behind(proxy), WORKERS);

        proxy.refuse(true);
        direct().subscribe(topic, handler, WORKERS.maxAttempts(4));

        assertEquals(id, next().message().id());
        awaitNoLag();
        assertEquals(4, group().maxAttempts());
    }

    @Test
    void membersGoOnWhenRedisHasLostEverything() throws Exception {
        direct().subscribe(topic, handler, WORKERS.orderedBy("text"));
        GemstoneId before = storeOne();
        assertEquals(before, next().message().id());
        awaitNoLag();

        server.call(commands -> commands.flushall());
        GemstoneId after = storeOne();

        assertEquals(after, next().message().id());
        Await.until(
                "the group to be known again",
                () -> !storer.sharedGroups().list().isEmpty());
        awaitNoLag();
        assertTrue(handled.isEmpty());
    }
}
