package io.messaging.tck;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.RejectedMessageException;
import io.messaging.backend.Subscription;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What goes in comes out: RD-01, RD-02, RD-17 to RD-21. */
abstract class RoundTripRules extends RuleFixture {
    /** The last two differ by one: in one of them a wide character lies across the end of a buffer, whatever its size. */
    private static final int[] SIZES_BYTES = {
        1_024, 60 * 1_024, 65_535, 65_536, 65_537, 1_024 * 1_024, 1_024 * 1_024 + 1
    };

    private static final int LARGE_BYTES = 1_024 * 1_024;
    private static final int LARGE_MESSAGES = 12;

    private static final String FOUR_BYTES = "🚀";

    private static final long LARGEST_TRIED_BYTES = 64L * 1_024 * 1_024;

    private static final Set<String> PAYLOAD = Set.of("payload");
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
        }
    }

    @Rule("RD-02")
    void rd02_anUnknownTopicIsEmpty() {
        storeAll(topic(), messages().next());
        MessagingBackend backend = backend();
        String unknown = topic();
        GemstoneId someId = messages().next().id();
        verify().messages("getMessagesForTopic of an unknown topic", List.of(), backend.getMessagesForTopic(unknown));
        for (GemstoneId since : List.of(GemstoneId.ZERO, someId)) {
            verify().messages(
                            "getMessagesForTopicSince(" + since + ") of an unknown topic",
                            List.of(),
                            backend.getMessagesForTopicSince(unknown, since));
            verify().nothing(
                            "getNextMessageForTopicSince(" + since + ") of an unknown topic",
                            backend.getNextMessageForTopicSince(unknown, since));
        }
        verify().messages(
                        "getMessagesById of an unknown namespace",
                        List.of(),
                        backend.getMessagesById(run().names().namespace(), List.of(someId)));
    }

    @Rule("RD-17")
    void rd17_oneMessageLivesInSeveralTopics() {
        Message message = messages().next();
        List<String> topics = List.of(topic(), topic(), topic());
        List<Recorder> recorders = new ArrayList<>();
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
        for (String topic : OddNames.hostile(run().names().unique())) {
            roundTripThroughTopic(topic);
        }
    }

    private void roundTripThroughTopic(String topic) {
        Recorder recorder = recorder("a subscriber of '" + topic + "'");
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
            Message message = messages().next();
            backend().storeMessage(namespace, topic(), message);
            verify().messages(
                            "getMessagesById of namespace '" + namespace + "'",
                            List.of(message),
                            backend().getMessagesById(namespace, List.of(message.id())));
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

    @Rule("RD-21")
    void rd21_messagesOfAllSizesRoundTrip() {
        long most = backend().maxMessageBytes();
        verify().that(most > 0, "maxMessageBytes() is above 0", () -> Long.toString(most));
        for (int size : SIZES_BYTES) {
            if (size <= most) {
                roundTripWithDelivery(messages().ofSize(size));
                roundTripWithDelivery(messages().ofSize(size, FOUR_BYTES));
            }
        }
    }

    @Rule("RD-21")
    void rd21_aTopicOfLargeMessagesIsReadWhole() {
        String topic = topic();
        Recorder recorder = recorder("a subscriber of a topic of large messages");
        if (hasSubscriptions()) {
            backend().subscribe(topic, recorder);
        }
        List<Message> stored = new ArrayList<>();
        for (int i = 0; i < LARGE_MESSAGES; i++) {
            stored.add(large(LARGE_BYTES));
        }
        storeAll(topic, stored);
        verifyEveryReadHas(PAYLOAD, backend(), topic, stored);
        verify().sameFields(
                        "getMessagesById of all at once",
                        stored,
                        backend().getMessagesById(namespace(), TestMessages.ids(stored)),
                        PAYLOAD);
        if (hasSubscriptions()) {
            recorder.awaitCount(stored.size());
            verify().sameFields("what is delivered", stored, recorder.messages(), PAYLOAD);
        }
    }

    @Rule("RD-21")
    void rd21_theDeclaredMaximumIsTakenAndOneByteMoreRefused() {
        long most = backend().maxMessageBytes();
        if (most > LARGEST_TRIED_BYTES) {
            throw TckSkip.because("the declared maximum of " + most + " bytes is beyond what the kit tries, "
                    + LARGEST_TRIED_BYTES + "; configure the backend with less to have it checked");
        }
        // Of two bytes a character, so that who counts characters is wrong by half.
        for (String filler : List.of("x", "\u00fc", FOUR_BYTES)) {
            verifyLimit(topic(), messages().ofSize(most, filler), messages().ofSize(most + 1, filler));
        }
    }

    private void verifyLimit(String topic, Message largest, Message tooLarge) {
        storeAll(topic, largest);
        verify().refuses(
                        "storeMessage of one byte more than maxMessageBytes()",
                        RejectedMessageException.class,
                        () -> backend().storeMessage(namespace(), topic, tooLarge));
        verify().messages("the topic", List.of(largest), backend().getMessagesForTopic(topic));
        verify().sameMessages(
                        "by id, the largest and the refused message",
                        List.of(largest),
                        backend().getMessagesById(namespace(), List.of(largest.id(), tooLarge.id())));
        roundTripWithDelivery(messages().next());
    }

    private void roundTripWithDelivery(Message message) {
        String topic = topic();
        Recorder recorder = recorder("a subscriber, with a message of " + message.jsonLength() + " bytes");
        if (hasSubscriptions()) {
            backend().subscribe(topic, recorder);
        }
        storeAll(topic, message);
        verifyEveryReadHas(PAYLOAD, backend(), topic, List.of(message));
        if (hasSubscriptions()) {
            recorder.await(message);
            verify().sameFields("a delivery", message, recorder.messages().get(0), PAYLOAD);
        }
    }
}
