package io.messaging.tck.rules.shared;

import static io.messaging.backend.Capability.SHARED_SUBSCRIPTION;
import static io.messaging.backend.Capability.START_POSITION;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.engine.Verify;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.Rule;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** What the members of a group have to agree on: SHR-13. */
public class AgreementRules {
    private final RuleContext tck;
    private final Verify verify;
    private final TestMessages messages;

    public AgreementRules(RuleContext tck) {
        this.tck = tck;
        verify = tck.verify();
        messages = tck.messages();
    }

    @Rule(value = "SHR-13", requires = SHARED_SUBSCRIPTION)
    void shr13_aMemberWithOtherOptionsIsRefusedAndTheOthersGoOn() {
        TestGroup group = new TestGroup(tck);
        SubscriptionOptions agreed = group.options()
                .maxAttempts(31)
                .retryBackoff(Duration.ofSeconds(5))
                .orderedBy("conversation");
        TestMember refused = group.member("the member with other options", delivery -> {});
        try (Gate gate = new Gate()) {
            TestMember member = group.member("the member that was there", delivery -> gate.pass());
            member.join(tck.backend(), agreed);
            verifyRefusals(group, refused, agreed);
            List<Message> stored = messages.next(2);
            tck.store(group.topic(), stored);
            group.awaitBegun(1);
            tck.awaiter().comesAfterAll(() -> !refused.begun().isEmpty()); // it would have its hands free
            verify.equal("what the member with other options is called for", List.of(), refused.begun());
            gate.open();
            member.awaitHandled(stored);
        }
    }

    private void verifyRefusals(TestGroup group, TestMember refused, SubscriptionOptions agreed) {
        MessagingBackend instance = tck.anotherInstance();
        String otherNamespace = tck.newNamespace();
        verifyRefused(instance, refused, agreed.maxAttempts(47), "31", "47");
        verifyRefused(instance, refused, agreed.retryBackoff(Duration.ofSeconds(7)), "5", "7");
        verifyRefused(instance, refused, agreed.orderedBy("sender"), "conversation", "sender");
        verifyRefused(instance, refused, agreed.namespace(otherNamespace), tck.namespace(), otherNamespace);
        verifyRefused(
                instance, refused, group.options().maxAttempts(31).retryBackoff(Duration.ofSeconds(5)), "conversation");
    }

    private void verifyRefused(
            MessagingBackend instance, TestMember refused, SubscriptionOptions options, String... named) {
        IllegalArgumentException refusal = verify.refuses(
                "subscribe as a member with " + options,
                IllegalArgumentException.class,
                () -> refused.join(instance, options));
        for (String value : named) {
            verify.that(
                    String.valueOf(refusal.getMessage()).contains(value),
                    "the refusal names the members' options and the newcomer's, " + value + " among them",
                    refusal::toString);
        }
    }

    @Rule(value = "SHR-13", requires = SHARED_SUBSCRIPTION)
    void shr13_concurrencyIsEachMembersOwn() {
        TestGroup group = new TestGroup(tck);
        List<Message> stored = messages.next(3);
        try (Gate gate = new Gate()) {
            for (int concurrency = 1; concurrency <= 2; concurrency++) {
                group.member("the member with concurrency " + concurrency, delivery -> gate.pass())
                        .join(tck.backend(), group.options().concurrency(concurrency));
            }
            tck.store(group.topic(), stored);
            group.awaitBegun(stored.size());
        }
        group.awaitHandledOnce(stored);
    }

    @Rule(value = "SHR-13", requires = SHARED_SUBSCRIPTION)
    void shr13_aGroupWithoutMembersTakesTheNextOnesOptions() {
        TestGroup group = new TestGroup(tck);
        Subscription first = group.member("the first member", delivery -> {})
                .join(tck.backend(), group.options().maxAttempts(31));
        first.close();
        TestMember next = group.member("the member with other options", delivery -> {});
        MessagingBackend instance = tck.anotherInstance();
        AtomicReference<String> refusal = new AtomicReference<>();
        tck.awaiter().until(() -> joins(next, instance, group.options().maxAttempts(47), refusal));
        verify.that(
                refusal.get() == null, "a group whose last member has left takes one with other options", refusal::get);
        List<Message> stored = messages.next(2);
        tck.store(group.topic(), stored);
        next.awaitHandled(stored);
    }

    /** The member that has left may be a member for another moment, on a busy machine. */
    private static boolean joins(
            TestMember member,
            MessagingBackend instance,
            SubscriptionOptions options,
            AtomicReference<String> refusal) {
        try {
            member.join(instance, options);
            refusal.set(null);
            return true;
        } catch (IllegalArgumentException refused) {
            refusal.set("it is refused: " + refused.getMessage());
            return false;
        }
    }

    @Rule(
            value = "SHR-13",
            requires = {SHARED_SUBSCRIPTION, START_POSITION})
    void shr13_membersNeedNotAgreeOnTheStart() {
        TestGroup group = new TestGroup(tck);
        Message stored = messages.next();
        tck.store(group.topic(), stored);
        group.member("a member from the beginning", delivery -> {})
                .join(tck.backend(), group.options().fromBeginning());
        group.member("a member without a start", delivery -> {}).join(tck.backend());
        try {
            group.member("a member after an id", delivery -> {})
                    .join(tck.backend(), group.options().after(stored.id()));
        } catch (UnsupportedOperationException notRemembered) {
            // refused for another reason, see SHR-02
        }
    }
}
