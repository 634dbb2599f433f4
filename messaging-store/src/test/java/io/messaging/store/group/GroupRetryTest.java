package io.messaging.store.group;

import static io.messaging.store.group.Groups.FAILURE;
import static io.messaging.store.group.Groups.attempts;
import static io.messaging.store.group.Groups.expect;
import static io.messaging.store.group.Groups.fail;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.administration.DeadLetter;
import io.messaging.message.Message;
import io.messaging.spi.delivery.FailureText;
import io.messaging.spi.group.GroupOptions;
import io.messaging.store.Cursor;
import io.messaging.store.group.Groups.Owner;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Attempts, pauses, dead letters, and what is given back. */
class GroupRetryTest {
    private static final int MANY = 50;

    private final Groups groups = new Groups();

    private List<Message> deadLetters() {
        return groups.store.messages(DeadLetter.TOPIC);
    }

    @Test
    void aFailingMessageIsTriedAgainByAnyMemberAndThenBecomesOneDeadLetter() {
        List<Message> stored = groups.store(3);
        Member one = groups.join(attempts(3, 0), 1);
        Member two = groups.join(attempts(3, 0), 1);
        fail(one, expect(one, stored.get(0), 1));
        fail(two, expect(two, stored.get(0), 2));
        GroupDelivery last = expect(one, stored.get(0), 3);
        expect(two, stored.get(1), 1);
        assertEquals(List.of(), deadLetters());
        one.fail(last.token(), new FailureText("java.lang.E", "why"), Duration.ofHours(1), false);
        assertEquals(1, deadLetters().size());
        DeadLetter letter = DeadLetter.fromMessage(deadLetters().get(0));
        assertEquals(new DeadLetter("TestBackend", "g", "t", stored.get(0), "java.lang.E", "why"), letter);
        one.fail(last.token(), FAILURE, null, false);
        assertEquals(1, deadLetters().size());
        expect(one, stored.get(2), 1);
        groups.verify(3, 2, 2, 0, 0);
    }

    @Test
    void pausesDoubleUpToAnHourAndHoldUpNobody() {
        groups.store(1);
        Owner owner = new Owner();
        Member member = groups.join(attempts(MANY, 1), 1, owner);
        long seconds = 1;
        for (int attempt = 1; attempt < 20; attempt++) {
            GroupDelivery delivery = member.next();
            assertEquals(attempt, delivery.attempt());
            fail(member, delivery);
            List<Message> others = groups.store(1);
            member.settle(expect(member, others.get(0), 1).token());
            assertNull(member.next());
            groups.pass(Duration.ofSeconds(seconds).minusNanos(1));
            assertNull(member.next());
            int before = owner.ready;
            groups.pass(Duration.ofNanos(1));
            assertEquals(before + 1, owner.ready, "it is notified when the pause is over");
            seconds = Math.min(2 * seconds, 3_600);
        }
    }

    @Test
    void aHandlerMayAskForAPauseOrTheDeadLetter() {
        List<Message> stored = groups.store(2);
        Member member = groups.join(attempts(3, 1), 1);
        GroupDelivery first = expect(member, stored.get(0), 1);
        member.fail(first.token(), FAILURE, Duration.ofDays(2), false);
        GroupDelivery second = expect(member, stored.get(1), 1);
        member.fail(second.token(), FAILURE, Duration.ZERO, false);
        GroupDelivery again = expect(member, stored.get(1), 2);
        member.fail(again.token(), FAILURE, Duration.ofDays(2), true);
        assertEquals(1, deadLetters().size());
        groups.pass(Duration.ofDays(2).minusNanos(1));
        assertNull(member.next());
        groups.pass(Duration.ofNanos(1));
        member.fail(expect(member, stored.get(0), 2).token(), FAILURE, Duration.ofSeconds(Long.MAX_VALUE), false);
        groups.pass(Duration.ofDays(364));
        assertNull(member.next(), "a year is the longest that can be asked for");
        groups.pass(Duration.ofDays(1));
        expect(member, stored.get(0), 3);
    }

    /** However many messages pause, and however often they fail. */
    @Test
    void fewTimersAreSet() {
        groups.store(100);
        Member member = groups.join(attempts(1_000, 0), 1);
        for (int i = 0; i < 10; i++) {
            member.fail(member.next().token(), FAILURE, Duration.ofHours(1), false);
        }
        for (int round = 0; round < 100; round++) {
            groups.store(1);
            GroupDelivery taken = member.next();
            member.fail(taken.token(), FAILURE, Duration.ofSeconds(1), false);
            for (GroupDelivery delivery = member.next(); delivery != null; delivery = member.next()) {
                member.settle(delivery.token());
            }
            assertTrue(groups.timers() <= 3, "timers: " + groups.timers());
            groups.passSeconds(1);
        }
        groups.passSeconds(3_600);
        for (int i = 0; i < 11; i++) {
            GroupDelivery again = member.next();
            assertTrue(again.redelivered());
            member.settle(again.token());
        }
        assertTrue(member.isCaughtUp());
    }

    @Test
    void dueMessagesComeBeforeNewOnesInStoringOrder() {
        List<Message> stored = groups.store(6);
        Member member = groups.join(attempts(9, 10), 4);
        List<GroupDelivery> taken = List.of(member.next(), member.next(), member.next(), member.next());
        for (int i : new int[] {2, 0, 3}) {
            fail(member, taken.get(i));
        }
        member.giveBack(taken.get(1).token());
        expect(member, stored.get(1), 2);
        expect(member, stored.get(4), 1);
        groups.passSeconds(10);
        expect(member, stored.get(0), 2);
        expect(member, stored.get(2), 2);
        assertNull(member.next());
        member.settle(taken.get(1).token());
        assertNull(member.next(), "that token was of the first attempt");
        groups.verify(5, 6, 4, 1, 0);
    }

    @Test
    void givingBackIsAnAttemptButNeverMakesADeadLetter() {
        List<Message> stored = groups.store(2);
        for (int attempt = 1; attempt < 5; attempt++) {
            Member member = groups.join(attempts(2, 60), 2);
            expect(member, stored.get(0), attempt);
            expect(member, stored.get(1), attempt);
            member.release();
            groups.verify(2, 2, 0, 2, 0);
        }
        Member member = groups.join(attempts(2, 60), 1);
        GroupDelivery delivery = expect(member, stored.get(0), 5);
        member.giveBack(delivery.token());
        assertEquals(List.of(), deadLetters());
        fail(member, expect(member, stored.get(0), 6));
        assertEquals(1, deadLetters().size(), "a failure beyond the last attempt does");
        expect(member, stored.get(1), 5);
    }

    @Test
    void whatAClosedMemberHasMayBeSettledUntilItIsReleased() {
        List<Message> stored = groups.store(4);
        Member closing = groups.join(attempts(1, 0), 3);
        GroupDelivery settled = expect(closing, stored.get(0), 1);
        GroupDelivery failed = expect(closing, stored.get(1), 1);
        GroupDelivery late = expect(closing, stored.get(2), 1);
        closing.close();
        assertNull(closing.next());
        closing.settle(settled.token());
        fail(closing, failed);
        groups.verify(3, 2, 1, 0, 0);
        closing.release();
        closing.release();
        Member other = groups.join(attempts(1, 0), 1);
        GroupDelivery again = expect(other, stored.get(2), 2);
        closing.settle(late.token());
        closing.settle(again.token());
        fail(closing, late);
        closing.giveBack(again.token());
        groups.verify(3, 2, 1, 0, 0);
        other.settle(again.token());
        assertEquals(1, deadLetters().size());
        expect(other, stored.get(3), 1);
    }

    @Test
    void failingOnADeadLetterMakesNoFurtherOne() {
        groups.store(1);
        Member member = groups.join();
        fail(member, member.next());
        Member reader = groups.registry.join("m", DeadLetter.TOPIC, attempts(1, 0), 1, new Owner());
        fail(reader, reader.next());
        assertEquals(1, deadLetters().size());
        assertTrue(reader.isCaughtUp());
        assertNull(reader.next());
    }

    @Test
    void deadLettersGoWhereTheNamespaceSays() {
        groups.store(1);
        GroupOptions options = new GroupOptions("shop", 1, Duration.ZERO, null);
        Member member = groups.join(options, 1);
        fail(member, member.next());
        Message letter = deadLetters().get(0);
        assertEquals(List.of(letter), groups.store.messagesById("shop", List.of(letter.id())));
    }

    /** A store of a dead letter signals whoever listens there, on the failing thread: no lock may be held. */
    @Test
    void theOwnerMayCallBackFromEachCall() {
        groups.store(1);
        Member member = groups.join();
        Member[] reader = new Member[1];
        int[] seen = new int[1];
        reader[0] = groups.registry.join("m", DeadLetter.TOPIC, attempts(1, 0), 1, new Member.Owner() {
            @Override
            public void onReady() {
                seen[0]++;
                reader[0].settle(reader[0].next().token());
                member.close();
                reader[0].release();
            }

            @Override
            public void onClosed(boolean replaced) {}
        });
        assertNull(reader[0].next());
        fail(member, member.next());
        assertEquals(1, seen[0]);
    }

    @Test
    void aMessageWhoseDeadLetterCannotBeStoredIsNotSettled() {
        List<Message> stored = groups.store(1);
        Member member = groups.join();
        GroupDelivery first = member.next();
        Cursor failing = groups.store.openCursor(DeadLetter.TOPIC, 0, () -> {
            throw new IllegalStateException("intended");
        });
        assertThrows(IllegalStateException.class, () -> fail(member, first));
        groups.verify(1, 1, 1, 0, 0);
        failing.close();
        Cursor releasing = groups.store.openCursor(DeadLetter.TOPIC, 0, () -> {
            member.release();
            throw new IllegalStateException("intended");
        });
        assertThrows(IllegalStateException.class, () -> fail(member, first));
        groups.verify(1, 1, 0, 1, 0);
        releasing.close();
        expect(groups.join(), stored.get(0), 2);
    }

    @Test
    void aMessageWhoseDeadLetterIsBeingStoredStaysInFlightWhenItsMemberLeaves() {
        groups.store(1);
        Member member = groups.join();
        Member other = groups.join();
        groups.store.openCursor(DeadLetter.TOPIC, 0, () -> {
            member.release();
            assertNull(other.next());
        });
        fail(member, member.next());
        assertNull(other.next());
        assertTrue(other.isCaughtUp());
        assertEquals(1, deadLetters().size());
    }
}
