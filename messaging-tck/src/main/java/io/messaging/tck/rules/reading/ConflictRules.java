package io.messaging.tck.rules.reading;

import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingException;
import io.messaging.backend.RejectedMessageException;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.MessageBuilder;
import io.messaging.tck.engine.Recorder;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.engine.Verify;
import io.messaging.tck.engine.Workers;
import io.messaging.tck.sample.TestMessages;
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
import java.util.function.UnaryOperator;

/** Different messages of one id: RD-13. */
public class ConflictRules {
    private static final int MORE_THAN_A_BUFFER = 70_000;
    private static final Set<String> PAYLOAD = Set.of("payload");
    private static final Duration LONG_ENOUGH_FOR_ONE_STORE = Duration.ofMillis(200);

    private final RuleContext tck;
    private final Verify verify;
    private final TestMessages messages;

    public ConflictRules(RuleContext tck) {
        this.tck = tck;
        verify = tck.verify();
        messages = tck.messages();
    }

    @Rule("RD-13")
    void rd13_ofDifferentMessagesStoredAtOnceUnderOneIdOneStands() {
        new StoreRaces(tck).ofMany(this::verifyThatOneStands);
    }

    @Rule("RD-13")
    void rd13_ofTwoMessagesStoredInTheSameInstantUnderOneIdOneStands() {
        new StoreRaces(tck).ofTwo(this::verifyThatOneStands);
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
