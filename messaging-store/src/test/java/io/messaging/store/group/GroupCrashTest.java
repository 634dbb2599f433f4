package io.messaging.store.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.administration.DeadLetter;
import io.messaging.administration.SharedGroup;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import io.messaging.spi.group.GroupOptions;
import io.messaging.spi.group.OrderingKey;
import io.messaging.store.CrashedLives;
import io.messaging.store.Life;
import io.messaging.store.log.QuietRecovery;
import io.messaging.store.log.SyncMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A group whose process fails at random moments: no message is lost, none is settled that was not, none comes again once its settlement
 * is safe, attempts count on, and keys are handled in order.
 */
@ExtendWith(QuietRecovery.class)
class GroupCrashTest {
    private static final int STATES = Integer.getInteger("messaging.group.crash.states", 120);
    private static final long SEED = Long.getLong("messaging.group.crash.seed", new Random().nextLong());

    @ParameterizedTest
    @EnumSource(SyncMode.class)
    void aGroupGoesOnWhereItWas(SyncMode sync) {
        new Run(SEED, sync).check(STATES);
    }

    /** What is known of a message. Immutable. */
    private record Known(boolean settled, int attempts, boolean expires, boolean cleared) {
        Known with(boolean isSettled, int begun) {
            return new Known(isSettled, begun, expires, cleared);
        }

        /** Whether nobody has to get it, should that be all that is safe. */
        boolean mayBeGone(Known latest) {
            return latest.settled || latest.cleared || (expires && attempts == 0);
        }
    }

    private record InHand(Member member, GroupDelivery delivery) {}

    private static final class Run extends CrashedLives<Map<Integer, Known>> {
        /** From this number on, messages were requeued, and are not in the topic. */
        private static final int REQUEUED = 1_000_000;

        private static final GemstoneGenerator IDS = new GemstoneGenerator(9);

        private final GroupOptions options;
        private final int keys;
        private Map<Integer, Known> known = new HashMap<>();
        private List<Member> members = new ArrayList<>();
        private List<InHand> inHand = new ArrayList<>();
        private int stored;
        private int requeued = REQUEUED;

        Run(long seed, SyncMode sync) {
            super(seed, sync);
            keys = random.nextInt(4);
            options = new GroupOptions(
                    null,
                    1 + random.nextInt(4),
                    Duration.ofSeconds(random.nextInt(3)),
                    keys == 0 ? null : OrderingKey.named("key"));
        }

        @Override
        protected Map<Integer, Known> model() {
            return Map.copyOf(known);
        }

        @Override
        protected boolean isOver() {
            return known.size() > 400;
        }

        @Override
        protected void startOver() {
            known = new HashMap<>();
        }

        @Override
        protected void begin(Life life) {
            members = new ArrayList<>();
            inHand = new ArrayList<>();
            join(life);
        }

        private void join(Life life) {
            members.add(life.groups.join("g", "t", options, 1 + random.nextInt(8), new Groups.Owner()));
        }

        private Member anyMember() {
            return members.get(random.nextInt(members.size()));
        }

        @Override
        protected void act(Life life) {
            int choice = random.nextInt(100);
            if (choice < 35) {
                store(life);
            } else if (choice < 65) {
                take();
            } else if (choice < 88) {
                finish();
            } else if (choice < 91) {
                join(life);
            } else if (choice < 93) {
                release(life);
            } else if (choice < 95) {
                requeue(life);
            } else if (choice < 99) {
                life.pass(Duration.ofMillis(random.nextInt(3_000)));
            } else {
                life.store.clear("t");
                known.replaceAll((number, one) ->
                        number < REQUEUED ? new Known(one.settled, one.attempts, one.expires, true) : one);
            }
        }

        private void store(Life life) {
            String key = keys == 0 || random.nextInt(8) == 0 ? null : "k" + random.nextInt(keys);
            boolean expires = random.nextInt(5) == 0;
            known.put(stored, new Known(false, 0, expires, false));
            life.store(stored++, key, expires ? 1 + random.nextInt(3) : 0);
        }

        private void requeue(Life life) {
            Message message =
                    Message.builder(IDS.next()).payload(Map.of("n", requeued)).build();
            known.put(requeued++, new Known(false, 0, false, false));
            life.groups.requeue(
                    new DeadLetter("TestBackend", "g", "t", message.compact(), "E", "no").toMessage(IDS.next()));
        }

        private void take() {
            Member member = anyMember();
            GroupDelivery delivery = member.next();
            if (delivery != null) {
                int number = Life.number(delivery.message());
                Known before = known.get(number);
                assertFalse(before.settled, () -> number + " was settled");
                assertEquals(before.attempts + 1, delivery.attempt(), () -> "attempt of " + number);
                known.put(number, before.with(false, delivery.attempt()));
                inHand.add(new InHand(member, delivery));
            }
        }

        private void finish() {
            if (inHand.isEmpty()) {
                return;
            }
            InHand one = inHand.remove(random.nextInt(inHand.size()));
            long token = one.delivery.token();
            int choice = random.nextInt(8);
            if (choice == 0) {
                one.member.giveBack(token);
            } else if (choice < 3) {
                boolean rejected = random.nextInt(4) == 0;
                if (rejected || one.delivery.attempt() >= options.maxAttempts()) {
                    settled(one.delivery);
                }
                Duration pause = random.nextBoolean() ? null : Duration.ofMillis(random.nextInt(4_000));
                one.member.fail(token, Groups.FAILURE, pause, rejected);
            } else {
                settled(one.delivery);
                one.member.settle(token);
            }
        }

        private void settled(GroupDelivery delivery) {
            known.computeIfPresent(
                    Life.number(delivery.message()), (number, one) -> one.with(true, delivery.attempt()));
        }

        private void release(Life life) {
            Member leaving = anyMember();
            leaving.release();
            members.remove(leaving);
            inHand.removeIf(one -> one.member == leaving);
            if (members.isEmpty()) {
                join(life);
            }
        }

        @Override
        protected Map<Integer, Known> find(Life life, Map<Integer, Known> least, Map<Integer, Known> most) {
            Map<Integer, Integer> attempts = drain(life);
            most.forEach((number, latest) -> {
                Known safe = least.get(number);
                Integer found = attempts.get(number);
                if (found == null) {
                    assertTrue(
                            safe == null || safe.mayBeGone(latest),
                            () -> number + " is lost: " + safe + ", then " + latest);
                } else {
                    assertFalse(safe != null && safe.settled, () -> number + " comes again: " + safe);
                    assertTrue(
                            found <= latest.attempts && (safe == null || found >= safe.attempts),
                            () -> number + " has " + found + " attempts: " + safe + ", then " + latest);
                }
            });
            attempts.keySet().forEach(number -> assertNotNull(most.get(number), () -> number + " was never stored"));
            Map<Integer, Known> result = new HashMap<>();
            most.forEach((number, latest) -> {
                // One that has expired in this look at it may still be there in the next life.
                boolean settled = !attempts.containsKey(number) && !latest.expires;
                result.put(number, latest.with(settled, attempts.getOrDefault(number, 0)));
            });
            return result;
        }

        /** Settles everything that is left, and returns the attempts that were begun before. */
        private Map<Integer, Integer> drain(Life life) {
            Map<Integer, Integer> attempts = new HashMap<>();
            Map<String, Integer> latest = new HashMap<>();
            Member member = life.groups.join("g", "t", options, 1, new Groups.Owner());
            for (int round = 0; round < 2; round++) {
                for (GroupDelivery next = member.next(); next != null; next = member.next()) {
                    int number = Life.number(next.message());
                    assertEquals(null, attempts.put(number, next.attempt() - 1), () -> number + " comes twice");
                    assertEquals(next.attempt() > 1 || number >= REQUEUED, next.redelivered());
                    String key = options.orderedBy() == null
                            ? null
                            : options.orderedBy().of(next.message());
                    if (key != null) {
                        Integer before = latest.put(key, number);
                        assertTrue(before == null || before < number, () -> number + " comes after " + before);
                    }
                    member.settle(next.token());
                }
                life.pass(Duration.ofDays(1));
            }
            SharedGroup group = life.groups.list().get(0);
            assertEquals(List.of(0L, 0L), List.of(group.lag(), group.inFlight()));
            return attempts;
        }

        @Override
        protected void goOnWith(Map<Integer, Known> found) {
            known = new HashMap<>(found);
        }
    }
}
