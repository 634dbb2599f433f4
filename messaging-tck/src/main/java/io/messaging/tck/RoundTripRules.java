package io.messaging.tck;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What goes in comes out: RD-01, RD-02, RD-17 to RD-20. */
abstract class RoundTripRules extends SizeRules {
    private static final Set<String> HOSTILE_FIELDS = Set.of("payload", "unknown");

    RoundTripRules() {}

    @Rule("RD-01")
    void rd01_everyFieldOfThePythonSamplesComesBack() {
        SampleMessages.fromPython().forEach(message -> roundTrip(message, false));
    }

    @Rule("RD-01")
    void rd01_everyFieldOfAGeneratedMessageComesBack() {
        SampleMessages.generated(messages()).forEach(message -> roundTrip(message, false));
    }

    @Rule("RD-01")
    void rd01_everyFieldOfAMessageThatIsStoredAsyncComesBack() {
        SampleMessages.generated(messages()).forEach(message -> roundTrip(message, true));
    }

    /** Alone in its topic, so that no rule about order or number has a say here. */
    private void roundTrip(Message message, boolean async) {
        String topic = topic();
        if (async) {
            backend().storeMessageAsync(namespace(), topic, message).join();
        } else {
            backend().storeMessage(namespace(), topic, message);
        }
        for (MessagingBackend instance : run().backends().instances()) {
            settle(instance, topic, 1);
            verifyEveryReadIsWhole(instance, topic, List.of(message));
            // What is found behind an id may come another way than what is found from the start.
            GemstoneId before = justBefore(message);
            instance.getMessagesForTopicSince(topic, before)
                    .forEach(found -> verify().sameMessage("getMessagesForTopicSince an id", message, found));
            instance.getNextMessageForTopicSince(topic, before)
                    .ifPresent(found -> verify().sameMessage("getNextMessageForTopicSince an id", message, found));
        }
    }

    @Rule("RD-02")
    void rd02_anUnknownTopicIsEmpty() {
        storeAll(topic(), messages().next());
        verifyUnknown(topic(), "an unknown topic");
        if (hasSubscriptions()) {
            String awaited = topic();
            backend().subscribe(awaited, recorder("a subscriber of a topic without messages"));
            verifyUnknown(awaited, "a topic that has a subscriber and no message");
        }
        verify().messages(
                        "getMessagesById of an unknown namespace",
                        List.of(),
                        backend()
                                .getMessagesById(
                                        run().names().namespace(),
                                        List.of(messages().next().id())));
    }

    /** Read twice: the first time may leave something behind. */
    private void verifyUnknown(String unknown, String what) {
        for (int i = 0; i < 2; i++) {
            verifyNothingIn(unknown, what);
        }
    }

    private void verifyNothingIn(String unknown, String what) {
        MessagingBackend backend = backend();
        GemstoneId someId = messages().next().id();
        verify().messages("getMessagesForTopic of " + what, List.of(), backend.getMessagesForTopic(unknown));
        for (GemstoneId since : List.of(GemstoneId.ZERO, someId)) {
            verify().messages(
                            "getMessagesForTopicSince(" + since + ") of " + what,
                            List.of(),
                            backend.getMessagesForTopicSince(unknown, since));
            verify().nothing(
                            "getNextMessageForTopicSince(" + since + ") of " + what,
                            backend.getNextMessageForTopicSince(unknown, since));
        }
    }

    @Rule("RD-17")
    void rd17_oneMessageLivesInSeveralTopics() {
        Message message = messages().next();
        List<String> topics = List.of(topic(), topic(), topic());
        List<Recorder> recorders = new ArrayList<>();
        Recorder ofAll = recorder("a handler that subscribed to several topics");
        for (String topic : topics) {
            if (hasSubscriptions()) {
                recorders.add(recorder("a subscriber of " + topic));
                backend().subscribe(topic, recorders.get(recorders.size() - 1));
            }
            storeAll(topic, message);
        }
        for (String topic : topics) {
            verifyEveryRead(backend(), topic, List.of(message));
        }
        recorders.forEach(recorder -> recorder.awaitExactly(List.of(message)));
        if (hasSubscriptions()) {
            List<String> ofOne = List.of(topic(), topic(), topic());
            ofOne.forEach(topic -> backend().subscribe(topic, ofAll));
            ofOne.forEach(topic -> backend().storeMessage(namespace(), topic, message));
            ofAll.awaitExactly(Collections.nCopies(ofOne.size(), message));
        }
        String otherNamespace = run().names().namespace();
        backend().storeMessage(otherNamespace, topic(), message);
        for (String namespace : List.of(namespace(), otherNamespace)) {
            verify().messages(
                            "getMessagesById in namespace " + namespace,
                            List.of(message),
                            backend().getMessagesById(namespace, List.of(message.id())));
        }
    }

    @Rule("RD-18")
    void rd18_topicsThatLookAlikeStayApart() {
        List<String> topics = OddNames.alike(run().names().unique());
        List<Message> stored = new ArrayList<>();
        List<Recorder> recorders = new ArrayList<>();
        for (String topic : topics) {
            stored.add(messages().builder().topic(topic).build());
            recorders.add(recorder("a subscriber of '" + topic + "'"));
            if (hasSubscriptions()) {
                backend().subscribe(topic, recorders.get(recorders.size() - 1));
            }
        }
        for (int i = 0; i < topics.size(); i++) {
            storeAll(topics.get(i), stored.get(i));
        }
        for (int i = 0; i < topics.size(); i++) {
            verifyReadsOfTopic(topics.get(i), stored.get(i));
        }
        if (hasSubscriptions()) {
            Recorder.awaitExactly(
                    run(), recorders, stored.stream().map(List::of).toList());
        }
    }

    private void verifyReadsOfTopic(String topic, Message message) {
        List<Message> expected = List.of(message);
        verify().messages("topic '" + topic + "'", expected, backend().getMessagesForTopic(topic));
        verify().messages("topic '" + topic + "' since the start", expected, fromTheStart(backend(), topic, message));
        verify().next("the first of topic '" + topic + "'", message, firstOf(backend(), topic, message));
    }

    @Rule("RD-19")
    void rd19_hostileTopicNamesRoundTrip() {
        Map<String, Recorder> leavers = new LinkedHashMap<>();
        for (String topic : OddNames.hostile(run().names().unique())) {
            leavers.put(topic, recorder("a subscriber of '" + topic + "'"));
            roundTripThroughTopic(topic, leavers.get(topic));
        }
        leavers.keySet()
                .forEach(topic -> backend()
                        .storeMessage(
                                namespace(),
                                topic,
                                messages().builder().topic(topic).build()));
        run().awaiter().comesAfterAll(() -> leavers.values().stream().anyMatch(recorder -> recorder.count() > 2));
        leavers.values()
                .forEach(recorder -> verify().that(
                                recorder.count() <= 2,
                                "nothing is delivered after unsubscribe to " + recorder.name(),
                                () -> IdDifference.shown(recorder.ids())));
    }

    private void roundTripThroughTopic(String topic, Recorder recorder) {
        Optional<Subscription> subscription =
                hasSubscriptions() ? Optional.of(backend().subscribe(topic, recorder)) : Optional.empty();
        Message message = messages().builder().topic(topic).build();
        storeAll(topic, message);
        verifyReadsOfTopic(topic, message);
        Message async = messages().builder().topic(topic).build();
        backend().storeMessageAsync(namespace(), topic, async).join();
        settle(topic, 2);
        verify().sameMessages(
                        "topic '" + topic + "' after an async store",
                        List.of(message, async),
                        backend().getMessagesForTopic(topic));
        subscription.ifPresent(open -> {
            recorder.await(message);
            recorder.await(async);
            verify().equal("the subscription's topic", topic, open.topic());
            backend().unsubscribe(topic);
        });
    }

    @Rule("RD-19")
    void rd19_namesOfPunctuationAloneAreNamesToo() {
        // Others may use these names on a shared server: only this test's own message is looked for.
        for (String topic : List.of("*", ">", "#", ".", "\"", "'", "JSON:", "{}", "[]", "%", "\\", "🚀")) {
            Message message = messages().builder().ttlSeconds(60).topic(topic).build();
            backend().storeMessage(namespace(), topic, message);
            List<Message> found = backend().getMessagesForTopic(topic).stream()
                    .filter(one -> one.id().equals(message.id()))
                    .toList();
            verify().messages("what this test stored in topic '" + topic + "'", List.of(message), found);
        }
    }

    @Rule("RD-19")
    void rd19_hostileNamespacesRoundTrip() {
        for (String namespace : OddNames.hostile(run().names().unique())) {
            List<Message> stored = messages().next(2);
            backend().storeMessage(namespace, topic(), stored.get(0));
            backend().storeMessageAsync(namespace, topic(), stored.get(1)).join();
            verify().sameMessages(
                            "getMessagesById of namespace '" + namespace + "', of a plain and an async store",
                            stored,
                            backend().getMessagesById(namespace, TestMessages.ids(stored)));
        }
    }

    @Rule("RD-20")
    void rd20_hostilePayloadsRoundTrip() {
        SampleMessages.hostileValues().forEach((name, value) -> {
            String topic = topic();
            Recorder recorder = recorder("a subscriber, with a payload of " + name);
            if (hasSubscriptions()) {
                backend().subscribe(topic, recorder);
            }
            Message message = messages()
                    .builder()
                    .payload(Map.of(name, value))
                    .field("unknown", value)
                    .build();
            storeAll(topic, message);
            verifyEveryReadHas(HOSTILE_FIELDS, backend(), topic, List.of(message));
            if (hasSubscriptions()) {
                recorder.await(message);
                verify().sameFields("a delivery", message, recorder.messages().get(0), HOSTILE_FIELDS);
            }
        });
    }
}
