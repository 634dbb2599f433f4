package io.messaging.tck.rules.shared;

import static io.messaging.backend.Capability.DURABLE_SUBSCRIPTION;
import static io.messaging.backend.Capability.SHARED_SUBSCRIPTION;
import static io.messaging.backend.Capability.SUBSCRIPTION;

import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import io.messaging.tck.engine.Recorder;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.Rule;
import java.util.List;

/** Groups beside other subscribers of their topic: SHR-09. */
public class NeighbourRules {
    private static final int COUNT = 20;

    private final RuleContext tck;
    private final TestMessages messages;

    public NeighbourRules(RuleContext tck) {
        this.tck = tck;
        messages = tck.messages();
    }

    /** One group is blocked all the time, and the others do not notice. */
    @Rule(value = "SHR-09", requires = SHARED_SUBSCRIPTION)
    void shr09_groupsOfOneTopicDoNotDisturbEachOther() {
        TestGroup blocked = new TestGroup(tck);
        TestGroup other = new TestGroup(tck, blocked.topic(), tck.uniqueName() + "-other-group");
        TestGroup elsewhere = new TestGroup(tck, tck.topic(), blocked.name());
        List<Message> stored = messages.next(COUNT);
        List<Message> storedElsewhere = messages.next(COUNT);
        try (Gate gate = new Gate()) {
            blocked.member("the member of the blocked group", delivery -> gate.pass())
                    .join(tck.backend());
            other.member("a member of the other group", delivery -> {}).join(tck.backend());
            other.member("a member of the other group", delivery -> {}).join(tck.anotherInstance());
            elsewhere
                    .member("the member of a group with the same name on another topic", delivery -> {})
                    .join(tck.backend());
            tck.store(blocked.topic(), stored.get(0));
            blocked.awaitBegun(1);
            tck.store(blocked.topic(), stored.subList(1, COUNT));
            tck.store(elsewhere.topic(), storedElsewhere);
            other.awaitHandledOnce(stored);
            elsewhere.awaitHandledOnce(storedElsewhere);
        }
        blocked.awaitHandledOnce(stored);
    }

    @Rule(
            value = "SHR-09",
            requires = {SHARED_SUBSCRIPTION, SUBSCRIPTION})
    void shr09_plainSubscribersGetEverythingBesideAGroup() {
        TestGroup group = new TestGroup(tck);
        Recorder plain = tck.subscriber(group.topic(), "the plain subscriber");
        List<Message> stored = messages.next(COUNT);
        group.member("a member", delivery -> {}).join(tck.backend());
        group.member("a member", delivery -> {}).join(tck.anotherInstance());
        tck.store(group.topic(), stored);
        plain.awaitExactly(stored);
        group.awaitHandledOnce(stored);
    }

    @Rule(
            value = "SHR-09",
            requires = {SHARED_SUBSCRIPTION, DURABLE_SUBSCRIPTION})
    void shr09_aDurableClientWithTheNameOfAGroupIsAnother() {
        TestGroup group = new TestGroup(tck);
        List<Message> stored = messages.next(COUNT);
        Recorder durable = tck.recorder("the durable client");
        SubscriptionOptions client = SubscriptionOptions.durable(group.name()).namespace(tck.namespace());
        group.member("a member", delivery -> {}).join(tck.backend());
        tck.backend().subscribe(group.topic(), durable, client);
        tck.store(group.topic(), stored);
        durable.awaitExactly(stored);
        group.awaitHandledOnce(stored);
    }
}
