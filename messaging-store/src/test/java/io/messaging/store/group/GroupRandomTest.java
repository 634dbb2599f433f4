package io.messaging.store.group;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.Priority;
import io.messaging.spi.group.GroupOptions;
import io.messaging.spi.group.OrderingKey;
import io.messaging.store.MessageStore;
import io.messaging.store.StoreLimits;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * Members that handle, fail, give back, lose their connection, come back, leave and join at random, and ask only when notified.
 * Each message is settled or becomes a dead letter, once; see {@link GroupHistory#verify} for the rest.
 */
class GroupRandomTest {
    private static final long SEED = Long.getLong("messaging.group.seed", System.nanoTime());
    private static final int ROUNDS = Integer.getInteger("messaging.group.rounds", 10);
    private static final int MESSAGES = 600;
    private static final int HANG_SECONDS = 120;

    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void eachMessageIsSettledOnceWhateverTheMembersDo(TestReporter reporter) throws Exception {
        reporter.publishEntry("messaging.group.seed", Long.toString(SEED));
        for (int round = 0; round < ROUNDS; round++) {
            long seed = SEED + round;
            try {
                new Round(seed).run();
            } catch (Exception | AssertionError failure) {
                throw new AssertionError(
                        "repeat with -Dmessaging.group.rounds=1 -Dmessaging.group.seed=" + seed, failure);
            }
        }
    }

    private final class Round {
        final long seed;
        final Random random;
        final MessageStore store = new MessageStore(StoreLimits.NONE, InstantSource.system());
        final GroupRegistry registry = new GroupRegistry(
                store,
                "B",
                InstantSource.system(),
                (nanos, action) -> timer.schedule(action, nanos, TimeUnit.NANOSECONDS));
        final int keys;
        final GroupOptions options;
        final int members;
        final GroupHistory history = new GroupHistory(MESSAGES);
        final ScheduledExecutorService lateCallers = Executors.newScheduledThreadPool(1);

        Round(long seed) {
            this.seed = seed;
            random = new Random(seed);
            keys = List.of(0, 1, 4, 50).get(random.nextInt(4));
            members = 1 + random.nextInt(6);
            options = new GroupOptions(
                    null,
                    1 + random.nextInt(4),
                    Duration.ofNanos(random.nextInt(3) * 300_000L),
                    keys == 0 ? null : OrderingKey.named("key"));
        }

        void run() throws Exception {
            store(0, MESSAGES / 3);
            List<Future<?>> running = new ArrayList<>();
            var pool = Executors.newCachedThreadPool();
            try {
                running.add(pool.submit(() -> store(MESSAGES / 3, 2 * MESSAGES / 3)));
                running.add(pool.submit(() -> store(2 * MESSAGES / 3, MESSAGES)));
                for (int i = 0; i < members; i++) {
                    Instance instance = new Instance(new Random(seed * 31 + i));
                    running.add(pool.submit(instance::work));
                }
                assertTrue(history.awaitEnd(HANG_SECONDS), () -> "hangs: " + history + " " + registry.list());
                for (Future<?> future : running) {
                    future.get(HANG_SECONDS, TimeUnit.SECONDS);
                }
                lateCallers.shutdown();
                assertTrue(lateCallers.awaitTermination(HANG_SECONDS, TimeUnit.SECONDS));
                history.verify(store, registry.list().get(0));
            } finally {
                pool.shutdownNow();
                lateCallers.shutdownNow();
            }
        }

        private void store(int from, int to) {
            for (int i = from; i < to; i++) {
                Message message = Message.builder(GemstoneId.of(
                                Priority.of(i % 8), GemstoneId.EPOCH_MILLIS + 1_000_000 + i, 1, i % 4_096))
                        .payload(
                                i % 10 == 0 || keys == 0
                                        ? Map.of("n", i)
                                        : Map.of("n", i, "key", "k" + new Random(seed + i).nextInt(keys)))
                        .build();
                store.store("ns", "t", message.compact());
            }
        }

        /** A program that is a member, and sometimes another one. */
        private final class Instance {
            private final Random random;
            private final Semaphore ready = new Semaphore(0);
            private final List<GroupDelivery> inHand = new ArrayList<>();
            private int concurrency;
            private Member member;

            Instance(Random random) {
                this.random = random;
            }

            private final class Owner implements Member.Owner {
                @Override
                public void onReady() {
                    ready.release();
                }

                @Override
                public void onClosed(boolean replaced) {
                    assertTrue(replaced);
                }
            }

            void work() {
                history.addWaiter(ready);
                try {
                    join();
                    while (history.isGoingOn()) {
                        step();
                    }
                    loseAll();
                    member.release();
                } catch (Throwable failure) {
                    history.fail(failure);
                }
            }

            private void join() {
                concurrency = 1 + random.nextInt(5);
                member = registry.join("g", "t", options, concurrency, new Owner());
            }

            private void step() throws InterruptedException {
                if (random.nextInt(100) == 0) {
                    change();
                } else if (inHand.isEmpty() || (inHand.size() < concurrency && random.nextBoolean())) {
                    take();
                } else if (inHand.size() == concurrency && random.nextInt(10) == 0) {
                    assertNull(member.next(), "not more than concurrency allows");
                } else {
                    finish();
                }
            }

            private void take() throws InterruptedException {
                ready.drainPermits();
                GroupDelivery delivery = member.next();
                if (delivery != null) {
                    history.taken(delivery);
                    inHand.add(delivery);
                } else if (inHand.isEmpty() && history.isGoingOn()) {
                    ready.acquire();
                    if (random.nextInt(20) == 0) {
                        member.pass();
                    }
                }
            }

            private void finish() {
                GroupDelivery delivery = inHand.remove(random.nextInt(inHand.size()));
                if (random.nextInt(10) == 0) {
                    history.ended(delivery, false);
                    member.giveBack(delivery.token());
                    return;
                }
                Outcome outcome = outcome(delivery);
                if (outcome.failure() == null) {
                    member.settle(outcome.token());
                } else {
                    member.fail(outcome.token(), outcome.failure(), outcome.retryAfter(), outcome.rejected());
                }
            }

            private Outcome outcome(GroupDelivery delivery) {
                if (random.nextInt(4) > 0) {
                    history.ended(delivery, true);
                    return Outcome.handled(delivery.token());
                }
                boolean rejected = random.nextInt(10) == 0;
                boolean last = rejected || delivery.attempt() >= options.maxAttempts();
                if (last) {
                    history.deadLettered(delivery);
                }
                history.ended(delivery, last);
                Duration pause = random.nextInt(3) > 0 ? null : Duration.ofNanos(random.nextInt(2_000_000));
                return new Outcome(delivery.token(), Groups.FAILURE, pause, rejected);
            }

            private void change() {
                Member earlier = member;
                List<Long> tokens = inHand.stream().map(GroupDelivery::token).toList();
                switch (random.nextInt(3)) {
                    case 0 -> {
                        if (random.nextBoolean()) {
                            member.close();
                        }
                        comeBack();
                    }
                    case 1 -> {
                        loseAll();
                        member.release();
                        join();
                    }
                    default -> {
                        member.close();
                        assertNull(member.next());
                        if (!inHand.isEmpty()) {
                            finish();
                        }
                        loseAll();
                        member.release();
                        join();
                    }
                }
                lateCallers.execute(() -> callLate(earlier, tokens));
            }

            private void comeBack() {
                List<GroupDelivery> before = List.copyOf(inHand);
                inHand.clear();
                List<Outcome> outcomes = new ArrayList<>();
                for (GroupDelivery delivery : before) {
                    switch (random.nextInt(3)) {
                        case 0 -> inHand.add(delivery);
                        case 1 -> outcomes.add(outcome(delivery));
                        default -> history.ended(delivery, false);
                    }
                }
                Set<Long> kept = inHand.stream().map(GroupDelivery::token).collect(Collectors.toSet());
                member = registry.reattach("g", "t", member.number(), 0, kept, outcomes, new Owner());
            }

            private void loseAll() {
                inHand.forEach(delivery -> history.ended(delivery, false));
                inHand.clear();
            }

            /** What an instance does that does not know yet that its membership is over. */
            private void callLate(Member earlier, List<Long> tokens) {
                try {
                    for (long token : tokens) {
                        earlier.settle(token);
                        earlier.fail(token, Groups.FAILURE, null, true);
                        earlier.giveBack(token);
                    }
                    assertNull(earlier.next());
                    earlier.pass();
                    earlier.close();
                    earlier.release();
                } catch (Throwable failure) {
                    history.fail(failure);
                }
            }
        }
    }
}
