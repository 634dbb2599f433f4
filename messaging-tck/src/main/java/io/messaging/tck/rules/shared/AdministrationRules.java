package io.messaging.tck.rules.shared;

import static io.messaging.backend.Capability.SHARED_SUBSCRIPTION;

import io.messaging.administration.SharedGroup;
import io.messaging.backend.Delivery;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionEnd;
import io.messaging.message.Message;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.engine.Verify;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.Rule;
import java.time.Duration;
import java.util.List;

/** What administrators see and do: SHR-10. */
public class AdministrationRules {
    private final RuleContext tck;
    private final Verify verify;
    private final TestMessages messages;

    public AdministrationRules(RuleContext tck) {
        this.tck = tck;
        verify = tck.verify();
        messages = tck.messages();
    }

    @Rule(value = "SHR-10", requires = SHARED_SUBSCRIPTION)
    void shr10_aGroupIsListedWithMembersMessagesInFlightAndLag() {
        TestGroup group = new TestGroup(tck);
        List<Message> stored = messages.next(5);
        Subscription subscription;
        try (Gate gate = new Gate()) {
            subscription = group.member("the only member", delivery -> gate.pass())
                    .join(
                            tck.backend(),
                            group.options().concurrency(2).maxAttempts(7).orderedBy("conversation"));
            tck.store(group.topic(), stored);
            SharedGroup status = group.await(
                    "with 2 messages in flight and 5 not settled", one -> one.inFlight() == 2 && one.lag() == 5);
            verify.equal("the namespace of a group", tck.namespace(), status.namespace());
            verify.equal("the maxAttempts of a group", 7, status.maxAttempts());
            verify.equal("the key of a group", "conversation", status.orderedBy());
            verify.equal("the number of its members", 1, status.members().size());
            SharedGroup.Member member = status.members().get(0);
            verify.equal("the concurrency of its member", 2, member.concurrency());
            verify.equal("how many messages its member has", 2, member.inFlight());
            verify.that(member.connected(), "its member is connected", member::toString);
        }
        group.awaitHandled(stored);
        SharedGroup done = group.await("with nothing left", one -> one.inFlight() == 0 && one.lag() == 0);
        verify.equal("the attempts of a group that has handled 5 messages", 5L, done.attempts());
        subscription.close();
        tck.store(group.topic(), messages.next());
        group.await(
                "without members, and with the message that came since",
                one -> one.members().isEmpty() && one.lag() == 1);
    }

    @Rule(value = "SHR-10", requires = SHARED_SUBSCRIPTION)
    void shr10_aMessageThatWaitsForItsNextAttemptIsListed() {
        TestGroup group = new TestGroup(tck);
        group.member("the only member", delivery -> {
                    throw new IllegalStateException("intended: always");
                })
                .join(tck.backend(), group.options().maxAttempts(3).retryBackoff(Duration.ofHours(1)));
        tck.store(group.topic(), messages.next());
        group.await(
                "with one message that waits for its next attempt",
                one -> one.retriesWaiting() == 1 && one.lag() == 1 && one.inFlight() == 0 && one.attempts() == 1);
        tck.awaiter().comesAfterAll(() -> group.begun().size() > 1);
        verify.equal(
                "how often its member was called within a pause of an hour",
                1,
                group.begun().size());
    }

    @Rule(value = "SHR-10", requires = SHARED_SUBSCRIPTION)
    void shr10_aForgottenGroupEndsItsMembersAndBeginsAnew() {
        TestGroup group = new TestGroup(tck);
        List<Message> stored = messages.next(3);
        TestMember member = group.member("the member of the group that is forgotten", delivery -> {});
        Subscription subscription = member.join(tck.anotherInstance());
        tck.store(group.topic(), stored);
        member.awaitHandled(stored);
        boolean known = tck.backend().sharedGroups().forget(group.name(), group.topic());
        verify.equal("what forget() returns of a group that is known", true, known);
        tck.verifyEnd(subscription, SubscriptionEnd.Reason.UNSUBSCRIBED);
        boolean again = tck.backend().sharedGroups().forget(group.name(), group.topic());
        verify.equal("what forget() returns of a group that is not", false, again);
        TestMember anew = group.member("the member of a new group with its name", delivery -> {});
        anew.join(tck.backend());
        anew.awaitHandled(stored);
    }

    @Rule(value = "SHR-10", requires = SHARED_SUBSCRIPTION)
    void shr10_aRequeuedDeadLetterComesAgain() {
        TestGroup group = new TestGroup(tck);
        Message message = messages.next();
        group.member("the only member", delivery -> {
                    if (!delivery.redelivered()) {
                        throw new IllegalStateException("intended: until it is requeued");
                    }
                })
                .join(tck.backend());
        tck.store(group.topic(), message);
        group.awaitLetter();
        tck.backend().sharedGroups().requeue(group.letters().get(0));
        group.awaitHandled(List.of(message));
        Delivery last = group.handled().get(0);
        verify.equal("the attempt of a message whose dead letter was requeued", 1, last.attempt());
        verify.sameMessage("a message whose dead letter was requeued", message, last.message());
        group.await("with nothing left", one -> one.lag() == 0);
    }
}
