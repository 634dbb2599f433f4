package io.messaging.tck.rules.shared;

import static io.messaging.backend.Capability.CROSS_PROCESS;
import static io.messaging.backend.Capability.RECONNECT;
import static io.messaging.backend.Capability.SHARED;
import static io.messaging.backend.Capability.SHARED_SUBSCRIPTION;

import io.messaging.backend.Delivery;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.tck.engine.OtherProcess;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.engine.Verify;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.Rule;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Members that leave with messages in their handlers: SHR-07, SHR-08. */
public class GiveBackRules {
    private static final int HELD = 3;
    private static final Duration AT_ONCE = Duration.ofMillis(1);
    private static final Duration LONG = Duration.ofMinutes(30);

    private final RuleContext tck;
    private final Verify verify;
    private final TestMessages messages;

    public GiveBackRules(RuleContext tck) {
        this.tck = tck;
        verify = tck.verify();
        messages = tck.messages();
    }

    @Rule(value = "SHR-07", requires = SHARED_SUBSCRIPTION)
    void shr07_aMemberThatClosesGivesBackWhatItDidNotFinish() {
        verifyGivenBack(tck.backend(), (instance, subscription) -> subscription.close());
    }

    @Rule(
            value = "SHR-07",
            requires = {SHARED_SUBSCRIPTION, SHARED})
    void shr07_anInstanceThatClosesGivesBackWhatItsMembersDidNotFinish() {
        verifyGivenBack(tck.open(), (instance, subscription) -> instance.close(LONG));
    }

    /** Handlers fail when the close has begun. That is the close's doing: one attempt is allowed, and no dead letter comes. */
    private void verifyGivenBack(MessagingBackend instance, BiConsumer<MessagingBackend, Subscription> close) {
        TestGroup group = new TestGroup(tck);
        List<Message> stored = messages.next(2 * HELD);
        try (Gate gate = new Gate()) {
            TestMember leaving = group.member("the member that leaves", delivery -> {
                gate.pass();
                throw new IllegalStateException("intended: the close has begun");
            });
            Subscription subscription = leaving.join(instance, group.options().concurrency(HELD));
            tck.store(group.topic(), stored);
            leaving.awaitBegun(HELD);
            tck.workers().start("closer", () -> close.accept(instance, subscription));
            tck.await(() -> !subscription.isActive(), "a close ends the subscription at once", "it is active");
        }
        TestMember other = group.member("the member that stays", delivery -> {});
        other.join(tck.anotherInstance());
        other.awaitHandled(stored);
        verifyAttempts(other.begun(), TestMessages.ids(stored.subList(0, HELD)));
        verify.equal("the dead letters of messages that were given back", List.of(), group.letters());
        tck.workers().join();
    }

    /** Others may have been on their way to the member that left, and then count as begun too. */
    private void verifyAttempts(List<Delivery> deliveries, List<GemstoneId> again) {
        for (Delivery delivery : deliveries) {
            if (again.contains(delivery.message().id())) {
                verify.that(
                        delivery.attempt() > 1,
                        "the attempt of a message that was given back is 2 or more",
                        () -> String.valueOf(delivery.attempt()));
            }
            verify.equal(
                    "redelivered of attempt " + delivery.attempt(), delivery.attempt() > 1, delivery.redelivered());
        }
    }

    /** Of two handlers one fails when its subscription has ended, and the other runs on. */
    @Rule(value = "SHR-07", requires = SHARED_SUBSCRIPTION)
    void shr07_whatIsGivenBackDoesNotWaitForOtherHandlersOfTheMember() {
        TestGroup group = new TestGroup(tck);
        List<Message> stored = messages.next(2);
        try (Gate both = new Gate();
                Gate gate = new Gate()) {
            TestMember leaving = group.member("the member that leaves", delivery -> {
                both.pass();
                if (delivery.message().id().equals(stored.get(1).id())) {
                    gate.pass();
                }
                delivery.subscription().close();
                throw new IllegalStateException("intended: the subscription has ended");
            });
            Subscription subscription =
                    leaving.join(tck.backend(), group.options().concurrency(2));
            tck.store(group.topic(), stored);
            leaving.awaitBegun(2);
            both.open();
            tck.await(() -> !subscription.isActive(), "a handler can end its subscription", "it is active");
            TestMember other = group.member("the member that stays", delivery -> {});
            other.join(tck.anotherInstance());
            other.awaitHandled(stored.subList(0, 1));
            gate.open();
            other.awaitHandled(stored);
        }
    }

    @Rule(value = "SHR-07", requires = SHARED_SUBSCRIPTION)
    void shr07_aHandlerThatEndsItsSubscriptionAndFailsGivesItsMessageBack() {
        TestGroup group = new TestGroup(tck);
        List<Message> stored = messages.next(3);
        Subscription subscription;
        try (Gate gate = new Gate()) {
            TestMember leaving = group.member("the member that leaves in its handler", delivery -> {
                gate.pass();
                delivery.subscription().close();
                throw new IllegalStateException("intended: the subscription has ended");
            });
            subscription = leaving.join(tck.backend());
            tck.store(group.topic(), stored);
        }
        tck.await(() -> !subscription.isActive(), "a handler can end its subscription", "it is active");
        TestMember other = group.member("the member that stays", delivery -> {});
        other.join(tck.backend());
        other.awaitHandled(stored);
        verifyAttempts(other.begun(), List.of(stored.get(0).id()));
    }

    @Rule(
            value = "SHR-08",
            requires = {SHARED_SUBSCRIPTION, SHARED})
    void shr08_whatALateHandlerHasIsNoLongerItsToSettle() {
        verifyGivenUp(tck.open(), (instance, subscription) -> instance.close(AT_ONCE));
    }

    @Rule(value = "SHR-08", requires = SHARED_SUBSCRIPTION)
    void shr08_whatAHandlerHasAtTheLimitOfItsSubscriptionsCloseGoesToOthers() {
        verifyGivenUp(tck.backend(), (instance, subscription) -> subscription.close(AT_ONCE));
    }

    /** A handler outlives the limit, and returns while the message is in the handler of another member, which then fails. */
    private void verifyGivenUp(MessagingBackend instance, BiConsumer<MessagingBackend, Subscription> close) {
        TestGroup group = new TestGroup(tck);
        Message message = messages.next();
        try (Gate lateGate = new Gate();
                Gate gate = new Gate()) {
            TestMember late = group.member(
                    "the member whose handler outlives the close", delivery -> lateGate.passDespiteInterrupts());
            Subscription subscription = late.join(instance, group.options().maxAttempts(3));
            tck.store(group.topic(), message);
            late.awaitBegun(1);
            tck.workers()
                    .mustEnd(
                            "closer",
                            () -> close.accept(instance, subscription),
                            "close(limit) returns though a handler does not",
                            "it does not");
            TestMember next = group.member("the member that has the message next", delivery -> {
                if (group.begun().size() == 2) {
                    gate.pass();
                    throw new IllegalStateException("intended: after the late handler has returned");
                }
            });
            next.join(tck.backend(), group.options().maxAttempts(3));
            next.awaitBegun(1);
            lateGate.open();
            tck.await(() -> !late.handled().isEmpty(), "the late handler returns", "it does not");
            tck.awaiter().comesAfterAll(() -> next.begun().size() > 1);
            verify.equal(
                    "how often a message is handed out while a member has it",
                    2,
                    group.begun().size());
            gate.open();
            tck.await(
                    () -> !next.handled().isEmpty(),
                    "the message comes again when its member has failed",
                    "it does not");
        }
        verify.equal(
                "how often a message is handed out until it is settled",
                3,
                group.begun().size());
    }

    /** Whether handlers go on or their messages go to others is up to the backend; it may be both. */
    @Rule(
            value = "SHR-07",
            requires = {SHARED_SUBSCRIPTION, RECONNECT})
    @ResourceLock(value = Rule.CONNECTIONS, mode = ResourceAccessMode.READ_WRITE)
    void shr07_noMessageIsLostWhenConnectionsAreCut() {
        TestGroup group = new TestGroup(tck);
        List<Message> stored = messages.next(5 * HELD);
        try (Gate gate = new Gate()) {
            TestMember member = group.member("a member whose connection is cut", delivery -> gate.pass());
            member.join(tck.backend(), group.options().concurrency(HELD));
            tck.store(group.topic(), stored);
            member.awaitBegun(HELD);
            tck.cutConnections();
        }
        tck.await(
                () -> new HashSet<>(TestGroup.messages(group.handled())).containsAll(stored),
                "all " + stored.size() + " messages are handled after the connections were cut",
                "some are not");
        group.verifyRepetitionsAreTold();
    }

    @Rule(
            value = "SHR-07",
            requires = {SHARED_SUBSCRIPTION, CROSS_PROCESS})
    void shr07_whatAKilledProcessHadGoesToOthers() {
        TestGroup group = new TestGroup(tck);
        List<Message> stored = messages.next(2);
        GemstoneId held;
        try (OtherProcess other = tck.startOtherProcess()) {
            other.joinGroup(group.topic(), group.name(), tck.namespace());
            tck.store(group.topic(), stored);
            held = other.handling();
            other.kill();
        }
        TestMember member = group.member("the member that stays", delivery -> {});
        member.join(tck.backend());
        member.awaitHandled(stored);
        verifyAttempts(member.begun(), List.of(held));
    }
}
