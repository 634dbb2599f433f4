package io.messaging.store.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.administration.DeadLetter;
import io.messaging.administration.SharedGroup;
import io.messaging.message.Message;
import io.messaging.spi.group.GroupOptions;
import io.messaging.spi.group.OrderingKey;
import io.messaging.store.CursorStart;
import io.messaging.store.Life;
import io.messaging.store.log.QuietRecovery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Groups of a process that was killed, and started again on the same directory. */
@ExtendWith(QuietRecovery.class)
class GroupRestartTest {
    private static final GroupOptions BY_KEY = Groups.orderedBy("key", 3);

    private Life life = Life.first();

    private Member join(GroupOptions options, int concurrency) {
        return life.groups.join("g", "t", options, concurrency, new Groups.Owner());
    }

    private SharedGroup only() {
        assertEquals(1, life.groups.list().size());
        return life.groups.list().get(0);
    }

    private List<Message> store(int count) {
        return IntStream.range(0, count).mapToObj(n -> life.store(n, null, 0)).toList();
    }

    private List<Message> storeKeys(String... keys) {
        return IntStream.range(0, keys.length)
                .mapToObj(n -> life.store(n, keys[n], 0))
                .toList();
    }

    /** Takes and settles everything there is, and returns it as number and attempt. */
    private static List<String> settleAll(Member member) {
        List<String> taken = new ArrayList<>();
        for (GroupDelivery next = member.next(); next != null; next = member.next()) {
            taken.add(Life.number(next.message()) + "/" + next.attempt());
            member.settle(next.token());
        }
        return taken;
    }

    @Test
    void aGroupGoesOnWithWhatItHasNotSettled() {
        store(6);
        Member member = join(Groups.attempts(5, 0), 4);
        GroupDelivery first = member.next();
        member.next();
        GroupDelivery third = member.next();
        member.next();
        member.settle(third.token());
        member.giveBack(first.token());
        member.next(); // the first one again
        SharedGroup before = only();
        life = life.restart();
        SharedGroup after = only();
        assertEquals(List.of(), after.members(), "claims have ended");
        assertEquals(
                List.of("g", "t", 5, before.position(), before.lag(), before.attempts(), before.lastSeen()),
                List.of(
                        after.name(),
                        after.topic(),
                        after.maxAttempts(),
                        after.position(),
                        after.lag(),
                        after.attempts(),
                        after.lastSeen()));
        assertEquals(List.of("0/3", "1/2", "3/2", "4/1", "5/1"), settleAll(join(Groups.attempts(5, 0), 1)));
        life = life.restart();
        assertEquals(List.of(), settleAll(join(Groups.attempts(5, 0), 1)));
        assertEquals(0, only().lag());
        assertEquals(0, only().lost());
    }

    @Test
    void allOptionsAreKept() {
        GroupOptions options = new GroupOptions("ns2", 7, Duration.ofMillis(1_234_567), OrderingKey.named("thread"));
        join(options, 1);
        life = life.restart();
        assertEquals(
                List.of("ns2", 7, "thread"), List.of(only().namespace(), only().maxAttempts(), only().orderedBy()));
        join(options, 1);
        life = life.restart();
        join(Groups.ONCE, 1); // nobody is there, so the newcomer's stand
        life = life.restart();
        assertEquals(1, only().maxAttempts());
        assertNull(only().orderedBy());
    }

    @Test
    void numbersOfMembersAndTokensDoNotComeAgain() {
        store(2);
        Member before = join(Groups.attempts(5, 0), 1);
        GroupDelivery taken = before.next();
        life = life.restart();
        Member after = join(Groups.attempts(5, 0), 1);
        assertTrue(after.number() > before.number());
        assertTrue(after.next().token() > taken.token());
    }

    @Test
    void keysAreHandledInOrderAndOneAtATime() {
        storeKeys("a", "a", "b", "a", "b", "", "a");
        Member member = join(BY_KEY, 9);
        GroupDelivery a = member.next();
        GroupDelivery b = member.next();
        member.next(); // without a key
        assertNull(member.next());
        member.settle(b.token());
        assertEquals(4, Life.number(member.next().message()), "the next of b");
        member.giveBack(a.token());
        life = life.restart();
        member = join(BY_KEY, 9);
        a = member.next();
        assertEquals("0/2", Life.number(a.message()) + "/" + a.attempt());
        assertEquals(4, Life.number(member.next().message()));
        assertEquals(5, Life.number(member.next().message()));
        assertNull(member.next());
        member.settle(a.token());
        assertEquals(List.of("1/1", "3/1", "6/1"), settleAll(member));
    }

    @Test
    void anotherOrderCanBeChosenAfterTheRestart() {
        storeKeys("a", "a", "a");
        Member member = join(BY_KEY, 9);
        member.next();
        assertNull(member.next());
        life = life.restart();
        member = join(Groups.attempts(3, 0), 9);
        List<Integer> numbers = new ArrayList<>();
        for (GroupDelivery next = member.next(); next != null; next = member.next()) {
            numbers.add(Life.number(next.message()));
        }
        assertEquals(List.of(0, 1, 2), numbers);
    }

    @Test
    void aPauseGoesOnByTheTimeOfDay() {
        store(1);
        GroupOptions options = Groups.attempts(3, 60);
        Member member = join(options, 1);
        member.fail(member.next().token(), Groups.FAILURE, null, false);
        life = life.restart(Duration.ofSeconds(50));
        member = join(options, 1);
        assertNull(member.next());
        assertEquals(1, only().retriesWaiting());
        life.pass(Duration.ofSeconds(9));
        assertNull(member.next());
        life.pass(Duration.ofSeconds(2));
        assertEquals(2, member.next().attempt());
    }

    @ParameterizedTest
    @ValueSource(ints = {-365, 365})
    void aClockThatIsSetLosesNothing(int days) {
        store(2);
        GroupOptions options = Groups.attempts(3, 60);
        Member member = join(options, 2);
        GroupDelivery first = member.next();
        GroupDelivery second = member.next();
        member.fail(first.token(), Groups.FAILURE, null, false);
        member.fail(second.token(), Groups.FAILURE, Duration.ofHours(1), false);
        for (int restarts = 0; restarts < 3; restarts++) {
            life = life.restart(Duration.ofDays(days));
        }
        member = join(options, 2);
        life.pass(Duration.ofSeconds(61));
        GroupDelivery again = member.next();
        assertNotNull(again, "a pause never gets longer");
        assertEquals("0/2", Life.number(again.message()) + "/" + again.attempt());
        member.settle(again.token());
        life.pass(Duration.ofHours(1));
        assertEquals(List.of("1/2"), settleAll(member));
        assertEquals(0, only().lag());
    }

    @Test
    void whatWasHandedOutDoesNotExpireWhileTheProcessIsAway() {
        Message message = life.store(0, null, 10);
        life.store(1, null, 10);
        Member member = join(Groups.attempts(3, 0), 1);
        member.next();
        life = life.restart(Duration.ofMinutes(1));
        assertEquals(List.of(), life.store.messages("t"));
        member = join(Groups.attempts(3, 0), 1);
        GroupDelivery again = member.next();
        assertEquals(message, again.message());
        assertEquals(2, again.attempt());
        life = life.restart();
        member = join(Groups.attempts(3, 0), 1);
        assertEquals(List.of("0/3"), settleAll(member));
        assertEquals(1, only().lost());
        life = life.restart();
        assertEquals(List.of(), settleAll(join(Groups.attempts(3, 0), 1)));
    }

    @Test
    void requeuedMessagesAreKept() {
        store(4);
        Member member = join(Groups.ONCE, 1);
        for (int i = 0; i < 4; i++) {
            member.fail(member.next().token(), Groups.FAILURE, null, false);
        }
        List<Message> letters = life.store.messages(DeadLetter.TOPIC);
        life.groups.requeue(letters.get(0));
        life.groups.requeue(letters.get(1));
        life.groups.requeue(letters.get(2));
        member.settle(member.next().token());
        member.next();
        life = life.restart();
        assertEquals(2, only().lag());
        life.groups.requeue(letters.get(3)); // before anybody joins
        life = life.restart();
        member = join(Groups.ONCE, 1);
        GroupDelivery second = member.next();
        assertEquals("1/2", Life.number(second.message()) + "/" + second.attempt());
        assertTrue(second.redelivered());
        member.settle(second.token());
        GroupDelivery third = member.next();
        assertEquals("2/1", Life.number(third.message()) + "/" + third.attempt());
        assertTrue(third.redelivered(), "before its dead letter was requeued");
        member.settle(third.token());
        assertEquals(List.of("3/1"), settleAll(member));
        life = life.restart();
        assertEquals(0, only().lag());
    }

    @Test
    void aDeadLetterIsThereWhenItsMessageIsSettled() {
        store(1);
        Member member = join(Groups.ONCE, 1);
        member.fail(member.next().token(), Groups.FAILURE, null, false);
        life = life.restart();
        assertEquals(1, life.store.messages(DeadLetter.TOPIC).size());
        assertEquals(0, only().lag());
    }

    @Test
    void aGroupThatWasForgottenStaysForgotten() {
        store(2);
        Member member = join(Groups.ONCE, 1);
        member.settle(member.next().token());
        assertTrue(life.groups.forget("g", "t"));
        life = life.restart();
        assertEquals(List.of(), life.groups.list());
        assertEquals(List.of("0/1", "1/1"), settleAll(join(Groups.ONCE, 1)));
    }

    @Test
    void aGroupThatStartedBehindAMessageLeavesOutWhatIsEarlier() {
        List<Message> stored = store(3);
        life.groups
                .join("g", "t", Groups.ONCE, CursorStart.after(stored.get(1).id()), 1, new Groups.Owner())
                .release();
        life = life.restart();
        assertEquals(1, only().lag());
        assertEquals(List.of("2/1"), settleAll(join(Groups.ONCE, 1)));
    }

    /** As it is in a process that outlives the broker's. */
    private static final class RemoteOwner implements Member.Owner {
        @Override
        public void onReady() {
            // the tests ask for themselves
        }

        @Override
        public void onClosed(boolean replaced) {
            // not of interest
        }

        @Override
        public boolean mayComeBack() {
            return true;
        }
    }

    private Member joinFromAnotherProcess(GroupOptions options, int concurrency) {
        return life.groups.join("g", "t", options, concurrency, new RemoteOwner());
    }

    @Test
    void aMemberThatComesBackGoesOnWithWhatItHas() {
        storeKeys("a", "b", "a", "c");
        Member member = joinFromAnotherProcess(BY_KEY, 2);
        GroupDelivery a = member.next();
        GroupDelivery b = member.next();
        for (int restarts = 0; restarts < 2; restarts++) {
            life = life.restart();
        }
        Member other = join(BY_KEY, 9);
        assertEquals(3, Life.number(other.next().message()), "of the key that nobody has");
        assertNull(other.next());
        assertEquals(3, only().inFlight());
        Member back = life.groups.reattach(
                "g",
                "t",
                member.number(),
                1,
                Set.of(a.token()),
                List.of(Outcome.handled(b.token())),
                new RemoteOwner());
        assertNull(other.next());
        back.settle(a.token());
        assertEquals(List.of("2/1"), settleAll(other));
        life = life.restart();
        assertEquals(1, only().lag(), "what the other one has");
    }

    @Test
    void whatAMemberHadThatDoesNotComeBackGoesToOthers() {
        store(2);
        Member member = joinFromAnotherProcess(BY_KEY, 1);
        member.next();
        life = life.restart();
        Member other = join(BY_KEY, 1);
        assertEquals(List.of("1/1"), settleAll(other));
        life.pass(Duration.ofSeconds(11));
        assertEquals(List.of("0/2"), settleAll(other));
        assertThrows(
                MemberLostException.class,
                () -> life.groups.reattach("g", "t", member.number(), 1, Set.of(), List.of(), new RemoteOwner()));
    }

    @Test
    void nobodyWhoIsAwayKeepsOthersFromChoosingOptions() {
        store(1);
        joinFromAnotherProcess(BY_KEY, 1).next();
        life = life.restart();
        assertEquals(List.of("0/2"), settleAll(join(Groups.attempts(7, 0), 1)));
        assertEquals(7, only().maxAttempts());
    }

    @Test
    void manyThatWaitForTheirKeyAreFoundAgain() {
        int count = 3_000;
        IntStream.range(0, count).forEach(n -> life.store(n, n % 7 == 0 ? "b" : "a", 0));
        Member member = join(BY_KEY, 3);
        member.next();
        member.next();
        for (int i = 0; i < 20; i++) {
            member.pass();
            assertNull(member.next());
        }
        assertEquals(count, only().position());
        life = life.restart();
        assertEquals(count, only().lag());
        List<String> taken = settleAll(join(BY_KEY, 1));
        assertEquals(count, taken.size());
        List<Integer> ofA = taken.stream()
                .map(one -> Integer.parseInt(one.substring(0, one.indexOf('/'))))
                .filter(n -> n % 7 != 0)
                .toList();
        assertEquals(IntStream.range(0, count).filter(n -> n % 7 != 0).boxed().toList(), ofA);
        life = life.restart();
        assertEquals(0, only().lag());
    }

    @Test
    void oneThatWaitsForLongKeepsTheLogSmall() {
        GroupOptions options = Groups.attempts(3, 0);
        Member member = join(options, 1);
        life.store(0, null, 0);
        member.fail(member.next().token(), Groups.FAILURE, Duration.ofDays(1), false);
        for (int i = 1; i < 2_500; i++) {
            life.store(i, null, 0);
            member.settle(member.next().token());
            if (i % 100 == 0) {
                life.store.writePlaces();
                life.compact();
            }
        }
        life.store.clear("t");
        life.compact();
        long bytes = life.store.log().stats().bytes();
        assertTrue(bytes < 60_000, () -> "the log has " + bytes + " bytes");
        life = life.restart();
        assertEquals(List.of(1L, 2_500L), List.of(only().lag(), only().position()));
        life.pass(Duration.ofDays(1));
        assertEquals(List.of(), settleAll(join(options, 1)), "it was cleared");
        assertEquals(1, only().lost());
        assertEquals(0, only().lag());
    }

    @Test
    void aFullDiskRefusesNewGroupsAndKnownOnesGoOn() {
        store(3);
        Member member = join(Groups.attempts(3, 0), 1);
        GroupDelivery taken = member.next();
        life.directory.limitSpace(0);
        assertThrows(io.messaging.backend.StoreFullException.class, () -> {
            for (int i = 0; i < 10_000; i++) {
                life.groups.join("new" + i, "t", Groups.ONCE, 1, new Groups.Owner());
            }
        });
        member.settle(taken.token());
        assertEquals(List.of("1/1", "2/1"), settleAll(member));
        life.directory.limitSpace(Long.MAX_VALUE);
        life.compact();
        life = life.restart();
        Map<String, Long> lags = new java.util.HashMap<>();
        life.groups.list().forEach(group -> lags.put(group.name(), group.lag()));
        assertEquals(0, lags.get("g"));
    }
}
