package io.messaging.tck.rules.concurrency;

import static io.messaging.backend.Capability.CROSS_PROCESS;
import static io.messaging.backend.Capability.SHARED;

import io.messaging.backend.BackendClosedException;
import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.tck.engine.OtherProcess;
import io.messaging.tck.engine.Recorder;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.engine.Verify;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.IdDifference;
import io.messaging.tck.spec.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Many threads, instances and processes at once: CON-01 to CON-04. */
public class ConcurrencyRules {
    private static final int WRITERS = 16;
    private static final int TOPICS = 8;
    private static final int MESSAGES = 25_600;
    private static final int BUSY_THREADS = 8;
    private static final int CALLS_PER_THREAD = 400;
    /** Topics of a moment and calls to them: reading long topics again and again would take most of the time. */
    private static final int TOPICS_AT_A_TIME = 2;

    private static final int CALLS_AT_A_TIME = 400;
    /** One call of so many goes to a topic that all threads use to the end. */
    private static final int LONG_TOPIC = 4;

    private static final int CALLS_BEFORE_THE_CLOSE = 2;
    private static final int CALLS_AFTER_THE_CLOSE = 8;
    private static final int MOST_LATE_CALLS = 100;
    private static final int FROM_OTHER_PROCESS = 20;
    private static final Set<String> PAYLOAD = Set.of("payload");

    private final RuleContext tck;
    private final Verify verify;
    private final TestMessages messages;

    public ConcurrencyRules(RuleContext tck) {
        this.tck = tck;
        verify = tck.verify();
        messages = tck.messages();
    }

    @Rule("CON-01")
    void con01_sixteenWritersAndEightTopicsLoseNothing() {
        List<String> topics = new ArrayList<>();
        List<Recorder> recorders = new ArrayList<>();
        for (int i = 0; i < TOPICS; i++) {
            topics.add(tck.topic());
            recorders.add(tck.recorder("the subscriber of topic " + i));
        }
        int each = Math.max(1, tck.volumes().atMost(MESSAGES) / WRITERS / TOPICS);
        if (tck.hasSubscriptions()) {
            for (int i = 0; i < TOPICS; i++) {
                tck.backend().subscribe(topics.get(i), recorders.get(i));
            }
        }
        // By topic and writer: what the writer stored there, in its order.
        Map<String, List<List<Message>>> stored = new ConcurrentHashMap<>();
        for (String topic : topics) {
            List<List<Message>> byWriter = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                byWriter.add(messages.shuffled(messages.next(each)));
            }
            stored.put(topic, byWriter);
        }
        for (int writer = 0; writer < WRITERS; writer++) {
            int number = writer;
            tck.workers().start("writer-" + writer, () -> {
                for (int i = 0; i < each; i++) {
                    for (String topic : topics) {
                        tck.store(topic, stored.get(topic).get(number).get(i));
                    }
                }
            });
        }
        tck.workers().join();
        for (int i = 0; i < TOPICS; i++) {
            verifyMultiset(topics.get(i), stored.get(topics.get(i)), recorders.get(i));
        }
    }

    private void verifyMultiset(String topic, List<List<Message>> byWriter, Recorder recorder) {
        List<Message> all =
                TestMessages.inIdOrder(byWriter.stream().flatMap(List::stream).toList());
        tck.settle(topic, all.size());
        verify.ids(
                "topic " + topic + ", sorted",
                TestMessages.ids(all),
                TestMessages.ids(TestMessages.inIdOrder(tck.backend().getMessagesForTopic(topic))));
        verify.sameFields(
                "topic " + topic + " since the start, sorted",
                all,
                tck.reads().fromTheStart(tck.backend(), topic, all.get(0)),
                PAYLOAD);
        verify.sameFields(
                "getMessagesById of all of topic " + topic + ", sorted", all, tck.byId(TestMessages.ids(all)), PAYLOAD);
        if (!tck.hasSubscriptions()) {
            return;
        }
        tck.awaiter().untilProgressEnds(() -> recorder.count() >= all.size(), recorder::count);
        verify.ids(
                "what the subscriber of topic " + topic + " received, sorted",
                TestMessages.ids(all),
                TestMessages.ids(TestMessages.inIdOrder(recorder.messages())));
        verify.sameFields("what the subscriber of topic " + topic + " received", all, recorder.messages(), PAYLOAD);
        for (List<Message> ofWriter : byWriter) {
            List<GemstoneId> order = TestMessages.ids(ofWriter);
            var own = new java.util.HashSet<>(order);
            verify.ids(
                    "what was received of one writer",
                    order,
                    recorder.ids().stream().filter(own::contains).toList());
        }
    }

    @Rule("CON-02")
    void con02_everythingAtOnceGoesWithoutWrongExceptions() {
        MessagingBackend keeper = tck.backend();
        boolean shared = tck.has(SHARED);
        int calls = tck.volumes().share(CALLS_PER_THREAD);
        int moments = 1 + (calls * BUSY_THREADS - 1) / CALLS_AT_A_TIME;
        List<String> topics = Stream.generate(tck::topic)
                .limit(1 + (long) moments * TOPICS_AT_A_TIME)
                .toList();
        AtomicInteger made = new AtomicInteger();
        Map<String, Queue<GemstoneId>> storedByTopic = new ConcurrentHashMap<>();
        topics.forEach(topic -> storedByTopic.put(topic, new ConcurrentLinkedQueue<>()));
        topics.forEach(topic -> tck.storeAll(topic, messages.next())); // so that none is unknown
        Queue<CompletableFuture<Void>> futures = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < BUSY_THREADS; i++) {
            boolean closes = i % 2 == 1;
            tck.workers().start("busy-" + i, () -> {
                MessagingBackend backend = closes ? tck.open() : keeper;
                for (int call = 0; call < calls; call++) {
                    String topic = topics.get(topicOf(made.getAndIncrement()));
                    anyCall(backend, topic, closes && !shared ? null : storedByTopic.get(topic), futures);
                    if (closes && call % 20 == 19) {
                        closeWhileInUse(backend, topic, futures);
                        backend = tck.open();
                    }
                }
            });
        }
        tck.workers().join();
        boolean done = tck.awaiter().until(() -> futures.stream().allMatch(CompletableFuture::isDone));
        verify.that(done, "every future of storeMessageAsync completes", () -> "some do not");
        futures.forEach(this::verifyStoredOrClosed);
        topics.forEach(topic -> verifyAllThere(keeper, topic, storedByTopic.get(topic)));
    }

    /** Returns the number of the topic of a call: the first one, or one of the call's moment. */
    private int topicOf(int call) {
        return call % LONG_TOPIC == 0
                ? 0
                : 1 + call / CALLS_AT_A_TIME * TOPICS_AT_A_TIME + messages.random(TOPICS_AT_A_TIME);
    }

    private void anyCall(
            MessagingBackend backend, String topic, Queue<GemstoneId> stored, Queue<CompletableFuture<Void>> futures) {
        Message message = messages.next(messages.anyPriority());
        switch (messages.random(8)) {
            case 0 -> verifyWhole(backend.getMessagesForTopic(topic));
            case 1 -> verifyWhole(backend.getMessagesForTopicSince(topic, GemstoneId.ZERO));
            case 2 -> backend.getNextMessageForTopicSince(topic, GemstoneId.ZERO);
            case 3 -> backend.getMessagesById(tck.namespace(), List.of(message.id()));
            case 4 -> subscribeForAMoment(backend, topic, message);
            case 5 -> futures.add(tck.storeAsync(backend, topic, message));
            case 6 -> backend.loadSubscribers(tck.namespace());
            default -> {
                tck.store(backend, topic, message);
                if (stored != null) {
                    stored.add(message.id());
                }
            }
        }
    }

    private void subscribeForAMoment(MessagingBackend backend, String topic, Message message) {
        if (!tck.hasSubscriptions()) {
            return;
        }
        Subscription subscription = backend.subscribe(topic, tck.recorder("a subscriber of a moment"));
        tck.store(backend, topic, message);
        if (messages.random(2) == 0) {
            subscription.close();
        } else {
            backend.unsubscribe(topic);
        }
    }

    /**
     * Another thread is calling when this one closes, and goes on: it may succeed, or learn that the backend is closed.
     */
    private void closeWhileInUse(MessagingBackend backend, String topic, Queue<CompletableFuture<Void>> futures)
            throws InterruptedException {
        CountDownLatch inUse = new CountDownLatch(CALLS_BEFORE_THE_CLOSE);
        tck.workers().start("late-caller", () -> {
            int refused = 0;
            try {
                for (int i = 0; i < MOST_LATE_CALLS && refused < CALLS_AFTER_THE_CLOSE; i++) {
                    try {
                        anyCall(backend, topic, null, futures);
                    } catch (BackendClosedException expected) {
                        refused++; // it was closed under the caller, and said so
                    }
                    inUse.countDown();
                }
            } finally {
                for (int i = 0; i < CALLS_BEFORE_THE_CLOSE; i++) {
                    inUse.countDown();
                }
            }
        });
        inUse.await(); // not by looking now and then: the calls would be over
        backend.close();
    }

    private void verifyWhole(List<Message> found) {
        List<GemstoneId> ids = TestMessages.ids(found);
        verify.ids("a read while others store", ids.stream().distinct().toList(), ids);
    }

    private void verifyStoredOrClosed(CompletableFuture<Void> future) {
        try {
            future.join();
        } catch (CompletionException e) {
            if (!(e.getCause() instanceof BackendClosedException)) {
                throw verify.unexpected(
                        "an async store succeeds, or fails because the backend was closed", e.getCause());
            }
        }
    }

    private void verifyAllThere(MessagingBackend keeper, String topic, Queue<GemstoneId> stored) {
        tck.settle(topic, stored.size());
        var found = keeper.getMessagesForTopic(topic).stream().map(Message::id).collect(Collectors.toSet());
        List<GemstoneId> missing =
                stored.stream().filter(id -> !found.contains(id)).toList();
        verify.ids("what is missing of the messages whose storing succeeded", List.of(), missing);
    }

    @Rule(value = "CON-03", requires = SHARED)
    void con03_aSecondInstanceSeesAndReceivesWhatTheFirstStores() {
        verifyShares(tck.backend(), tck.secondBackend());
        verifyShares(tck.secondBackend(), tck.backend());
        MessagingBackend third = tck.open();
        verifyShares(tck.backend(), third);
        String topic = tck.topic();
        Recorder stays = tck.recorder("a subscriber that was there before an instance was closed");
        if (tck.hasSubscriptions()) {
            tck.backend().subscribe(topic, stays);
            third.subscribe(topic, tck.recorder("a subscriber at the instance that is closed"));
        }
        third.close();
        Message afterwards = messages.next();
        tck.secondBackend().storeMessage(tck.namespace(), topic, afterwards);
        if (tck.hasSubscriptions()) {
            stays.awaitExactly(List.of(afterwards));
        }
        verifyShares(tck.secondBackend(), tck.backend()); // that one instance is closed is nothing to the others
    }

    /** Whoever came first may have more to do with what all share than the others. */
    @Rule(value = "CON-03", requires = SHARED)
    void con03_closingTheInstanceThatWasOpenedFirstLeavesTheOthersAlone() {
        MessagingBackend first = tck.backend();
        MessagingBackend second = tck.secondBackend();
        MessagingBackend third = tck.open();
        String topic = tck.topic();
        Recorder recorder = tck.subscriber(second, topic, "a subscriber at the instance that was opened second");
        Message before = messages.next();
        tck.store(first, topic, before);
        if (tck.hasSubscriptions()) {
            recorder.await(before);
        }
        first.close();
        Message after = messages.next();
        tck.store(third, topic, after);
        if (tck.hasSubscriptions()) {
            recorder.await(after);
        }
        verify.that(
                tck.awaiter()
                        .until(() -> TestMessages.ids(second.getMessagesForTopic(topic))
                                .contains(after.id())),
                "what the third stores, the second reads after the first was closed",
                () -> IdDifference.shown(TestMessages.ids(second.getMessagesForTopic(topic))));
    }

    private void verifyShares(MessagingBackend storer, MessagingBackend other) {
        String topic = tck.topic();
        Recorder recorder = tck.recorder("a subscriber at another instance");
        List<Message> stored = messages.next(10);
        if (tck.hasSubscriptions()) {
            other.subscribe(topic, recorder);
        }
        tck.store(storer, topic, stored);
        tck.awaiter().until(() -> other.getMessagesForTopic(topic).size() == stored.size());
        tck.reads().verify(other, topic, stored);
        if (tck.hasSubscriptions()) {
            recorder.awaitExactly(stored);
        }
    }

    @Rule(value = "CON-04", requires = CROSS_PROCESS)
    void con04_anotherProcessSeesAndReceivesWhatThisOneStores() {
        try (OtherProcess other = tck.startOtherProcess()) {
            String topic = tck.topic();
            String back = tck.topic();
            Recorder recorder = tck.recorder("a subscriber of what the other process stores");
            if (tck.has(Capability.SUBSCRIPTION)) {
                tck.backend().subscribe(back, recorder);
                other.forward(topic, tck.namespace(), back);
            }
            List<Message> here = messages.next(FROM_OTHER_PROCESS);
            tck.store(topic, here);
            verify.ids("what the other process reads", TestMessages.ids(here), other.read(topic));
            if (tck.has(Capability.SUBSCRIPTION)) {
                recorder.awaitExactly(here);
            }
            String fromThere = tck.topic();
            List<Message> there = messages.next(FROM_OTHER_PROCESS);
            there.forEach(message -> other.store(tck.namespace(), fromThere, message));
            tck.reads().verifyWhole(tck.backend(), fromThere, there);
        }
    }
}
