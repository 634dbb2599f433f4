package io.messaging.tck.rules.reading;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.tck.engine.Recorder;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.engine.TopicReads;
import io.messaging.tck.engine.Verify;
import io.messaging.tck.sample.OddNames;
import io.messaging.tck.sample.SampleMessages;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.IdDifference;
import io.messaging.tck.spec.Rule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What goes in comes out: RD-01, RD-02, RD-17 to RD-20. */
public class RoundTripRules {
    private static final Set<String> HOSTILE_FIELDS = Set.of("payload", "unknown");

    private final RuleContext tck;
    private final Verify verify;
    private final TestMessages messages;

    public RoundTripRules(RuleContext tck) {
        this.tck = tck;
        verify = tck.verify();
        messages = tck.messages();
    }

    @Rule("RD-01")
    void rd01_everyFieldOfThePythonSamplesComesBack() {
        SampleMessages.fromPython().forEach(message -> roundTrip(message, false));
    }

    @Rule("RD-01")
    void rd01_everyFieldOfAGeneratedMessageComesBack() {
        SampleMessages.generated(messages).forEach(message -> roundTrip(message, false));
    }

    @Rule("RD-01")
    void rd01_everyFieldOfAMessageThatIsStoredAsyncComesBack() {
        SampleMessages.generated(messages).forEach(message -> roundTrip(message, true));
    }

    /** Alone in its topic, so that no rule about order or number has a say here. */
    private void roundTrip(Message message, boolean async) {
        String topic = tck.topic();
        if (async) {
            tck.storeAsync(topic, message).join();
        } else {
            tck.store(topic, message);
        }
        for (MessagingBackend instance : tck.instances()) {
            tck.settle(instance, topic, 1);
            tck.reads().verifyWhole(instance, topic, List.of(message));
            // What is found behind an id may come another way than what is found from the start.
            GemstoneId before = TopicReads.justBefore(message);
            instance.getMessagesForTopicSince(topic, before)
                    .forEach(found -> verify.sameMessage("getMessagesForTopicSince an id", message, found));
            instance.getNextMessageForTopicSince(topic, before)
                    .ifPresent(found -> verify.sameMessage("getNextMessageForTopicSince an id", message, found));
        }
    }

    @Rule("RD-02")
    void rd02_anUnknownTopicIsEmpty() {
        tck.storeAll(tck.topic(), messages.next());
        verifyUnknown(tck.topic(), "an unknown topic");
        if (tck.hasSubscriptions()) {
            String awaited = tck.topic();
            tck.backend().subscribe(awaited, tck.recorder("a subscriber of a topic without messages"));
            verifyUnknown(awaited, "a topic that has a subscriber and no message");
        }
        verify.messages(
                "getMessagesById of an unknown namespace",
                List.of(),
                tck.backend()
                        .getMessagesById(
                                tck.newNamespace(), List.of(messages.next().id())));
    }

    /** Read twice: the first time may leave something behind. */
    private void verifyUnknown(String unknown, String what) {
        for (int i = 0; i < 2; i++) {
            verifyNothingIn(unknown, what);
        }
    }

    private void verifyNothingIn(String unknown, String what) {
        MessagingBackend backend = tck.backend();
        GemstoneId someId = messages.next().id();
        verify.messages("getMessagesForTopic of " + what, List.of(), backend.getMessagesForTopic(unknown));
        for (GemstoneId since : List.of(GemstoneId.ZERO, someId)) {
            verify.messages(
                    "getMessagesForTopicSince(" + since + ") of " + what,
                    List.of(),
                    backend.getMessagesForTopicSince(unknown, since));
            verify.nothing(
                    "getNextMessageForTopicSince(" + since + ") of " + what,
                    backend.getNextMessageForTopicSince(unknown, since));
        }
    }

    @Rule("RD-17")
    void rd17_oneMessageLivesInSeveralTopics() {
        Message message = messages.next();
        List<String> topics = List.of(tck.topic(), tck.topic(), tck.topic());
        List<Recorder> recorders = new ArrayList<>();
        Recorder ofAll = tck.recorder("a handler that subscribed to several topics");
        for (String topic : topics) {
            if (tck.hasSubscriptions()) {
                recorders.add(tck.subscriber(topic, "a subscriber of " + topic));
            }
            tck.storeAll(topic, message);
        }
        for (String topic : topics) {
            tck.reads().verify(tck.backend(), topic, List.of(message));
        }
        recorders.forEach(recorder -> recorder.awaitExactly(List.of(message)));
        if (tck.hasSubscriptions()) {
            List<String> ofOne = List.of(tck.topic(), tck.topic(), tck.topic());
            ofOne.forEach(topic -> tck.backend().subscribe(topic, ofAll));
            ofOne.forEach(topic -> tck.store(topic, message));
            ofAll.awaitExactly(Collections.nCopies(ofOne.size(), message));
        }
        String otherNamespace = tck.newNamespace();
        tck.backend().storeMessage(otherNamespace, tck.topic(), message);
        for (String namespace : List.of(tck.namespace(), otherNamespace)) {
            verify.messages(
                    "getMessagesById in namespace " + namespace,
                    List.of(message),
                    tck.backend().getMessagesById(namespace, List.of(message.id())));
        }
    }

    @Rule("RD-18")
    void rd18_topicsThatLookAlikeStayApart() {
        List<String> topics = OddNames.alike(tck.uniqueName());
        List<Message> stored = new ArrayList<>();
        List<Recorder> recorders = new ArrayList<>();
        for (String topic : topics) {
            stored.add(messages.builder().topic(topic).build());
            recorders.add(tck.recorder("a subscriber of '" + topic + "'"));
            if (tck.hasSubscriptions()) {
                tck.backend().subscribe(topic, recorders.get(recorders.size() - 1));
            }
        }
        for (int i = 0; i < topics.size(); i++) {
            tck.storeAll(topics.get(i), stored.get(i));
        }
        for (int i = 0; i < topics.size(); i++) {
            verifyReadsOfTopic(topics.get(i), stored.get(i));
        }
        if (tck.hasSubscriptions()) {
            Recorder.awaitExactly(recorders, stored.stream().map(List::of).toList());
        }
    }

    private void verifyReadsOfTopic(String topic, Message message) {
        List<Message> expected = List.of(message);
        verify.messages("topic '" + topic + "'", expected, tck.backend().getMessagesForTopic(topic));
        verify.messages(
                "topic '" + topic + "' since the start",
                expected,
                tck.reads().fromTheStart(tck.backend(), topic, message));
        verify.next("the first of topic '" + topic + "'", message, tck.reads().firstOf(tck.backend(), topic, message));
    }

    @Rule("RD-19")
    void rd19_hostileTopicNamesRoundTrip() {
        Map<String, Recorder> leavers = new LinkedHashMap<>();
        for (String topic : OddNames.hostile(tck.uniqueName())) {
            leavers.put(topic, tck.recorder("a subscriber of '" + topic + "'"));
            roundTripThroughTopic(topic, leavers.get(topic));
        }
        leavers.keySet()
                .forEach(topic ->
                        tck.store(topic, messages.builder().topic(topic).build()));
        tck.awaiter().comesAfterAll(() -> leavers.values().stream().anyMatch(recorder -> recorder.count() > 2));
        leavers.values()
                .forEach(recorder -> verify.that(
                        recorder.count() <= 2,
                        "nothing is delivered after unsubscribe to " + recorder.name(),
                        () -> IdDifference.shown(recorder.ids())));
    }

    private void roundTripThroughTopic(String topic, Recorder recorder) {
        Optional<Subscription> subscription =
                tck.hasSubscriptions() ? Optional.of(tck.backend().subscribe(topic, recorder)) : Optional.empty();
        Message message = messages.builder().topic(topic).build();
        tck.storeAll(topic, message);
        verifyReadsOfTopic(topic, message);
        Message async = messages.builder().topic(topic).build();
        tck.storeAsync(topic, async).join();
        tck.settle(topic, 2);
        verify.sameMessages(
                "topic '" + topic + "' after an async store",
                List.of(message, async),
                tck.backend().getMessagesForTopic(topic));
        subscription.ifPresent(open -> {
            recorder.await(message);
            recorder.await(async);
            verify.equal("the subscription's topic", topic, open.topic());
            tck.backend().unsubscribe(topic);
        });
    }

    @Rule("RD-19")
    void rd19_namesOfPunctuationAloneAreNamesToo() {
        // Others may use these names on a shared server: only this test's own message is looked for.
        for (String topic : List.of("*", ">", "#", ".", "\"", "'", "JSON:", "{}", "[]", "%", "\\", "🚀")) {
            Message message = messages.builder().ttlSeconds(60).topic(topic).build();
            tck.store(topic, message);
            List<Message> found = tck.backend().getMessagesForTopic(topic).stream()
                    .filter(one -> one.id().equals(message.id()))
                    .toList();
            verify.messages("what this test stored in topic '" + topic + "'", List.of(message), found);
        }
    }

    @Rule("RD-19")
    void rd19_hostileNamespacesRoundTrip() {
        for (String namespace : OddNames.hostile(tck.uniqueName())) {
            List<Message> stored = messages.next(2);
            tck.backend().storeMessage(namespace, tck.topic(), stored.get(0));
            tck.backend()
                    .storeMessageAsync(namespace, tck.topic(), stored.get(1))
                    .join();
            verify.sameMessages(
                    "getMessagesById of namespace '" + namespace + "', of a plain and an async store",
                    stored,
                    tck.backend().getMessagesById(namespace, TestMessages.ids(stored)));
        }
    }

    @Rule("RD-20")
    void rd20_hostilePayloadsRoundTrip() {
        SampleMessages.hostileValues().forEach((name, value) -> {
            String topic = tck.topic();
            Recorder recorder = tck.subscriber(topic, "a subscriber, with a payload of " + name);
            Message message = messages.builder()
                    .payload(Map.of(name, value))
                    .field("unknown", value)
                    .build();
            tck.storeAll(topic, message);
            tck.reads().verifyFields(HOSTILE_FIELDS, tck.backend(), topic, List.of(message));
            if (tck.hasSubscriptions()) {
                recorder.await(message);
                verify.sameFields("a delivery", message, recorder.messages().get(0), HOSTILE_FIELDS);
            }
        });
    }
}
