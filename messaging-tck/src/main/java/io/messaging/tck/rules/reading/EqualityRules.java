package io.messaging.tck.rules.reading;

import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.Priority;
import io.messaging.tck.engine.Recorder;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.engine.Verify;
import io.messaging.tck.engine.Workers;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.IdDifference;
import io.messaging.tck.spec.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What is the same message: RD-12. */
public class EqualityRules {
    private static final int REPEATED_MESSAGES = 25;
    private static final int MANY = 10_000;
    private final RuleContext tck;
    private final Verify verify;
    private final TestMessages messages;

    public EqualityRules(RuleContext tck) {
        this.tck = tck;
        verify = tck.verify();
        messages = tck.messages();
    }

    @Rule("RD-12")
    void rd12_storingAnEqualMessageAgainChangesNothing() {
        String topic = tck.topic();
        Recorder recorder = tck.subscriber(topic, "a subscriber");
        Recorder liveClient = tck.recorder("a durable client that is there from the start");
        if (tck.has(Capability.DURABLE_SUBSCRIPTION)) {
            tck.backend().subscribe(topic, liveClient, SubscriptionOptions.durable(tck.uniqueName()));
        }
        GemstoneId id = messages.nextId(Priority.NORMAL);
        Message message = Message.fromJson("{\"id\":" + id + ",\"payload\":{\"a\":[1.5,null],\"b\":\"ü\"},\"x\":100}");
        Message inOtherWords = Message.fromJson(
                "{ \"x\": 1e2, \"payload\": {\"b\":\"\\u00fc\", \"a\":[15e-1,null]}, \"id\": " + id + " }");
        Message other = messages.next();
        tck.store(topic, message);
        tck.store(topic, message);
        tck.store(topic, other);
        for (MessagingBackend instance : tck.instances()) {
            tck.store(instance, topic, inOtherWords);
            tck.storeAsync(instance, topic, message).join();
        }
        tck.settle(topic, 2);
        tck.reads().verify(tck.backend(), topic, List.of(message, other));
        if (tck.hasSubscriptions()) {
            recorder.awaitExactlyAndNoMore(tck.backend(), topic, List.of(message, other));
        }
        if (tck.has(Capability.DURABLE_SUBSCRIPTION)) {
            Message last = messages.next();
            tck.store(topic, last);
            liveClient.await(last);
            verify.ids(
                    "what a durable client gets that is there",
                    List.of(message.id(), other.id()),
                    liveClient.ids().subList(0, 2));
            verify.that(
                    liveClient.ids().stream().distinct().count() == liveClient.count(),
                    "a durable client that is there gets no message twice",
                    () -> "repeated (some): " + IdDifference.shown(liveClient.ids()));
            Recorder newClient = tck.recorder("a durable client that is new");
            SubscriptionOptions client = SubscriptionOptions.durable(tck.uniqueName());
            tck.backend().subscribe(topic, newClient, client);
            newClient.awaitCount(2);
            verify.ids(
                    "what a new durable client gets first",
                    List.of(message.id(), other.id()),
                    newClient.ids().subList(0, 2));
        }
    }

    /** As when a sender does not wait for the answer before it tries again. */
    @Rule("RD-12")
    void rd12_equalAsyncStoresUnderWayAtOnceAreOne() {
        String topic = tck.topic();
        Recorder recorder = tck.subscriber(topic, "a subscriber");
        List<Message> stored = messages.next(REPEATED_MESSAGES);
        List<CompletableFuture<Void>> futures = new ArrayList<>();
        for (Message message : stored) {
            for (int i = 0; i < 3; i++) {
                futures.add(tck.storeAsync(topic, message));
            }
        }
        futures.forEach(this::awaitEnd);
        futures.forEach(CompletableFuture::join);
        tck.settle(topic, REPEATED_MESSAGES);
        verify.sameMessages("getMessagesForTopic", stored, tck.backend().getMessagesForTopic(topic));
        if (tck.hasSubscriptions()) {
            recorder.awaitExactlyAndNoMore(tck.backend(), topic, stored);
        }
    }

    private void awaitEnd(CompletableFuture<Void> future) {
        if (!future.isDone() && !tck.awaiter().until(future::isDone)) {
            throw verify.timeout("the future of an async store completes", "it does not");
        }
    }

    @Rule("RD-12")
    void rd12_equalMessagesStoredAtOnceAreOne() {
        new StoreRaces(tck).ofMany(this::verifyThatEqualOnesAreOne);
    }

    @Rule("RD-12")
    void rd12_twoEqualMessagesStoredInTheSameInstantAreOne() {
        new StoreRaces(tck).ofTwo(this::verifyThatEqualOnesAreOne);
    }

    private void verifyThatEqualOnesAreOne(int races, List<MessagingBackend> storers, Workers.Work start) {
        String topic = tck.topic();
        Recorder recorder = tck.subscriber(topic, "a subscriber");
        List<Message> stored = messages.next(races);
        for (int i = 0; i < storers.size(); i++) {
            MessagingBackend instance = storers.get(i);
            tck.workers().start("storer-" + i, () -> {
                for (Message message : stored) {
                    start.run();
                    tck.store(instance, topic, message);
                }
            });
        }
        tck.workers().join();
        tck.settle(topic, races);
        verify.sameMessages("getMessagesForTopic", stored, tck.backend().getMessagesForTopic(topic));
        if (tck.hasSubscriptions()) {
            recorder.awaitExactlyAndNoMore(tck.backend(), topic, stored);
        }
    }

    /** However long ago it was: what is remembered is the topic, not a window of it. */
    @Rule("RD-12")
    void rd12_anEqualMessageIsKnownAfterManyOthers() {
        String topic = tck.topic();
        Recorder recorder = tck.subscriber(topic, "a subscriber");
        List<Message> stored = messages.next(tck.volumes().atMost(MANY + MANY / 4));
        tck.storeMany(topic, stored);
        tck.settle(topic, stored.size());
        for (Message again : List.of(stored.get(0), stored.get(stored.size() / 2))) {
            tck.instances().forEach(instance -> tck.store(instance, topic, again));
        }
        verify.sameMessages("getMessagesForTopic", stored, tck.backend().getMessagesForTopic(topic));
        if (tck.hasSubscriptions()) {
            recorder.awaitCount(stored.size());
            Message sentinel = messages.next();
            tck.store(topic, sentinel);
            recorder.await(sentinel);
            verify.equal("how many deliveries there are of all, and of one more", stored.size() + 1, recorder.count());
        }
    }
}
