package io.messaging.store.durable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.administration.DeadLetter;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import io.messaging.spi.delivery.FailureText;
import io.messaging.store.CrashedLives;
import io.messaging.store.Life;
import io.messaging.store.log.QuietRecovery;
import io.messaging.store.log.SyncMode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A durable client whose process fails at random moments: no message is lost, none comes again once it is safe that it was handled, and
 * the order is kept.
 */
@ExtendWith(QuietRecovery.class)
class DurableCrashTest {
    private static final int STATES = Integer.getInteger("messaging.durable.crash.states", 120);
    private static final long SEED = Long.getLong("messaging.durable.crash.seed", new Random().nextLong());

    @ParameterizedTest
    @EnumSource(SyncMode.class)
    void aClientGoesOnWhereItWas(SyncMode sync) {
        new Run(SEED, sync).check(STATES);
    }

    /**
     * What is known of a message. Immutable.
     *
     * @param out whether it was handed out
     * @param begun whether it was given back by an instance whose handler had begun with it
     */
    private record Known(boolean handled, boolean out, boolean begun, boolean mayBeGone) {}

    private static final class Run extends CrashedLives<Map<Integer, Known>> implements Attachment.Owner {
        /** From this number on, messages were given back, and are not in the topic. */
        private static final int REQUEUED = 1_000_000;

        private static final GemstoneGenerator IDS = new GemstoneGenerator(10);
        private static final FailureText FAILURE = new FailureText("E", "no");

        private Map<Integer, Known> known = new HashMap<>();
        private final Deque<DurableDelivery> inHand = new ArrayDeque<>();
        private Attachment attachment;
        private int stored;
        private int requeued = REQUEUED;

        Run(long seed, SyncMode sync) {
            super(seed, sync);
        }

        @Override
        public void onReady() {
            // it asks all the time
        }

        @Override
        public void onClosed(boolean takenOver) {
            // it knows
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
            inHand.clear();
            attach(life);
        }

        private void attach(Life life) {
            attachment = life.durables.attach("c", "t", null, Attachment.NEW, this);
        }

        @Override
        protected void act(Life life) {
            int choice = random.nextInt(100);
            if (choice < 35) {
                boolean expires = random.nextInt(6) == 0;
                known.put(stored, new Known(false, false, false, expires));
                life.store(stored++, null, expires ? 1 + random.nextInt(3) : 0);
            } else if (choice < 65) {
                take();
            } else if (choice < 85) {
                handle();
            } else if (choice < 91) {
                leave(life);
            } else if (choice < 94) {
                Message message = Message.builder(IDS.next())
                        .payload(Map.of("n", requeued))
                        .build();
                known.put(requeued++, new Known(false, true, true, false));
                life.durables.requeue(
                        new DeadLetter("TestBackend", "c", "t", message.compact(), "E", "no").toMessage(IDS.next()));
            } else if (choice < 99) {
                life.pass(Duration.ofMillis(random.nextInt(3_000)));
            } else {
                life.store.clear("t");
                known.replaceAll(
                        (number, one) -> number < REQUEUED ? new Known(one.handled, one.out, one.begun, true) : one);
            }
        }

        private void take() {
            DurableDelivery delivery = attachment.next();
            if (delivery != null) {
                int number = Life.number(delivery.message());
                Known before = known.get(number);
                assertFalse(before.handled, () -> number + " was handled");
                known.put(number, new Known(false, true, before.begun, before.mayBeGone));
                inHand.add(delivery);
            }
        }

        private void handle() {
            if (inHand.isEmpty()) {
                return;
            }
            boolean fails = random.nextInt(5) == 0;
            long token = inHand.peek().token();
            if (fails) {
                handled(inHand.poll());
                attachment.fail(token, FAILURE);
                return;
            }
            for (int count = 1 + random.nextInt(inHand.size()); count > 0; count--) {
                token = inHand.peek().token();
                handled(inHand.poll());
            }
            attachment.acknowledge(token);
        }

        private void handled(DurableDelivery delivery) {
            known.computeIfPresent(
                    Life.number(delivery.message()), (number, one) -> new Known(true, true, one.begun, one.mayBeGone));
        }

        private void leave(Life life) {
            int begun = inHand.isEmpty() ? 0 : random.nextInt(inHand.size() + 1);
            long token = 0;
            for (int i = 0; i < begun; i++) {
                DurableDelivery delivery = inHand.poll();
                token = delivery.token();
                known.computeIfPresent(
                        Life.number(delivery.message()), (number, one) -> new Known(false, true, true, one.mayBeGone));
            }
            attachment.release(token);
            inHand.clear();
            attach(life);
        }

        @Override
        protected Map<Integer, Known> find(Life life, Map<Integer, Known> least, Map<Integer, Known> most) {
            Map<Integer, Boolean> found = drain(life);
            most.forEach((number, latest) -> {
                Known safe = least.get(number);
                Boolean redelivered = found.get(number);
                if (redelivered == null) {
                    assertTrue(
                            safe == null || latest.handled || latest.mayBeGone,
                            () -> number + " is lost: " + safe + ", then " + latest);
                } else {
                    assertFalse(safe != null && safe.handled, () -> number + " comes again: " + safe);
                    // One that had expired when its turn came may be back, as the clock was set back.
                    assertTrue(latest.out || latest.mayBeGone || !redelivered, () -> number + " was never handed out");
                    assertTrue(
                            redelivered || safe == null || !safe.begun,
                            () -> number + " does not say that it was begun");
                }
            });
            found.keySet().forEach(number -> assertNotNull(most.get(number), () -> number + " was never stored"));
            Map<Integer, Known> result = new HashMap<>();
            most.forEach((number, latest) -> result.put(
                    number,
                    new Known(
                            !found.containsKey(number) && !latest.mayBeGone,
                            found.getOrDefault(number, false),
                            found.getOrDefault(number, false),
                            latest.mayBeGone)));
            return result;
        }

        /** Handles everything that is left; returns which messages that were, in order, and whether they were redelivered. */
        private Map<Integer, Boolean> drain(Life life) {
            attach(life);
            Map<Integer, Boolean> found = new LinkedHashMap<>();
            for (DurableDelivery next = attachment.next(); next != null; next = attachment.next()) {
                int number = Life.number(next.message());
                assertEquals(null, found.put(number, next.redelivered()), () -> number + " comes twice");
                attachment.acknowledge(next.token());
            }
            List<Integer> given =
                    found.keySet().stream().filter(number -> number >= REQUEUED).toList();
            List<Integer> ordered = found.keySet().stream()
                    .sorted((a, b) -> a >= REQUEUED == b >= REQUEUED ? Integer.compare(a, b) : Integer.compare(b, a))
                    .toList();
            assertEquals(ordered, List.copyOf(found.keySet()), () -> "first what was given back: " + given);
            return found;
        }

        @Override
        protected void goOnWith(Map<Integer, Known> found) {
            known = new HashMap<>(found);
        }
    }
}
