package io.messaging.tck.rules.shared;

import static io.messaging.backend.Capability.PERSISTENT;
import static io.messaging.backend.Capability.RECONNECT;
import static io.messaging.backend.Capability.SHARED_SUBSCRIPTION;

import io.messaging.backend.Subscription;
import io.messaging.message.Message;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.engine.Verify;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.Rule;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Groups of what is killed: PER-02. What was settled before a store began that was acknowledged stays settled. */
public class PersistentGroupRules {
    private static final int SETTLED = 5;
    private static final int MESSAGES = 10;
    private static final int HELD = 3;

    private final RuleContext tck;
    private final Verify verify;
    private final TestMessages messages;

    public PersistentGroupRules(RuleContext tck) {
        this.tck = tck;
        verify = tck.verify();
        messages = tck.messages();
    }

    @Rule(
            value = "PER-02",
            requires = {PERSISTENT, SHARED_SUBSCRIPTION})
    @ResourceLock(value = Rule.CONNECTIONS, mode = ResourceAccessMode.READ_WRITE)
    void per02_whatAGroupHasSettledStaysSettledAfterAKill() {
        TestGroup group = new TestGroup(tck);
        List<Message> stored = messages.shuffled(messages.nextOfMixedPriorities(MESSAGES));
        TestMember before = group.member("the member before the kill", delivery -> {});
        Subscription subscription = before.join(tck.backend());
        tck.store(group.topic(), stored.subList(0, SETTLED));
        before.awaitHandledInOrder(stored.subList(0, SETTLED));
        group.await("which has settled all", one -> one.lag() == 0);
        subscription.close();
        tck.store(group.topic(), stored.subList(SETTLED, MESSAGES));
        tck.restart();
        TestMember after = group.member("the member after the kill", delivery -> {});
        after.join(tck.open());
        after.awaitHandledInOrder(stored.subList(SETTLED, MESSAGES));
    }

    @Rule(
            value = "PER-02",
            requires = {PERSISTENT, SHARED_SUBSCRIPTION})
    @ResourceLock(value = Rule.CONNECTIONS, mode = ResourceAccessMode.READ_WRITE)
    void per02_anAttemptBeforeAKillCounts() {
        TestGroup group = new TestGroup(tck);
        Message message = messages.next();
        TestMember before = group.member("the member that gives its message back", delivery -> {
            delivery.subscription().close();
            throw new IllegalStateException("intended: the subscription has ended");
        });
        Subscription subscription = before.join(tck.backend());
        tck.store(group.topic(), message);
        before.awaitBegun(1);
        tck.await(() -> !subscription.isActive(), "a handler can end its subscription", "it is active");
        group.await("which nobody has a message of", one -> one.inFlight() == 0 && one.lag() == 1);
        tck.store(tck.topic(), messages.next());
        tck.restart();
        TestMember after = group.member("the member after the kill", delivery -> {});
        after.join(tck.open());
        after.awaitHandled(List.of(message));
        verify.that(
                after.begun().get(0).attempt() > 1 && after.begun().get(0).redelivered(),
                "a message that was handed out before a kill comes again as a later attempt, redelivered",
                () -> "attempt " + after.begun().get(0).attempt() + ", redelivered "
                        + after.begun().get(0).redelivered());
    }

    /** Whether handlers go on or their messages go to others is up to the backend; it may be both. */
    @Rule(
            value = "PER-02",
            requires = {PERSISTENT, SHARED_SUBSCRIPTION, RECONNECT})
    @ResourceLock(value = Rule.CONNECTIONS, mode = ResourceAccessMode.READ_WRITE)
    void per02_membersThatStayHandleEverything() {
        TestGroup group = new TestGroup(tck);
        List<Message> stored = messages.next(MESSAGES);
        try (Gate gate = new Gate()) {
            TestMember member = group.member("a member that stays", delivery -> gate.pass());
            member.join(tck.backend(), group.options().concurrency(HELD));
            tck.store(group.topic(), stored);
            member.awaitBegun(HELD);
            tck.store(tck.topic(), messages.next());
            tck.restart();
        }
        tck.await(
                () -> new HashSet<>(TestGroup.messages(group.handled())).containsAll(stored),
                "all " + stored.size() + " messages are handled after the kill",
                "some are not");
        group.verifyRepetitionsAreTold();
    }
}
