package io.messaging.tck.rules.shared;

import static io.messaging.backend.Capability.SHARED_SUBSCRIPTION;
import static io.messaging.backend.Capability.START_POSITION;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.Priority;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.engine.Verify;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/** Groups whose members share a topic: SHR-01 to SHR-05. */
public class GroupRules {
    private static final int COUNT = 100;
    private static final int HELD = 2;
    private static final int CONCURRENCY = 4;

    private final RuleContext tck;
    private final Verify verify;
    private final TestMessages messages;

    public GroupRules(RuleContext tck) {
        this.tck = tck;
        verify = tck.verify();
        messages = tck.messages();
    }

    @Rule(value = "SHR-01", requires = SHARED_SUBSCRIPTION)
    void shr01_eachMessageGoesToOneMemberAndNoneToNobody() {
        TestGroup group = new TestGroup(tck);
        for (MessagingBackend instance : tck.instances()) {
            group.member("a member", delivery -> {}).join(instance);
            group.member("a member with concurrency", delivery -> {})
                    .join(instance, group.options().concurrency(2));
        }
        List<Message> stored = messages.next(2 * COUNT);
        tck.store(group.topic(), stored.subList(0, COUNT));
        List<CompletableFuture<Void>> underWay = new ArrayList<>();
        for (Message message : stored.subList(COUNT, 2 * COUNT)) {
            underWay.add(tck.storeAsync(group.topic(), message));
        }
        underWay.forEach(CompletableFuture::join);
        group.awaitHandledOnce(stored);
    }

    @Rule(value = "SHR-02", requires = SHARED_SUBSCRIPTION)
    void shr02_aNewGroupBeginsWithTheBacklogAndAKnownOneGoesOn() {
        TestGroup group = new TestGroup(tck);
        List<Message> backlog = messages.next(COUNT);
        tck.store(group.topic(), backlog);
        TestMember first = group.member("the group's first member", delivery -> {});
        Subscription subscription = first.join(tck.backend());
        first.awaitHandled(backlog);
        subscription.close();
        List<Message> meanwhile = messages.next(COUNT);
        tck.store(group.topic(), meanwhile);
        TestMember second = group.member("the member that comes later", delivery -> {});
        second.join(tck.anotherInstance());
        second.awaitHandled(meanwhile);
        first.awaitHandled(backlog);
    }

    @Rule(
            value = "SHR-02",
            requires = {SHARED_SUBSCRIPTION, START_POSITION})
    void shr02_aNewGroupMayStartAfterAnIdAndAKnownOneGoesOn() {
        TestGroup group = new TestGroup(tck);
        Message early = messages.next(); // stored last
        List<Message> stored = messages.shuffled(messages.nextOfMixedPriorities(COUNT));
        tck.storeAll(group.topic(), stored);
        GemstoneId start = stored.get(7).id();
        TestMember first = group.member("the first member, after " + start, delivery -> {});
        Subscription subscription;
        try {
            subscription = first.join(tck.backend(), group.options().after(start));
        } catch (UnsupportedOperationException notRemembered) {
            first.join(tck.backend());
            first.awaitHandled(stored); // nothing had changed
            return;
        }
        first.awaitHandled(stored.stream()
                .filter(message -> message.id().chronologicalKey() > start.chronologicalKey())
                .toList());
        subscription.close();
        Message last = messages.next();
        tck.store(group.topic(), List.of(early, last));
        GemstoneId unknown = messages.nextId(Priority.NORMAL);
        TestMember second = group.member("the member that comes later, after another id", delivery -> {});
        second.join(tck.anotherInstance(), group.options().after(unknown));
        second.awaitHandled(List.of(last));
        TestGroup refused = new TestGroup(tck, group.topic(), tck.uniqueName() + "-refused");
        TestMember member = refused.member("a member that was refused", delivery -> {});
        verify.refuses(
                "subscribe as the first member of a group after an id that the topic does not hold",
                IllegalArgumentException.class,
                () -> member.join(tck.backend(), refused.options().after(unknown)));
        member.join(tck.backend());
        List<Message> all = new ArrayList<>(stored);
        all.addAll(List.of(early, last));
        member.awaitHandled(all);
    }

    /** The free member joins when the blocked one has had some time to take more than it can handle. */
    @Rule(value = "SHR-03", requires = SHARED_SUBSCRIPTION)
    void shr03_aBlockedMemberHoldsWhatItHasAndNothingMore() {
        TestGroup group = new TestGroup(tck);
        List<Message> stored = messages.next(5 * HELD);
        try (Gate gate = new Gate()) {
            TestMember blocked = group.member("the blocked member", delivery -> gate.pass());
            blocked.join(tck.backend(), group.options().concurrency(HELD));
            tck.store(group.topic(), stored);
            blocked.awaitBegun(HELD);
            tck.awaiter().comesAfterAll(() -> blocked.begun().size() > HELD);
            TestMember free = group.member("the free member", delivery -> {});
            free.join(tck.anotherInstance());
            free.awaitHandled(stored.subList(HELD, stored.size()));
            Message later = messages.next();
            tck.store(group.topic(), later);
            List<Message> others = new ArrayList<>(stored.subList(HELD, stored.size()));
            others.add(later);
            free.awaitHandled(others);
            gate.open();
            blocked.awaitHandled(stored.subList(0, HELD));
        }
    }

    /** Where threads start late, that of one too many does as well: so handlers take turns, with a pause of this thread after each. */
    @Rule(value = "SHR-04", requires = SHARED_SUBSCRIPTION)
    void shr04_eachMemberHandlesAsManyAtOnceAsItSaysAndNoMore() {
        TestGroup group = new TestGroup(tck);
        List<TestMember> members = new ArrayList<>();
        List<Message> stored = messages.next(5 * CONCURRENCY);
        Semaphore turns = new Semaphore(0);
        try {
            for (MessagingBackend instance : List.of(tck.backend(), tck.anotherInstance())) {
                TestMember member =
                        group.member("a member with concurrency " + CONCURRENCY, delivery -> turns.acquire());
                member.join(instance, group.options().concurrency(CONCURRENCY));
                members.add(member);
            }
            tck.store(group.topic(), stored);
            members.forEach(member -> member.awaitBegun(CONCURRENCY));
            int atOnce = members.size() * CONCURRENCY;
            tck.awaiter().comesAfterAll(() -> group.begun().size() > atOnce);
            for (int begun = atOnce + 1; begun <= stored.size(); begun++) {
                int next = begun;
                turns.release();
                tck.awaiter().until(() -> group.begun().size() >= next);
                tck.awaiter().pause();
            }
        } finally {
            turns.release(stored.size());
        }
        group.awaitHandledOnce(stored);
        for (TestMember member : members) {
            verify.that(
                    member.mostRunningAtOnce() <= CONCURRENCY,
                    "a member handles at most as many messages at once as its concurrency, " + CONCURRENCY,
                    () -> "it handled " + member.mostRunningAtOnce());
        }
    }

    /** One half is the backlog of the group, the other comes while its member is busy. */
    @Rule(value = "SHR-05", requires = SHARED_SUBSCRIPTION)
    void shr05_messagesAreHandedOutInStoringOrder() {
        TestGroup group = new TestGroup(tck);
        List<Message> stored = messages.shuffled(messages.nextOfMixedPriorities(COUNT));
        tck.store(group.topic(), stored.subList(0, COUNT / 2));
        try (Gate gate = new Gate()) {
            TestMember member = group.member("the only member", delivery -> gate.pass());
            member.join(tck.backend());
            member.awaitBegun(1);
            tck.store(group.topic(), stored.subList(COUNT / 2, COUNT));
            gate.open();
            member.awaitHandledInOrder(stored);
        }
    }
}
