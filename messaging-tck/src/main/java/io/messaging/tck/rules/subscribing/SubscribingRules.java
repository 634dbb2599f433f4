package io.messaging.tck.rules.subscribing;

import static io.messaging.backend.Capability.DURABLE_SUBSCRIPTION;
import static io.messaging.backend.Capability.SUBSCRIPTION;

import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.Priority;
import io.messaging.tck.engine.Recorder;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.engine.Verify;
import io.messaging.tck.sample.SampleMessages;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.Rule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Who gets what, and from when on: SUB-01, SUB-02, SUB-05, SUB-10, SUB-11. */
public class SubscribingRules {
    private static final int FRESH_TOPICS = 150;
    private static final int SUBSCRIPTIONS_OF_ONE_INSTANCE = 20;
    private static final int WRITERS = 3;
    private static final int LATE_SUBSCRIPTIONS = 20;
    private static final int MESSAGES_BETWEEN_SUBSCRIPTIONS = 40;
    private static final int REPEATS = 40;

    /** Writers do not run away from a backend that delivers slowly. */
    private static final int MOST_AHEAD = 200;

    private final RuleContext tck;
    private final Verify verify;
    private final TestMessages messages;

    public SubscribingRules(RuleContext tck) {
        this.tck = tck;
        verify = tck.verify();
        messages = tck.messages();
    }

    @Rule(value = "SUB-01", requires = SUBSCRIPTION)
    void sub01_aMessageStoredAfterSubscribeReturnedArrivesOnce() {
        List<MessagingBackend> instances = tck.instances();
        List<Recorder> recorders = new ArrayList<>();
        List<Message> stored = new ArrayList<>();
        int freshTopics = tck.volumes().share(FRESH_TOPICS);
        for (int i = 0; i < freshTopics; i++) {
            MessagingBackend subscriber = instances.get(i % instances.size());
            MessagingBackend storer = instances.get(i / 2 % instances.size());
            String topic = tck.topic();
            Recorder recorder = tck.recorder("the subscriber of topic " + i);
            Message message = messages.next(messages.anyPriority());
            Subscription subscription = subscriber.subscribe(topic, recorder);
            tck.store(storer, topic, message); // at once: subscribe has returned, so it is in force
            verify.that(subscription.isActive(), "the subscription is active", () -> "isActive() is false");
            recorders.add(recorder);
            stored.add(message);
        }
        Recorder.awaitExactly(recorders, stored.stream().map(List::of).toList());
    }

    @Rule(value = "SUB-01", requires = SUBSCRIPTION)
    void sub01_aMessageArrivesWithEverythingItHas() {
        String topic = tck.topic();
        List<Recorder> recorders = new ArrayList<>();
        for (MessagingBackend instance : tck.instances()) {
            recorders.add(tck.subscriber(instance, topic, "subscriber " + recorders.size()));
        }
        if (tck.has(DURABLE_SUBSCRIPTION)) {
            Recorder durable = tck.recorder("a durable subscriber");
            recorders.add(durable);
            tck.backend().subscribe(topic, durable, SubscriptionOptions.durable(tck.uniqueName()));
        }
        List<Message> stored = new ArrayList<>(SampleMessages.generated(messages));
        stored.addAll(SampleMessages.fromPython());
        for (long millis : new long[] {GemstoneId.EPOCH_MILLIS, GemstoneId.MAX_MILLIS}) { // from any clock
            stored.add(messages.of(GemstoneId.of(Priority.LOW, millis, 255, GemstoneId.MAX_SEQUENCE)));
        }
        List<Message> distinct = new ArrayList<>();
        for (Message message : stored) {
            if (!TestMessages.ids(distinct).contains(message.id())) {
                distinct.add(message);
                tck.store(topic, message);
            }
        }
        for (Recorder recorder : recorders) {
            recorder.awaitCount(distinct.size());
            List<Message> first = recorder.messages().stream().distinct().toList();
            verify.wholeMessages("what " + recorder.name() + " receives", distinct, first);
        }
    }

    @Rule(value = "SUB-02", requires = SUBSCRIPTION)
    void sub02_everySubscriptionToATopicGetsEverything() {
        String topic = tck.topic();
        List<Recorder> recorders = new ArrayList<>();
        Recorder twice = tck.recorder("a handler that subscribed twice");
        for (MessagingBackend instance : tck.instances()) {
            for (int i = 0; i < SUBSCRIPTIONS_OF_ONE_INSTANCE; i++) {
                Recorder recorder = tck.subscriber(instance, topic, "subscriber " + recorders.size());
                recorders.add(recorder);
            }
        }
        tck.backend().subscribe(topic, twice);
        tck.backend().subscribe(topic, twice);
        Recorder leaver = tck.recorder("a subscriber that leaves");
        Subscription leaving = tck.backend().subscribe(topic, leaver);
        List<Message> early = messages.next(20);
        List<Message> all = new ArrayList<>(early);
        tck.store(topic, early);
        leaver.awaitExactly(early);
        leaving.close();
        for (Message message : messages.next(20)) {
            tck.store(topic, message);
            all.add(message);
        }
        Recorder.awaitExactly(recorders, Collections.nCopies(recorders.size(), all));
        twice.awaitCount(2 * all.size());
        verify.equal("how many messages a handler that subscribed twice was given", 2 * all.size(), twice.count());
        leaver.awaitExactly(early);
    }

    @Rule(value = "SUB-05", requires = SUBSCRIPTION)
    void sub05_subscribingWhileOthersStoreLosesNothingAfterTheFirst() {
        String topic = tck.topic();
        MessagingBackend backend = tck.backend();
        Recorder fromTheStart = tck.subscriber(topic, "the subscriber from the start");
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger storing = new AtomicInteger();
        for (int writer = 0; writer < WRITERS; writer++) {
            tck.workers().start("writer-" + writer, () -> {
                while (!stop.get()) {
                    tck.store(backend, topic, messages.next(messages.anyPriority()));
                    int ahead = storing.incrementAndGet() - MOST_AHEAD;
                    tck.awaiter().until(() -> stop.get() || fromTheStart.count() > ahead);
                }
            });
        }
        List<Recorder> late = new ArrayList<>();
        try {
            for (int i = 0; i < tck.volumes().share(LATE_SUBSCRIPTIONS); i++) {
                fromTheStart.awaitCount(fromTheStart.count() + messages.random(MESSAGES_BETWEEN_SUBSCRIPTIONS) + 1);
                Recorder recorder = tck.recorder("late subscriber " + i);
                late.add(recorder);
                backend.subscribe(topic, recorder);
            }
        } finally {
            stop.set(true);
        }
        tck.workers().join();
        List<Message> stored = TestMessages.inIdOrder(backend.getMessagesForTopic(topic));
        fromTheStart.awaitCount(stored.size());
        verify.ids(
                "what the subscriber from the start received, sorted",
                TestMessages.ids(stored),
                TestMessages.ids(TestMessages.inIdOrder(fromTheStart.messages())));
        Message last = messages.next();
        tck.store(backend, topic, last);
        fromTheStart.await(last);
        List<Message> inStoringOrder = fromTheStart.messages();
        late.forEach(recorder -> verifyIsEndOf(inStoringOrder, recorder, last));
    }

    /** All subscriptions get one storing order, so a later one gets the end of what an earlier one gets. */
    private void verifyIsEndOf(List<Message> inStoringOrder, Recorder recorder, Message last) {
        recorder.await(last);
        int size = inStoringOrder.size();
        recorder.awaitExactly(inStoringOrder.subList(Math.max(0, size - recorder.count()), size));
    }

    @Rule(value = "SUB-10", requires = SUBSCRIPTION)
    void sub10_unsubscribingWhatIsNotSubscribedIsHarmless() {
        MessagingBackend backend = tck.backend();
        String topic = tck.topic();
        Recorder other = tck.recorder("a subscriber of another topic");
        String otherTopic = tck.topic();
        Subscription otherSubscription = backend.subscribe(otherTopic, other);
        backend.unsubscribe(topic);
        backend.unsubscribe(topic, "no-such-client");
        backend.unsubscribe(otherTopic, "no-such-client");
        Subscription subscription = backend.subscribe(topic, tck.recorder("a subscriber that leaves"));
        backend.unsubscribe(topic);
        backend.unsubscribe(topic);
        verify.that(!subscription.isActive(), "the subscription has ended", () -> "isActive() is true");
        subscription.close();
        subscription.close();
        Subscription closed = backend.subscribe(topic, tck.recorder("a subscriber that closes"));
        closed.close();
        closed.close();
        backend.unsubscribe(topic);
        verify.that(otherSubscription.isActive(), "the other topic's subscription goes on", () -> "it has ended");
        Message message = messages.next();
        tck.store(backend, topic, messages.next());
        tck.store(backend, otherTopic, message);
        other.awaitExactly(List.of(message));
    }

    @Rule(value = "SUB-10", requires = SUBSCRIPTION)
    void sub10_closingTwiceIsHarmlessToTheNeighbours() {
        String topic = tck.topic();
        Recorder neighbour = tck.subscriber(topic, "a neighbour in the topic");
        Subscription closed = tck.backend().subscribe(topic, tck.recorder("a subscriber that closes"));
        for (int i = 0; i < 3; i++) {
            closed.close();
        }
        if (tck.has(Capability.SHARED)) {
            tck.secondBackend().unsubscribe(topic); // has no subscription; what this instance has is its own
        }
        Message message = messages.next();
        tck.store(topic, message);
        neighbour.awaitExactly(List.of(message));
    }

    @Rule(value = "SUB-10", requires = SUBSCRIPTION)
    void sub10_closingAgainIsHarmlessToWhatTheHandlerBeganLater() {
        MessagingBackend backend = tck.backend();
        String topic = tck.topic();
        Recorder recorder = tck.recorder("a handler that subscribed again");
        Subscription closed = backend.subscribe(topic, recorder);
        closed.close();
        Subscription unsubscribed = backend.subscribe(topic, recorder);
        backend.unsubscribe(topic);
        Subscription later = backend.subscribe(topic, recorder);
        closed.close();
        unsubscribed.close();
        verify.that(later.isActive(), "the later subscription goes on", () -> "it has ended");
        Message message = messages.next();
        tck.store(backend, topic, message);
        recorder.awaitExactly(List.of(message));
    }

    @Rule(value = "SUB-11", requires = SUBSCRIPTION)
    void sub11_subscribingAgainStartsFromNow() {
        MessagingBackend backend = tck.backend();
        String topic = tck.topic();
        Recorder recorder = tck.recorder("a handler that subscribes again and again");
        List<Message> expected = new ArrayList<>();
        tck.store(backend, topic, messages.next());
        for (int i = 0; i < REPEATS; i++) {
            Subscription subscription = backend.subscribe(topic, recorder);
            Message wanted = messages.next();
            tck.store(backend, topic, wanted);
            expected.add(wanted);
            recorder.await(wanted);
            if (i % 2 == 0) {
                subscription.close();
            } else {
                backend.unsubscribe(topic);
            }
            tck.store(backend, topic, messages.next());
        }
        backend.subscribe(topic, recorder);
        recorder.awaitExactlyAndNoMore(backend, topic, expected);
    }

    @Rule(value = "SUB-11", requires = SUBSCRIPTION)
    void sub11_whatWaitedForAFormerSubscriptionIsNotGivenToTheNext() {
        String topic = tck.topic();
        CountDownLatch handling = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Recorder recorder = tck.recorder("a handler that subscribes again while it is at work")
                .doing(message -> {
                    handling.countDown();
                    release.await(); // the test itself ends it
                });
        Subscription former = tck.backend().subscribe(topic, recorder);
        List<Message> stored = messages.next(20);
        Message afterwards = messages.next();
        try {
            tck.workers().start("storer", () -> tck.store(topic, stored.get(0)));
            tck.awaiter().until(() -> handling.getCount() == 0);
            for (Message message : stored.subList(1, stored.size())) {
                tck.workers().start("storer", () -> tck.store(topic, message));
            }
            tck.settle(topic, stored.size());
            former.close();
            tck.backend().subscribe(topic, recorder);
            tck.workers().start("storer", () -> tck.store(topic, afterwards));
        } finally {
            release.countDown();
        }
        tck.workers().join();
        recorder.await(afterwards);
        recorder.awaitExactlyAndNoMore(tck.backend(), topic, List.of(stored.get(0), afterwards));
    }
}
