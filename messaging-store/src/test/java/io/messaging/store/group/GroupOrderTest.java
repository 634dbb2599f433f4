package io.messaging.store.group;

import static io.messaging.store.group.Groups.FAILURE;
import static io.messaging.store.group.Groups.expect;
import static io.messaging.store.group.Groups.fail;
import static io.messaging.store.group.Groups.orderedBy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.administration.DeadLetter;
import io.messaging.message.Message;
import io.messaging.store.group.Groups.Owner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Messages of one key: one at a time and in order. SHR-12. */
class GroupOrderTest {
    private final Groups groups = new Groups();

    private Member join(int concurrency) {
        return groups.join(orderedBy("key", 3), concurrency);
    }

    @Test
    void ofOneKeyOneIsOnTheWayAndOthersGoOn() {
        List<Message> stored = groups.storeKeys("a", "a", "b", "a", "", "b", "");
        Member one = join(9);
        Member two = join(9);
        GroupDelivery a1 = expect(one, stored.get(0), 1);
        GroupDelivery b1 = expect(two, stored.get(2), 1);
        expect(one, stored.get(4), 1);
        expect(two, stored.get(6), 1);
        assertNull(one.next());
        assertNull(two.next());
        groups.verify(7, 7, 4, 0, 0);
        one.settle(a1.token());
        GroupDelivery a2 = expect(two, stored.get(1), 1);
        assertNull(one.next());
        two.settle(b1.token());
        two.settle(a2.token());
        expect(one, stored.get(3), 1);
        expect(two, stored.get(5), 1);
        assertNull(one.next());
        groups.verify(7, 4, 4, 0, 0);
    }

    @Test
    void whatHasWaitedForItsKeyComesBeforeNewMessages() {
        List<Message> stored = groups.storeKeys("a", "a", "b");
        Member member = join(1);
        GroupDelivery a1 = expect(member, stored.get(0), 1);
        Member other = join(1);
        GroupDelivery b1 = expect(other, stored.get(2), 1);
        List<Message> later = groups.storeKeys("c");
        member.settle(a1.token());
        expect(member, stored.get(1), 1);
        other.settle(b1.token());
        expect(other, later.get(0), 1);
    }

    @Test
    void retriesAndPausesHoldUpTheirOwnKeyOnly() {
        List<Message> stored = groups.storeKeys("a", "a", "b");
        Member member = join(9);
        GroupDelivery first = expect(member, stored.get(0), 1);
        member.fail(first.token(), FAILURE, Duration.ofSeconds(10), false);
        member.settle(expect(member, stored.get(2), 1).token());
        assertNull(member.next());
        groups.passSeconds(10);
        fail(member, expect(member, stored.get(0), 2));
        GroupDelivery last = expect(member, stored.get(0), 3);
        assertNull(member.next());
        fail(member, last);
        assertEquals(1, groups.store.count(DeadLetter.TOPIC));
        member.settle(expect(member, stored.get(1), 1).token());
        assertTrue(member.isCaughtUp());
    }

    @Test
    void whatIsGivenBackKeepsItsTurn() {
        List<Message> stored = groups.storeKeys("a", "a");
        Member dying = join(1);
        expect(dying, stored.get(0), 1);
        dying.release();
        Member other = join(9);
        GroupDelivery again = expect(other, stored.get(0), 2);
        assertNull(other.next());
        other.settle(again.token());
        expect(other, stored.get(1), 1);
    }

    @Test
    void requeuedMessagesWaitForTheirKeyAndComeBeforeTheOthersOfIt() {
        List<Message> stored = groups.storeKeys("a", "a", "a");
        Member member = join(9);
        member.fail(expect(member, stored.get(0), 1).token(), FAILURE, null, true);
        Message letter = groups.store.messages(DeadLetter.TOPIC).get(0);
        GroupDelivery second = expect(member, stored.get(1), 1);
        assertNull(member.next());
        groups.registry.requeue(letter);
        groups.registry.requeue(letter);
        assertNull(member.next());
        groups.verify(3, 4, 1, 0, 0);
        member.settle(second.token());
        for (int i = 0; i < 2; i++) {
            GroupDelivery requeued = member.next();
            assertEquals(stored.get(0), requeued.message());
            assertNull(member.next());
            member.settle(requeued.token());
        }
        expect(member, stored.get(2), 1);
    }

    @Test
    void whatExpiresWhileItWaitsForItsKeyIsSkippedAndLost() {
        List<Message> stored = groups.storeKeys("a");
        groups.store(Map.of("key", "a"), 10);
        groups.store(Map.of("key", "a"), 10);
        List<Message> later = groups.storeKeys("a");
        Member member = join(9);
        GroupDelivery first = expect(member, stored.get(0), 1);
        assertNull(member.next());
        groups.passSeconds(11);
        member.settle(first.token());
        GroupDelivery next = expect(member, later.get(0), 1);
        groups.verify(4, 1, 1, 0, 2);
        member.settle(next.token());
        groups.verify(4, 0, 0, 0, 2);
    }

    @Test
    void clearedMessagesHoldUpNoKey() {
        List<Message> stored = groups.storeKeys("a", "a", "b", "b");
        Member member = join(9);
        GroupDelivery a1 = expect(member, stored.get(0), 1);
        GroupDelivery b1 = expect(member, stored.get(2), 1);
        assertNull(member.next());
        groups.store.clear("t");
        List<Message> later = groups.storeKeys("a", "b");
        member.settle(a1.token());
        fail(member, b1);
        expect(member, later.get(0), 1);
        expect(member, later.get(1), 1);
        groups.verify(6, 2, 2, 0, 3);
    }

    @Test
    void anotherKeyAppliesToWhatIsLeftAsWell() {
        List<Message> stored = new ArrayList<>();
        for (String key : List.of("a", "a", "b", "a", "b")) {
            stored.add(groups.store(Map.of("key", key, "other", "x" + stored.size() / 2), 0));
        }
        Member member = join(9);
        member.fail(expect(member, stored.get(0), 1).token(), FAILURE, Duration.ofSeconds(10), false);
        member.settle(expect(member, stored.get(2), 1).token());
        expect(member, stored.get(4), 1);
        assertNull(member.next());
        member.release();
        groups.verify(5, 4, 0, 2, 0);
        Member other = groups.join(orderedBy("other", 3), 9); // 0 and 1 are of x0, 3 of x1, 4 of x2
        GroupDelivery third = expect(other, stored.get(3), 1);
        expect(other, stored.get(4), 2);
        assertNull(other.next());
        groups.passSeconds(10);
        GroupDelivery first = expect(other, stored.get(0), 2);
        assertNull(other.next());
        other.settle(third.token());
        other.settle(first.token());
        expect(other, stored.get(1), 1);
        other.release();
        Member unordered = groups.join(Groups.attempts(3, 0), 9);
        expect(unordered, stored.get(1), 2);
        expect(unordered, stored.get(4), 3);
        assertNull(unordered.next());
    }

    @Test
    void aPauseGoesOnWhenTheKeyChanges() {
        List<Message> stored = new ArrayList<>();
        for (String key : List.of("a", "b")) {
            stored.add(groups.store(Map.of("key", key, "other", "x"), 0));
        }
        Member member = join(9);
        GroupDelivery first = expect(member, stored.get(0), 1);
        GroupDelivery second = expect(member, stored.get(1), 1);
        member.giveBack(first.token());
        member.fail(second.token(), FAILURE, Duration.ofSeconds(10), false);
        member.release();
        Member other = groups.join(orderedBy("other", 3), 9);
        other.settle(expect(other, stored.get(0), 2).token());
        assertNull(other.next());
        groups.passSeconds(10);
        expect(other, stored.get(1), 2);
    }

    /** One call passes only so many, and asks to be asked again. */
    @Test
    void aLongRowOfOneKeyDoesNotHideTheMessagesBehindIt() {
        Message first = groups.storeKeys("a").get(0);
        for (int i = 0; i < 10_000; i++) {
            groups.storeKeys("a");
        }
        Message last = groups.storeKeys("b").get(0);
        Owner owner = new Owner();
        Member member = groups.join(orderedBy("key", 1), 2, owner);
        expect(member, first, 1);
        GroupDelivery found = null;
        for (int asked = 0; found == null; asked++) {
            assertEquals(asked, owner.ready, "it is notified to ask again");
            found = member.next();
        }
        assertEquals(last, found.message());
        assertTrue(owner.ready > 10);
        groups.verify(10_002, 10_002, 2, 0, 0);
    }
}
