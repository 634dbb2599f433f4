package io.messaging.tck.rules.reading;

import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingException;
import io.messaging.backend.RejectedMessageException;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.MessageBuilder;
import io.messaging.message.Priority;
import io.messaging.tck.engine.Recorder;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.engine.StartingLine;
import io.messaging.tck.engine.Verify;
import io.messaging.tck.engine.Workers;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.IdDifference;
import io.messaging.tck.spec.Rule;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.function.UnaryOperator;

/** What is the same message, and what is another: RD-12, RD-13. */
public class EqualityRules {
    private static final int RACING_STORERS = 8;
    private static final int RACES = 25;

    /** Of two: what goes wrong between looking and putting takes less than a microsecond to miss. */
    private static final int CLOSE_RACES = 250;

    private static final int MANY = 10_000;
    private static final int MORE_THAN_A_BUFFER = 70_000;
    private static final Set<String> PAYLOAD = Set.of("payload");

    private static final Duration LONG_ENOUGH_FOR_ONE_STORE = Duration.ofMillis(200);

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
        List<Message> stored = messages.next(RACES);
        List<CompletableFuture<Void>> futures = new ArrayList<>();
        for (Message message : stored) {
            for (int i = 0; i < 3; i++) {
                futures.add(tck.storeAsync(topic, message));
            }
        }
        futures.forEach(this::awaitEnd);
        futures.forEach(CompletableFuture::join);
        tck.settle(topic, RACES);
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
        raceMany(this::verifyThatEqualOnesAreOne);
    }

    @Rule("RD-12")
    void rd12_twoEqualMessagesStoredInTheSameInstantAreOne() {
        raceTwo(this::verifyThatEqualOnesAreOne);
    }

    /** What is to hold of so many races of storers, each of which begins when all have come to its start. */
    private interface Race {
        void verify(int races, List<MessagingBackend> storers, Workers.Work start);
    }

    private void raceMany(Race race) {
        List<MessagingBackend> instances = tck.instances();
        List<MessagingBackend> storers = new ArrayList<>();
        for (int i = 0; i < RACING_STORERS; i++) {
            storers.add(instances.get(i % instances.size()));
        }
        CyclicBarrier start = new CyclicBarrier(RACING_STORERS);
        race.verify(tck.volumes().share(RACES), storers, start::await);
    }

    /** Through one instance, and through two where there are several. */
    private void raceTwo(Race race) {
        List<MessagingBackend> instances = tck.instances();
        MessagingBackend last = instances.get(instances.size() - 1);
        StartingLine start = new StartingLine(tck.awaiter());
        int races = tck.volumes().share(CLOSE_RACES);
        race.verify(races, List.of(tck.backend(), tck.backend()), start::await);
        race.verify(races, List.of(tck.backend(), last), start::await);
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
        tck.storeAll(topic, stored);
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

    @Rule("RD-13")
    void rd13_ofDifferentMessagesStoredAtOnceUnderOneIdOneStands() {
        raceMany(this::verifyThatOneStands);
    }

    @Rule("RD-13")
    void rd13_ofTwoMessagesStoredInTheSameInstantUnderOneIdOneStands() {
        raceTwo(this::verifyThatOneStands);
    }

    private void verifyThatOneStands(int races, List<MessagingBackend> storers, Workers.Work start) {
        String topic = tck.topic();
        Recorder recorder = tck.subscriber(topic, "a subscriber");
        List<GemstoneId> ids = TestMessages.ids(messages.next(races));
        Map<GemstoneId, Queue<Message>> accepted = new ConcurrentHashMap<>();
        ids.forEach(id -> accepted.put(id, new ConcurrentLinkedQueue<>()));
        for (int i = 0; i < storers.size(); i++) {
            MessagingBackend instance = storers.get(i);
            String storer = "storer-" + i;
            tck.workers().start(storer, () -> {
                for (GemstoneId id : ids) {
                    Message own = messages.builder(id)
                            .payload(Map.of("storer", storer))
                            .build();
                    start.run();
                    if (isTaken(instance, topic, own)) {
                        accepted.get(id).add(own);
                    }
                }
            });
        }
        tck.workers().join();
        List<Message> first = new ArrayList<>();
        for (GemstoneId id : ids) {
            verify.equal(
                    "how many of the different messages that were stored at once under id " + id + " were taken",
                    1,
                    accepted.get(id).size());
            first.addAll(accepted.get(id));
        }
        tck.settle(topic, races);
        verify.sameFields("getMessagesForTopic", first, tck.backend().getMessagesForTopic(topic), PAYLOAD);
        tck.settleById(ids);
        verify.sameFields("getMessagesById", first, tck.byId(ids), PAYLOAD);
        if (tck.hasSubscriptions()) {
            recorder.awaitExactlyAndNoMore(tck.backend(), topic, first);
            verify.sameFields("what is delivered", first, recorder.messages().subList(0, races), PAYLOAD);
        }
    }

    /** What else a store throws is for RD-13's other test; here all storers go on together. */
    private boolean isTaken(MessagingBackend instance, String topic, Message message) {
        try {
            tck.store(instance, topic, message);
            return true;
        } catch (RuntimeException refused) {
            return false;
        }
    }

    @Rule("RD-13")
    void rd13_anotherMessageUnderAStoredIdIsRejected() {
        Map<String, UnaryOperator<MessageBuilder>> changes = new LinkedHashMap<>();
        changes.put("payload", builder -> builder.payload(Map.of("text", "other")));
        changes.put("sender", builder -> builder.sender("somebody else"));
        changes.put("format", builder -> builder.format("other_format"));
        changes.put("ttl", builder -> builder.ttlSeconds(3_600));
        changes.put("thread", builder -> builder.thread(List.of()));
        changes.put("an unknown field", builder -> builder.field("unknown", 1));
        changes.put("one null more", builder -> builder.field("unknown", null));
        changes.put("the order of a list", builder -> builder.payload(Map.of("list", List.of(2, 1))));
        changes.put("the last of many characters", builder -> builder.payload(longText("b")));
        changes.forEach(this::verifyRejected);
    }

    /** What careless comparisons take for the same: the value that is stored, and the other one. */
    @Rule("RD-13")
    void rd13_aDifferenceIsADifferenceHoweverSmall() {
        Map<String, List<Object>> pairs = new LinkedHashMap<>();
        pairs.put("a large number", List.of(9_007_199_254_740_993L, 9_007_199_254_740_992L));
        pairs.put("the last of many digits", List.of(new BigDecimal("0.10000000000000000001"), new BigDecimal("0.1")));
        pairs.put("characters of one hash", List.of("Aa", "BB"));
        pairs.put("case", List.of("text", "Text"));
        pairs.put("a space", List.of("text", "text "));
        pairs.put("the form of an accent", List.of("\u00e9", "e\u0301"));
        pairs.put("a number that is a text", List.of(1, "1"));
        pairs.put("a truth that is a text", List.of(true, "true"));
        pairs.put("what is empty", List.of(List.of(), Map.of()));
        pairs.put("a name", List.of(Map.of("a", 1), Map.of("A", 1)));
        pairs.put("what is deep inside", List.of(nested("a"), nested("b")));
        pairs.forEach((difference, values) -> verifyRejected(
                difference,
                messages.builder().payload(Map.of("value", values.get(0))).build(),
                builder -> builder.payload(Map.of("value", values.get(1)))));
    }

    private static Object nested(Object inner) {
        Object value = inner;
        for (int i = 0; i < 20; i++) {
            value = Map.of("k", List.of(value));
        }
        return value;
    }

    private void verifyRejected(String changed, UnaryOperator<MessageBuilder> change) {
        verifyRejected(changed, differingFrom(changed), change);
    }

    private void verifyRejected(String changed, Message first, UnaryOperator<MessageBuilder> change) {
        String topic = tck.topic();
        Recorder recorder = tck.subscriber(topic, "a subscriber");
        Message second = change.apply(first.toBuilder()).build();
        tck.storeAll(topic, first);
        for (MessagingBackend instance : tck.instances()) {
            verify.refuses(
                    "storeMessage of a message that differs in " + changed + " from the one with its id",
                    RejectedMessageException.class,
                    () -> tck.store(instance, topic, second));
            tryAsync(instance, topic, second);
        }
        tck.reads().verify(tck.backend(), topic, List.of(first));
        verifyStands(second, tck.backend().getMessagesForTopic(topic));
        verifyStands(second, tck.backend().getMessagesForTopicSince(topic, GemstoneId.ZERO));
        verifyStands(
                second,
                tck.backend().getNextMessageForTopicSince(topic, GemstoneId.ZERO).stream()
                        .toList());
        verifyStands(second, tck.byId(List.of(first.id())));
        if (tck.hasSubscriptions()) {
            recorder.awaitExactlyAndNoMore(tck.backend(), topic, List.of(first));
        }
        if (tck.has(Capability.DURABLE_SUBSCRIPTION)) {
            Recorder client = tck.recorder("a new durable client");
            tck.backend().subscribe(topic, client, SubscriptionOptions.durable(tck.uniqueName()));
            Message last = messages.next();
            tck.store(topic, last);
            client.await(last);
            verifyStands(second, client.messages(), "what a new durable client gets");
        }
    }

    /** What its future says, and whether it says anything, is for RD-27. */
    private void tryAsync(MessagingBackend instance, String topic, Message message) {
        try {
            CompletableFuture<Void> refused = tck.storeAsync(instance, topic, message);
            tck.awaiter().until(refused::isDone, LONG_ENOUGH_FOR_ONE_STORE);
        } catch (MessagingException refused) {
            // As good as in the future, here.
        }
    }

    private void verifyStands(Message second, List<Message> found) {
        verifyStands(second, found, "the topic");
    }

    private void verifyStands(Message second, List<Message> found, String where) {
        verify.that(
                !found.contains(second),
                "the first message stands, in " + where,
                () -> "the second is there: " + second);
    }

    private Message differingFrom(String changed) {
        return switch (changed) {
            case "the order of a list" ->
                messages.builder().payload(Map.of("list", List.of(1, 2))).build();
            case "the last of many characters" ->
                messages.builder().payload(longText("a")).build();
            default -> messages.next();
        };
    }

    /** As long as the backend takes, and longer than what is easily compared. */
    private Map<String, Object> longText(String end) {
        Object text = tck.large(MORE_THAN_A_BUFFER).payload().get("text");
        return Map.of("text", text.toString().substring(1) + end);
    }
}
