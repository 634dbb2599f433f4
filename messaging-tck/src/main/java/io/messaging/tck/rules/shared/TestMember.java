package io.messaging.tck.rules.shared;

import io.messaging.backend.Delivery;
import io.messaging.backend.DeliveryHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.IdDifference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A member of a group, which notes its deliveries and does with each what its test says. Thread-safe. */
final class TestMember implements DeliveryHandler {
    private final TestGroup group;
    private final RuleContext tck;
    private final String name;
    private final DeliveryHandler work;
    private final List<Delivery> begun = new ArrayList<>();
    private final List<Delivery> handled = new ArrayList<>();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger mostRunning = new AtomicInteger();

    TestMember(TestGroup group, RuleContext tck, String name, DeliveryHandler work) {
        this.group = group;
        this.tck = tck;
        this.name = name;
        this.work = work;
    }

    /** Subscribes to the group's topic. */
    Subscription join(MessagingBackend backend, SubscriptionOptions options) {
        return backend.subscribe(group.topic(), this, options);
    }

    Subscription join(MessagingBackend backend) {
        return join(backend, group.options());
    }

    @Override
    public void onDelivery(Delivery delivery) throws Exception {
        mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
        try {
            synchronized (begun) {
                begun.add(delivery);
                group.noteBegun(delivery);
            }
            tck.progress();
            work.onDelivery(delivery);
            synchronized (handled) {
                handled.add(delivery);
                group.noteHandled(delivery);
            }
            tck.progress();
        } finally {
            running.decrementAndGet();
        }
    }

    /** Returns the deliveries for which it was called, in that order. */
    List<Delivery> begun() {
        synchronized (begun) {
            return List.copyOf(begun);
        }
    }

    /** Returns those for which its handler returned normally. */
    List<Delivery> handled() {
        synchronized (handled) {
            return List.copyOf(handled);
        }
    }

    int mostRunningAtOnce() {
        return mostRunning.get();
    }

    void awaitBegun(int count) {
        if (!tck.awaiter().untilProgressEnds(() -> begun().size() >= count, () -> begun().size())) {
            throw tck.verify().timeout(name + " is called for " + count + " messages", "for " + begun().size());
        }
    }

    /** Waits until it has handled so many as there are of these, nothing else within the negative wait, and these. */
    void awaitHandled(List<Message> expected) {
        awaitAll(expected);
        tck.awaiter().comesAfterAll(() -> begun().size() > expected.size());
        tck.verify().sameMessages("what " + name + " handles", expected, TestGroup.messages(handled()));
    }

    /** The same in this order. */
    void awaitHandledInOrder(List<Message> expected) {
        awaitAll(expected);
        tck.awaiter().comesAfterAll(() -> begun().size() > expected.size());
        tck.verify().messages("what " + name + " handles", expected, TestGroup.messages(handled()));
    }

    private void awaitAll(List<Message> expected) {
        if (!tck.awaiter()
                .untilProgressEnds(
                        () -> handled().size() >= expected.size(),
                        () -> handled().size())) {
            throw tck.verify()
                    .timeout(
                            name + " handles " + expected.size() + " messages",
                            handled().size() + " were handled",
                            IdDifference.between(
                                    TestMessages.ids(expected), TestMessages.ids(TestGroup.messages(handled()))));
        }
    }
}
