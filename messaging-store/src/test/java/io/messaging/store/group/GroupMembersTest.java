package io.messaging.store.group;

import static io.messaging.store.group.Groups.FAILURE;
import static io.messaging.store.group.Groups.ONCE;
import static io.messaging.store.group.Groups.attempts;
import static io.messaging.store.group.Groups.expect;
import static io.messaging.store.group.Groups.fail;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.administration.DeadLetter;
import io.messaging.administration.Origin;
import io.messaging.administration.Subscriber;
import io.messaging.message.Message;
import io.messaging.store.Cursor;
import io.messaging.store.group.Groups.Owner;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Members that lose their connection and come back, and whom a group notifies of work. */
class GroupMembersTest {
    private final Groups groups = new Groups();
    private final List<Owner> owners = new ArrayList<>();

    private Member reattach(Member lost, Set<Long> inHand, List<Outcome> finished, Owner owner) {
        return groups.registry.reattach("g", "t", lost.number(), 0, inHand, finished, owner);
    }

    @Test
    void whoComesBackKeepsWhatIsInHandSettlesWhatIsFinishedAndGivesBackTheRest() {
        List<Message> stored = groups.store(6);
        Owner before = new Owner();
        Member lost = groups.join(attempts(2, 10), 5, before);
        GroupDelivery inHand = expect(lost, stored.get(0), 1);
        GroupDelivery handled = expect(lost, stored.get(1), 1);
        GroupDelivery failed = expect(lost, stored.get(2), 1);
        GroupDelivery rejected = expect(lost, stored.get(3), 1);
        GroupDelivery onItsWay = expect(lost, stored.get(4), 1);
        lost.close();
        Member back = reattach(
                lost,
                Set.of(inHand.token(), 4_711L),
                List.of(
                        Outcome.handled(handled.token()),
                        new Outcome(failed.token(), FAILURE, Duration.ofSeconds(5), false),
                        new Outcome(rejected.token(), FAILURE, null, true),
                        Outcome.handled(4_712L)),
                new Owner());
        assertEquals(lost.number(), back.number());
        assertEquals(List.of(true), before.closed);
        groups.verify(5, 4, 1, 2, 0);
        assertEquals(1, groups.store.count(DeadLetter.TOPIC));
        back.settle(onItsWay.token());
        expect(back, stored.get(4), 2);
        expect(back, stored.get(5), 1);
        assertNull(back.next());
        groups.passSeconds(5);
        expect(back, stored.get(2), 2);
        back.settle(inHand.token());
        groups.verify(6, 3, 3, 0, 0);
        lost.settle(inHand.token());
        lost.release();
        groups.verify(6, 3, 3, 0, 0);
        assertEquals(5, groups.only().members().get(0).concurrency());
    }

    @Test
    void whoComesBackHasTheOriginOfItsFirstConnection() {
        Owner owner = new Owner();
        owner.origin = Origin.ofThisProcess(Instant.EPOCH);
        Member lost = groups.join(ONCE, 1, owner);
        Origin first = groups.only().members().get(0).origin();
        assertEquals(
                List.of(first),
                groups.registry.subscribers().map(Subscriber::origin).toList());
        groups.passSeconds(1);
        lost.close();
        assertEquals(first, groups.only().members().get(0).origin());
        assertEquals(
                Collections.singletonList(null),
                groups.registry.subscribers().map(Subscriber::origin).toList());

        reattach(lost, Set.of(), List.of(), new Owner());

        assertEquals(
                List.of(first),
                groups.registry.subscribers().map(Subscriber::origin).toList());
        assertEquals(Instant.parse("2030-01-01T00:00:00Z"), first.since());
    }

    @Test
    void whoComesBackTooLateSettlesNothingOfTheOthers() {
        List<Message> stored = groups.store(1);
        Member lost = groups.join(attempts(5, 0), 1);
        GroupDelivery first = expect(lost, stored.get(0), 1);
        lost.close();
        lost.release();
        Member other = groups.join(attempts(5, 0), 1);
        GroupDelivery second = expect(other, stored.get(0), 2);
        assertFalse(first.token() == second.token());
        MemberLostException late = assertThrows(
                MemberLostException.class,
                () -> reattach(lost, Set.of(), List.of(Outcome.handled(first.token())), new Owner()));
        assertFalse(late.isForgotten());
        assertTrue(late.getMessage().contains("given to others"), late.getMessage());
        groups.verify(1, 1, 1, 0, 0);
        groups.registry.forget("g", "t");
        MemberLostException forgotten = assertThrows(
                MemberLostException.class, () -> reattach(other, Set.of(second.token()), List.of(), new Owner()));
        assertTrue(forgotten.isForgotten());
        Member anew = groups.join();
        assertThrows(MemberLostException.class, () -> reattach(other, Set.of(), List.of(), new Owner()));
        expect(anew, stored.get(0), 1);
    }

    @Test
    void whoLosesItsConnectionAgainMayComeBackAgain() {
        List<Message> stored = groups.store(2);
        Member lost = groups.join(attempts(5, 0), 1);
        GroupDelivery inHand = expect(lost, stored.get(0), 1);
        Member back = reattach(lost, Set.of(inHand.token()), List.of(), new Owner());
        assertNull(back.next(), "it has as many as it may");
        Member again = reattach(back, Set.of(inHand.token()), List.of(), new Owner());
        assertNull(back.next());
        again.settle(inHand.token());
        expect(again, stored.get(1), 1);
        groups.verify(2, 1, 1, 0, 0);
        assertEquals(1, groups.only().members().size());
    }

    /** The network may hold the first request back until the second has come over another connection. */
    @Test
    void anEarlierRequestToComeBackThatArrivesLateChangesNothing() {
        List<Message> stored = groups.store(2);
        Member lost = groups.join(attempts(5, 0), 1);
        Owner owner = new Owner();
        Member back = groups.registry.reattach("g", "t", lost.number(), 2, Set.of(), List.of(), owner);
        GroupDelivery inHand = expect(back, stored.get(0), 1);
        assertThrows(
                MemberLostException.class,
                () -> groups.registry.reattach("g", "t", lost.number(), 1, Set.of(), List.of(), new Owner()));
        assertEquals(List.of(), owner.closed);
        back.settle(inHand.token());
        expect(back, stored.get(1), 1);
        Member again = groups.registry.reattach("g", "t", lost.number(), 3, Set.of(), List.of(), new Owner());
        expect(again, stored.get(1), 2);
    }

    @Test
    void aMemberThatIsReplacedWhileItsDeadLetterIsStoredMakesOneDeadLetter() {
        for (boolean known : new boolean[] {true, false}) {
            groups.store(1);
            Member lost = groups.join();
            GroupDelivery failed = lost.next();
            List<Outcome> finished = known ? List.of(new Outcome(failed.token(), FAILURE, null, false)) : List.of();
            List<Member> back = new ArrayList<>();
            Cursor replacing = groups.store.openCursor(
                    DeadLetter.TOPIC, 0, () -> back.add(reattach(lost, Set.of(), finished, new Owner())));
            fail(lost, failed);
            replacing.close();
            assertTrue(back.get(0).isCaughtUp());
            assertEquals(0, groups.only().members().get(0).inFlight());
            back.get(0).release();
        }
        assertEquals(2, groups.store.count(DeadLetter.TOPIC));
    }

    private List<Member> idleMembers(int count) {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            owners.add(new Owner());
            members.add(groups.join(attempts(9, 10), 1, owners.get(i)));
            assertNull(members.get(i).next());
        }
        return members;
    }

    private void verifyNotified(Integer... times) {
        assertEquals(List.of(times), owners.stream().map(owner -> owner.ready).toList());
    }

    @Test
    void asManyMembersAreNotifiedAsThereIsWorkThoseThatWaitLongestFirst() {
        List<Member> members = idleMembers(3);
        groups.store(1);
        verifyNotified(1, 0, 0);
        GroupDelivery first = members.get(0).next();
        members.get(0).settle(first.token());
        assertNull(members.get(0).next());
        verifyNotified(1, 0, 0);
        groups.store(2);
        verifyNotified(1, 1, 1);
        groups.store(2);
        verifyNotified(2, 1, 1);
        groups.store(2);
        verifyNotified(2, 1, 1); // nobody waits
    }

    @Test
    void whoTakesAMessageAndSeesMoreWakesTheNext() {
        List<Member> members = idleMembers(3);
        members.get(0).release();
        List<Message> stored = groups.store(1);
        GroupDelivery taken = expect(members.get(1), stored.get(0), 1);
        groups.store(1);
        verifyNotified(0, 1, 1);
        // 2 was notified and asks late; meanwhile another comes and takes it
        Owner fast = new Owner();
        Member newcomer = groups.join(attempts(9, 10), 1, fast);
        assertEquals(2, newcomer.next().attempt() + taken.attempt());
        assertNull(members.get(2).next());
        groups.store(1);
        verifyNotified(0, 1, 2);
    }

    @Test
    void whoIsNotifiedAndLeavesOrPassesHasTheNextOneNotified() {
        List<Member> members = idleMembers(4);
        groups.store(1);
        verifyNotified(1, 0, 0, 0);
        members.get(0).pass();
        verifyNotified(1, 1, 0, 0);
        members.get(1).close();
        verifyNotified(1, 1, 1, 0);
        members.get(2).release();
        verifyNotified(1, 1, 1, 1);
    }

    @Test
    void whatIsGivenBackIsNotifiedToAnother() {
        List<Message> stored = groups.store(1);
        Member dying = groups.join(attempts(9, 10), 1);
        GroupDelivery taken = expect(dying, stored.get(0), 1);
        List<Member> members = idleMembers(2);
        dying.giveBack(taken.token());
        verifyNotified(1, 0);
        expect(dying, stored.get(0), 2);
        assertNull(members.get(0).next());
        dying.release();
        verifyNotified(1, 1);
        expect(members.get(1), stored.get(0), 3);
    }

    @Test
    void whoHasAskedForMoreThanItMayIsNotifiedWhenItMay() {
        groups.store(2);
        owners.add(new Owner());
        Member member = groups.join(ONCE, 1, owners.get(0));
        GroupDelivery first = member.next();
        assertNull(member.next());
        verifyNotified(0);
        member.settle(first.token());
        verifyNotified(1);
        GroupDelivery second = member.next();
        assertNull(member.next());
        member.settle(second.token());
        verifyNotified(1);
        groups.store(1);
        verifyNotified(2);
    }

    @Test
    void theEndOfAPauseIsNotifiedEvenToWhoJoinedLater() {
        List<Message> stored = groups.store(1);
        Member member = groups.join(attempts(9, 10), 1);
        fail(member, expect(member, stored.get(0), 1));
        member.release();
        assertEquals(0, groups.timers());
        groups.passSeconds(5);
        List<Member> members = idleMembers(2);
        assertEquals(1, groups.timers());
        groups.passSeconds(4);
        verifyNotified(0, 0);
        groups.passSeconds(1);
        verifyNotified(1, 0);
        expect(members.get(0), stored.get(0), 2);
        assertEquals(0, groups.timers());
    }

    @Test
    void aShorterPauseThatBeginsLaterIsNotifiedFirst() {
        List<Message> stored = groups.store(2);
        Member busy = groups.join(attempts(9, 10), 2);
        GroupDelivery first = expect(busy, stored.get(0), 1);
        GroupDelivery second = expect(busy, stored.get(1), 1);
        idleMembers(2);
        busy.fail(first.token(), FAILURE, Duration.ofSeconds(10), false);
        busy.fail(second.token(), FAILURE, Duration.ofSeconds(5), false);
        groups.passSeconds(5);
        verifyNotified(1, 0);
        groups.passSeconds(5);
        verifyNotified(1, 1);
        assertEquals(0, groups.timers());
    }
}
