package io.messaging.tck.rules.subscribing;

import static io.messaging.backend.Capability.START_POSITION;
import static io.messaging.backend.Capability.SUBSCRIPTION;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.Priority;
import io.messaging.tck.engine.Recorder;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.engine.Verify;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Plain subscriptions that start with what is stored: SUB-16. */
public class StartRules {
    private static final int BACKLOG = 400;
    private static final int LATER = 40;
    private static final int WRITERS = 3;
    private static final int STARTS = 12;
    private static final int STORED_BETWEEN_STARTS = 30;

    /** Writers do not run away from a backend that delivers slowly. */
    private static final int MOST_AHEAD = 200;

    private static final SubscriptionOptions PLAIN = SubscriptionOptions.plain();
    private static final Duration AFTER_THE_TTL = Duration.ofMillis(2_500);

    private final RuleContext tck;
    private final Verify verify;
    private final TestMessages messages;

    public StartRules(RuleContext tck) {
        this.tck = tck;
        verify = tck.verify();
        messages = tck.messages();
    }

    private Recorder subscribe(MessagingBackend backend, String topic, SubscriptionOptions options, String name) {
        Recorder recorder = tck.recorder(name);
        backend.subscribe(topic, recorder, options);
        return recorder;
    }

    /** Mixed priorities, in another order than that of their ids. */
    private List<Message> unordered(int count) {
        return messages.shuffled(messages.nextOfMixedPriorities(count));
    }

    @Rule(
            value = "SUB-16",
            requires = {SUBSCRIPTION, START_POSITION})
    void sub16_theBacklogComesInStoringOrderAndThenWhatIsStored() {
        String topic = tck.topic();
        List<Message> expected = new ArrayList<>(unordered(tck.volumes().share(BACKLOG)));
        tck.storeAll(topic, expected);
        tck.store(tck.topic(), messages.next(3));
        Recorder fromNow = tck.subscriber(topic, "a subscriber without a start");
        List<Recorder> recorders = new ArrayList<>();
        for (MessagingBackend instance : tck.instances()) {
            for (int i = 0; i < 2; i++) {
                recorders.add(subscribe(
                        instance,
                        topic,
                        PLAIN.fromBeginning(),
                        "subscriber " + recorders.size() + " from the beginning"));
            }
        }
        List<Message> later = unordered(LATER);
        tck.store(topic, later);
        tck.store(topic, expected.get(0)); // equal, so nothing new
        expected.addAll(later);
        List<List<Message>> all = new ArrayList<>();
        recorders.forEach(recorder -> all.add(expected));
        Recorder.awaitExactly(recorders, all);
        fromNow.awaitExactly(later);
    }

    @Rule(
            value = "SUB-16",
            requires = {SUBSCRIPTION, START_POSITION})
    void sub16_subscribingAgainStartsFromTheBeginningAgain() {
        String topic = tck.topic();
        List<Message> stored = unordered(20);
        tck.storeAll(topic, stored);
        for (int i = 0; i < 3; i++) {
            Recorder recorder = tck.recorder("subscription " + i + " from the beginning");
            tck.backend().subscribe(topic, recorder, PLAIN.fromBeginning());
            recorder.awaitExactly(stored);
            tck.backend().unsubscribe(topic);
        }
        String unknown = tck.topic();
        Recorder recorder = subscribe(tck.backend(), unknown, PLAIN.fromBeginning(), "a subscriber of a new topic");
        recorder.awaitExactlyAndNoMore(tck.backend(), unknown, List.of());
    }

    @Rule(
            value = "SUB-16",
            requires = {SUBSCRIPTION, START_POSITION})
    void sub16_afterAnIdIsWhatSinceReturnsInStoringOrder() {
        String topic = tck.topic();
        Message early = messages.next(); // stored last
        List<Message> stored = new ArrayList<>(unordered(tck.volumes().share(60)));
        long millis = messages.nextMillis();
        for (Priority priority : List.of(Priority.LOWEST, Priority.URGENT, Priority.NORMAL)) {
            stored.add(messages.of(GemstoneId.of(priority, millis, 1, 1))); // one chronological key
        }
        stored.addAll(unordered(10));
        tck.storeAll(topic, stored);
        int size = stored.size();
        List<Recorder> recorders = new ArrayList<>();
        List<GemstoneId> starts = new ArrayList<>();
        for (int at : new int[] {0, 7, size / 2, size - 13, size - 12, size - 11, size - 5, size - 1}) {
            GemstoneId start = stored.get(at).id();
            starts.add(start);
            recorders.add(subscribe(
                    tck.instances().get(recorders.size() % tck.instances().size()),
                    topic,
                    PLAIN.after(start),
                    "the subscriber after " + start));
        }
        List<Message> all = new ArrayList<>(stored);
        all.addAll(unordered(5));
        all.add(early);
        all.addAll(messages.next(3));
        tck.store(topic, all.subList(size, all.size()));
        List<List<Message>> expected = new ArrayList<>();
        for (GemstoneId start : starts) {
            expected.add(all.stream()
                    .filter(message -> message.id().chronologicalKey() > start.chronologicalKey())
                    .toList());
        }
        Recorder.awaitExactly(recorders, expected);
        Recorder fromZero = subscribe(tck.backend(), topic, PLAIN.after(GemstoneId.ZERO), "the subscriber after 0");
        fromZero.awaitExactly(all);
    }

    /** All subscriptions see one storing order, so each start is compared with the subscription that saw everything. */
    @Rule(
            value = "SUB-16",
            requires = {SUBSCRIPTION, START_POSITION})
    void sub16_noGapAndNothingTwiceWhileOthersStore() {
        String topic = tck.topic();
        MessagingBackend backend = tck.backend();
        Message first = messages.next();
        tck.storeAll(topic, first);
        Recorder fromTheStart = subscribe(backend, topic, PLAIN.fromBeginning(), "the first subscriber");
        fromTheStart.await(first);
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
        List<GemstoneId> starts = new ArrayList<>();
        try {
            for (int i = 0; i < tck.volumes().share(STARTS); i++) {
                fromTheStart.awaitCount(fromTheStart.count() + messages.random(STORED_BETWEEN_STARTS) + 1);
                List<Message> seen = fromTheStart.messages();
                GemstoneId start =
                        i % 2 == 0 ? GemstoneId.ZERO : seen.get(seen.size() - 1).id();
                starts.add(start);
                late.add(subscribe(
                        tck.instances().get(i % tck.instances().size()),
                        topic,
                        PLAIN.after(start),
                        "late subscriber " + i + ", after " + start));
            }
        } finally {
            stop.set(true);
        }
        tck.workers().join();
        Message last = messages.next();
        tck.store(backend, topic, last);
        fromTheStart.await(last);
        List<Message> all = fromTheStart.messages();
        List<List<Message>> expected = new ArrayList<>();
        for (GemstoneId start : starts) {
            expected.add(all.stream()
                    .filter(message ->
                            start.equals(GemstoneId.ZERO) || message.id().chronologicalKey() > start.chronologicalKey())
                    .toList());
        }
        Recorder.awaitExactly(late, expected);
    }

    @Rule(
            value = "SUB-16",
            requires = {SUBSCRIPTION, START_POSITION})
    void sub16_expiredMessagesAreNotInTheBacklog() {
        String topic = tck.topic();
        Message before = messages.next();
        Message mortal = messages.builder().ttlSeconds(1).build();
        Message behind = messages.next();
        tck.storeAll(topic, before);
        tck.store(topic, mortal);
        tck.store(topic, behind);
        tck.letTimePass(AFTER_THE_TTL);
        subscribe(tck.backend(), topic, PLAIN.fromBeginning(), "a subscriber from the beginning")
                .awaitExactly(List.of(before, behind));
        subscribe(tck.backend(), topic, PLAIN.after(before.id()), "a subscriber after the first")
                .awaitExactly(List.of(behind));
        tck.backend().unsubscribe(topic);
        verifyRefused(topic, mortal.id(), "the id of an expired message");
    }

    @Rule(
            value = "SUB-16",
            requires = {SUBSCRIPTION, START_POSITION})
    void sub16_aStartThatTheTopicDoesNotHoldIsRefused() {
        String topic = tck.topic();
        Message foreign = messages.next();
        tck.store(tck.topic(), foreign);
        verifyRefused(topic, foreign.id(), "an id of another topic");
        tck.storeAll(topic, messages.next(3));
        verifyRefused(topic, foreign.id(), "an id of another topic");
        verifyRefused(topic, messages.nextId(Priority.NORMAL), "an id that was never stored");
        Message held = messages.next();
        tck.store(topic, held);
        GemstoneId twin = GemstoneId.of(
                held.id().priority() == Priority.HIGH ? Priority.LOW : Priority.HIGH,
                held.id().epochMillis(),
                held.id().machine(),
                held.id().sequence());
        verifyRefused(topic, twin, "an id that differs from a stored one in its priority");
    }

    private void verifyRefused(String topic, GemstoneId start, String what) {
        Recorder recorder = tck.recorder("a handler that was refused");
        SubscriptionOptions options = PLAIN.after(start).namespace(tck.namespace());
        IllegalArgumentException refusal = verify.refuses(
                "subscribe after " + what,
                IllegalArgumentException.class,
                () -> tck.backend().subscribe(topic, recorder, options));
        verify.that(
                String.valueOf(refusal.getMessage()).contains("after")
                        && refusal.getMessage().contains(start.toString()),
                "the refusal of " + what + " names the option and the value, after " + start,
                refusal::getMessage);
        verify.equal(
                "who is subscribed to the topic after " + what + " was refused",
                List.of(),
                tck.backend().loadSubscribers(tck.namespace()).stream()
                        .filter(subscriber -> subscriber.topic().equals(topic))
                        .toList());
        Recorder next = tck.subscriber(topic, "a subscriber after the refusal");
        next.awaitExactlyAndNoMore(tck.backend(), topic, List.of());
        recorder.awaitExactly(List.of());
        tck.backend().unsubscribe(topic);
    }
}
