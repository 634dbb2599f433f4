package io.messaging.tck.rules.shared;

import static io.messaging.backend.Capability.SHARED_SUBSCRIPTION;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.message.Message;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.spec.Rule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Members that come and go under load: SHR-11. */
public class ChurnRules {
    private static final int VISITORS = 3;
    private static final int VISITS = 8;

    /** How many messages there are that nobody has begun with. */
    private static final int AHEAD = 20;

    private final RuleContext tck;

    public ChurnRules(RuleContext tck) {
        this.tck = tck;
    }

    @Rule(value = "SHR-11", requires = SHARED_SUBSCRIPTION)
    void shr11_nothingIsLostWhileMembersComeAndGo() {
        TestGroup group = new TestGroup(tck);
        CountDownLatch visitors = new CountDownLatch(VISITORS);
        List<MessagingBackend> instances = tck.instances();
        for (int i = 0; i < VISITORS; i++) {
            MessagingBackend instance = instances.get(i % instances.size());
            tck.workers().start("visitor-" + i, () -> {
                try {
                    for (int visit = 0; visit < VISITS; visit++) {
                        visit(group, instance);
                    }
                } finally {
                    visitors.countDown();
                }
            });
        }
        List<Message> stored = storeUntil(visitors, group);
        tck.workers().join();
        group.member("the member that stays", delivery -> {}).join(tck.backend());
        tck.await(
                () -> new HashSet<>(TestGroup.messages(group.handled())).containsAll(stored),
                "all " + stored.size() + " messages are handled though members came and went",
                "some are not");
        group.verifyRepetitionsAreTold();
    }

    /** Keeps some messages waiting as long as there are visitors. */
    private List<Message> storeUntil(CountDownLatch visitors, TestGroup group) {
        List<Message> stored = new ArrayList<>();
        while (visitors.getCount() > 0) {
            Message message = tck.messages().next();
            stored.add(message);
            tck.store(group.topic(), message);
            tck.awaiter().until(() -> stored.size() - group.begun().size() < AHEAD || visitors.getCount() == 0);
        }
        return stored;
    }

    /** Stays until it has had something to do. */
    private void visit(TestGroup group, MessagingBackend instance) {
        TestMember member = group.member("a member that leaves", delivery -> {});
        Subscription subscription = member.join(instance, group.options().concurrency(2));
        member.awaitBegun(1);
        subscription.close();
    }
}
