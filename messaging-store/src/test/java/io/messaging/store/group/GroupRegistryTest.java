package io.messaging.store.group;

import static io.messaging.store.group.Groups.ONCE;
import static io.messaging.store.group.Groups.attempts;
import static io.messaging.store.group.Groups.expect;
import static io.messaging.store.group.Groups.fail;
import static io.messaging.store.group.Groups.orderedBy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.administration.DeadLetter;
import io.messaging.administration.SharedGroup;
import io.messaging.backend.RejectedMessageException;
import io.messaging.backend.StoreFullException;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.spi.group.GroupOptions;
import io.messaging.spi.group.OrderingKey;
import io.messaging.store.Cursor;
import io.messaging.store.CursorStart;
import io.messaging.store.StoreLimits;
import io.messaging.store.durable.Attachment;
import io.messaging.store.durable.DurableRegistry;
import io.messaging.store.group.Groups.Owner;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a broker remembers of groups, and what administrators see. */
class GroupRegistryTest {
    private final Groups groups = new Groups();

    @Test
    void aNewGroupStartsWithTheWholeTopicAndAKnownOneGoesOnWhereItWas() {
        List<Message> stored = groups.store(3);
        Member first = groups.join();
        first.settle(expect(first, stored.get(0), 1).token());
        first.release();
        List<Message> later = groups.store(1);
        Member second = groups.join();
        second.settle(expect(second, stored.get(1), 1).token());
        second.settle(expect(second, stored.get(2), 1).token());
        second.settle(expect(second, later.get(0), 1).token());
        assertNull(second.next());
        assertTrue(second.isCaughtUp());
        Member other = groups.registry.join("other", "t", ONCE, 1, new Owner());
        expect(other, stored.get(0), 1);
    }

    @Test
    void aNewGroupLeavesOutWhatIsNotLaterThanItsStart() {
        List<Message> stored = groups.store(4);
        CursorStart start = CursorStart.after(stored.get(1).id());
        Member first = groups.registry.join("g", "t", ONCE, start, 2, new Owner());
        groups.verify(2, 2, 0, 0, 0);
        expect(first, stored.get(2), 1);
        first.release();
        CursorStart unknown = CursorStart.after(GemstoneId.of(7));
        Member second = groups.registry.join("g", "t", ONCE, unknown, 2, new Owner());
        second.settle(expect(second, stored.get(2), 2).token());
        groups.store.store(
                "ns",
                "t",
                Message.builder(GemstoneId.of(77)).payload(Map.of("k", 1)).build());
        second.settle(expect(second, stored.get(3), 1).token());
        assertNull(second.next());
        assertTrue(second.isCaughtUp());
        assertEquals(0, groups.only().lost());
        assertThrows(
                IllegalArgumentException.class,
                () -> groups.registry.join("other", "t", ONCE, unknown, 1, new Owner()));
        assertEquals(1, groups.registry.list().size());
    }

    @Test
    void eachMessageGoesToOneMemberInStoringOrder() {
        List<Message> stored = groups.store(4);
        Member one = groups.join(ONCE, 2);
        Member two = groups.join(ONCE, 2);
        expect(one, stored.get(0), 1);
        expect(two, stored.get(1), 1);
        expect(two, stored.get(2), 1);
        expect(one, stored.get(3), 1);
        assertNull(one.next());
        assertNull(two.next());
        groups.verify(4, 4, 4, 0, 0);
    }

    @Test
    void aBlockedMemberKeepsWhatItHasAndNoMore() {
        List<Message> stored = groups.store(100);
        Member blocked = groups.join(ONCE, 3);
        Member other = groups.join(ONCE, 1);
        for (int i = 0; i < 3; i++) {
            expect(blocked, stored.get(i), 1);
        }
        assertNull(blocked.next());
        for (int i = 3; i < 100; i++) {
            assertNull(blocked.next());
            other.settle(expect(other, stored.get(i), 1).token());
        }
        assertNull(other.next());
        groups.verify(100, 3, 3, 0, 0);
    }

    @Test
    void groupsDurableAndPlainSubscribersDoNotDisturbEachOther() {
        List<Message> stored = groups.store(2);
        DurableRegistry durables = new DurableRegistry(groups.store, "TestBackend", InstantSource.system());
        Attachment durable = durables.attach("g", "t", null, Attachment.NEW, new Attachment.Owner() {
            @Override
            public void onReady() {}

            @Override
            public void onClosed(boolean takenOver) {}
        });
        Member member = groups.join();
        Member other = groups.registry.join("other", "t", ONCE, 1, new Owner());
        Cursor plain = groups.store.openCursor("t", 0, () -> {});
        for (Message message : stored) {
            member.settle(expect(member, message, 1).token());
            other.settle(expect(other, message, 1).token());
            assertEquals(message, durable.next().message());
            assertEquals(message, plain.next());
        }
    }

    @Test
    void membersWithOtherOptionsAreRefusedNamingBoth() {
        Member member = groups.join(attempts(3, 1), 1);
        GroupOptions other = new GroupOptions("ns", 4, Duration.ofSeconds(2), OrderingKey.named("customer"));
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> groups.join(other, 1));
        for (String part : List.of(
                "'g'",
                "'t'",
                "namespace=null, maxAttempts=3, retryBackoff=PT1S, orderedBy=null",
                "namespace=ns, maxAttempts=4, retryBackoff=PT2S, orderedBy=customer")) {
            assertTrue(refused.getMessage().contains(part), refused.getMessage());
        }
        for (GroupOptions differing : List.of(
                attempts(4, 1),
                attempts(3, 2),
                new GroupOptions("ns", 3, Duration.ofSeconds(1), null),
                new GroupOptions(null, 3, Duration.ofSeconds(1), OrderingKey.named("sender")))) {
            assertThrows(IllegalArgumentException.class, () -> groups.join(differing, 1));
        }
        assertEquals(1, groups.only().members().size());
        groups.join(attempts(3, 1), 64);
        member.close();
        assertThrows(IllegalArgumentException.class, () -> groups.join(other, 1), "it may come back");
    }

    @Test
    void whoComesWhenNobodyIsThereSetsTheOptions() {
        groups.join(attempts(3, 1), 1).release();
        groups.join(attempts(4, 1), 1);
        assertEquals(4, groups.only().maxAttempts());
        assertThrows(IllegalArgumentException.class, () -> groups.join(attempts(3, 1), 1));
    }

    @Test
    void badOptionsAreRefusedBeforeAnythingChanges() {
        assertThrows(IllegalArgumentException.class, () -> groups.join(ONCE, 0));
        assertThrows(IllegalArgumentException.class, () -> attempts(0, 1));
        assertThrows(IllegalArgumentException.class, () -> attempts(1, -1));
        assertEquals(List.of(), groups.registry.list());
        assertEquals(0, groups.store.stats().topics());
    }

    @Test
    void administratorsSeeMembersInFlightLagAttemptsAndLosses() {
        groups.store(5);
        Member one = groups.join(attempts(3, 60), 2);
        Member two = groups.join(attempts(3, 60), 1);
        one.next();
        fail(one, one.next());
        two.next();
        two.close();
        SharedGroup status = groups.only();
        assertEquals("g", status.name());
        assertEquals("t", status.topic());
        assertEquals(3, status.attempts());
        assertEquals("2030-01-01T00:00:00Z", status.lastSeen().toString());
        groups.verify(3, 5, 2, 1, 0);
        assertEquals(
                List.of(
                        new SharedGroup.Member(one.number(), true, 2, 1),
                        new SharedGroup.Member(two.number(), false, 1, 1)),
                status.members());
        groups.passSeconds(5);
        one.release();
        two.release();
        groups.verify(3, 5, 0, 3, 0);
        assertEquals(List.of(), groups.only().members());
        assertEquals("2030-01-01T00:00:05Z", groups.only().lastSeen().toString());
    }

    @Test
    void whatExpiresBeforeItIsHandedOutIsLost() {
        groups.store(2, 10);
        groups.passSeconds(11);
        groups.store(3, 10);
        List<Message> lasting = groups.store(2);
        Member member = groups.join();
        groups.verify(0, 5, 0, 0, 0); // what was gone before the group came is no loss
        member.release();
        groups.passSeconds(11);
        groups.verify(0, 2, 0, 0, 3); // while nobody is there, too
        Member back = groups.join();
        GroupDelivery first = expect(back, lasting.get(0), 1);
        assertEquals(Cursor.FOR_EVER, first.lifeMillis());
        groups.verify(6, 2, 1, 0, 3);
        back.settle(first.token());
        back.settle(expect(back, lasting.get(1), 1).token());
        groups.verify(7, 0, 0, 0, 3);
        groups.store(1, 10);
        groups.passSeconds(11);
        assertNull(back.next());
        groups.verify(8, 0, 0, 0, 4);
    }

    @Test
    void whatWasHandedOutOnceDoesNotExpire() {
        List<Message> stored = groups.store(1, 10);
        Member member = groups.join(attempts(2, 60), 1);
        GroupDelivery first = expect(member, stored.get(0), 1);
        assertEquals(10_000, first.lifeMillis());
        groups.passSeconds(11);
        fail(member, first);
        groups.verify(1, 1, 0, 1, 0);
        groups.passSeconds(60);
        GroupDelivery second = expect(member, stored.get(0), 2);
        assertEquals(Cursor.FOR_EVER, second.lifeMillis());
        member.settle(second.token());
        groups.verify(1, 0, 0, 0, 0);
    }

    @Test
    void whatIsClearedIsLostAndTheGroupGoesOnBehindIt() {
        groups.store(100);
        Member member = groups.join(attempts(2, 0), 3);
        GroupDelivery kept = member.next();
        GroupDelivery failed = member.next();
        groups.store.clear("t");
        List<Message> later = groups.store(1);
        groups.verify(2, 3, 2, 0, 98);
        fail(member, failed);
        GroupDelivery next = expect(member, later.get(0), 1);
        groups.verify(101, 2, 2, 0, 99);
        member.settle(kept.token());
        member.settle(next.token());
        groups.verify(101, 0, 0, 0, 99);
    }

    /** A topic without messages may be dropped and come back; the new one's positions start further up. */
    @Test
    void aTopicThatWasMadeAnewMeanwhileIsNoLoss() {
        groups.registry.join("h", "other", ONCE, 1, new Owner()).release();
        groups.store(500);
        Member member = groups.join();
        for (GroupDelivery delivery = member.next(); delivery != null; delivery = member.next()) {
            member.settle(delivery.token());
        }
        member.release();
        assertTrue(groups.registry.hasGroupOf("t"));
        groups.store.clearAll(topic -> false);
        List<Message> stored = groups.store(2);
        SharedGroup status = groups.registry.list().stream()
                .filter(group -> group.topic().equals("t"))
                .findFirst()
                .orElseThrow();
        assertEquals(List.of(0L, 2L), List.of(status.lost(), status.lag()));
        Member back = groups.join();
        expect(back, stored.get(0), 1);
    }

    @Test
    void forgettingEndsTheMembersAndWhatTheyHaveIsNoLongerTheirs() {
        List<Message> stored = groups.store(2);
        Owner owner = new Owner();
        Member old = groups.join(ONCE, 1, owner);
        GroupDelivery delivery = old.next();
        assertTrue(groups.registry.forget("g", "t"));
        assertFalse(groups.registry.forget("g", "t"));
        assertEquals(List.of(false), owner.closed);
        assertEquals(List.of(), groups.registry.list());
        assertFalse(groups.registry.hasGroupOf("t"));
        Member successor = groups.join(attempts(3, 0), 1);
        GroupDelivery again = expect(successor, stored.get(0), 1);
        assertNotEquals(old.number(), successor.number());
        old.settle(again.token());
        old.fail(delivery.token(), Groups.FAILURE, null, true);
        assertNull(old.next());
        old.close();
        old.release();
        groups.verify(1, 2, 1, 0, 0);
        assertEquals(0, groups.store.count(DeadLetter.TOPIC));
    }

    @Test
    void requeuedMessagesComeAheadAndStartAnew() {
        List<Message> stored = groups.store(3);
        Owner owner = new Owner();
        Member member = groups.join(attempts(2, 0), 1, owner);
        fail(member, expect(member, stored.get(0), 1));
        fail(member, expect(member, stored.get(0), 2));
        Message letter = groups.store.messages(DeadLetter.TOPIC).get(0);
        groups.registry.requeue(letter);
        groups.registry.requeue(letter);
        groups.verify(1, 4, 0, 0, 0);
        for (int i = 0; i < 2; i++) {
            GroupDelivery requeued = member.next();
            assertEquals(stored.get(0), requeued.message());
            assertEquals(1, requeued.attempt());
            assertTrue(requeued.redelivered(), "it was begun before");
            assertEquals(Cursor.FOR_EVER, requeued.lifeMillis());
            member.settle(requeued.token());
        }
        member.settle(expect(member, stored.get(1), 1).token());
        member.settle(expect(member, stored.get(2), 1).token());
        assertNull(member.next());
        int before = owner.ready;
        groups.registry.requeue(letter);
        assertEquals(before + 1, owner.ready);
        groups.registry.forget("g", "t");
        IllegalArgumentException unknown =
                assertThrows(IllegalArgumentException.class, () -> groups.registry.requeue(letter));
        assertTrue(unknown.getMessage().contains("no group 'g' of topic 't'"), unknown.getMessage());
        assertThrows(IllegalArgumentException.class, () -> groups.registry.requeue(stored.get(0)));
    }

    @Test
    void aRefusedMemberLeavesNoGroupBehind() {
        Groups full = new Groups(new StoreLimits(Long.MAX_VALUE, Long.MAX_VALUE, 0, Integer.MAX_VALUE));
        assertThrows(StoreFullException.class, full::join);
        assertEquals(List.of(), full.registry.list());
        assertFalse(full.registry.forget("g", "t"));
        assertFalse(full.registry.hasGroupOf("t"));
    }

    @Test
    void groupsTakeOfTheStoresRoomUntilTheyAreForgotten() {
        Groups small = new Groups(new StoreLimits(4_000, 10, 10, 100));
        StoreFullException full = assertThrows(StoreFullException.class, () -> {
            for (int i = 0; i < 10; i++) {
                small.registry.join("g" + i, "t", ONCE, 1, new Owner());
            }
        });
        assertTrue(full.getMessage().contains("a group that takes"), full.getMessage());
        int known = small.registry.list().size();
        assertTrue(known >= 2 && known < 10, "groups: " + known);
        assertTrue(small.registry.forget("g0", "t"));
        small.registry.join("another", "t", ONCE, 1, new Owner());
        assertEquals(known, small.registry.list().size());
        RejectedMessageException tooLong = assertThrows(
                RejectedMessageException.class, () -> small.registry.join("g".repeat(101), "t", ONCE, 1, new Owner()));
        assertTrue(tooLong.getMessage().contains("the group 'ggg"), tooLong.getMessage());
        assertEquals(0, small.store.stats().bytes(), "groups are no messages");
    }

    @Test
    void groupsWithoutMembersAreNotNotifiedOfNewMessages() {
        groups.store(1_000);
        for (int i = 0; i < 100; i++) {
            Member member = groups.registry.join("g" + i, "t", orderedBy("n", 1), 1, new Owner());
            member.next();
            member.release();
        }
        assertEquals(0, groups.store.stats().cursors());
        assertEquals(100, groups.registry.list().size());
    }
}
