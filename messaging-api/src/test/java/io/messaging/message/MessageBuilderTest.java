package io.messaging.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageBuilderTest {
    private static final GemstoneId ID = GemstoneId.parse("16633600922756345898");

    private static MessageBuilder builder() {
        return Message.builder(ID);
    }

    @Test
    void aMessageLikeThePythonSampleIsTheSampleToTheByte() {
        Message built = builder()
                .sender(new AgentTag("agent-1", "Agent One"))
                .topic("updates")
                .payload(Map.of("text", "hello"))
                .build();

        assertEquals(Samples.all().get(0), built.toJson());
    }

    @Test
    void everyFieldOfTheFullSampleCanBeBuilt() {
        Message sample = Message.fromJson(Samples.full());

        Message built = Message.builder(sample.id())
                .sender(sample.sender().orElseThrow())
                .topics(sample.topics())
                .recipients(sample.recipients())
                .payload(sample.payload())
                .format(sample.format())
                .inResponseTo(sample.inResponseTo().orElseThrow())
                .thread(sample.thread())
                .conversationId(sample.conversationId().orElseThrow())
                .forwardHeader(sample.forwardHeader().orElseThrow())
                .routingSlip(sample.routingSlip().orElseThrow())
                .messageHistory(sample.messageHistory())
                .ttlSeconds(sample.ttlSeconds().orElseThrow())
                .errorMessage(sample.isErrorMessage())
                .traceparent(sample.traceparent().orElseThrow())
                .sessionState(sample.sessionState().orElseThrow())
                .topicPublishedTo(sample.topicPublishedTo().orElseThrow())
                .enrichWithHistory(sample.enrichWithHistory())
                .processStatus(sample.processStatus().orElseThrow())
                .originGuildStack(sample.originGuildStack())
                .build();

        assertEquals(Samples.parsed(Samples.full()), Samples.parsed(built.toJson()));
    }

    @Test
    void theGeneratorsNextIdIsTaken() {
        GemstoneGenerator generator = new GemstoneGenerator(9);
        GemstoneId before = generator.next();

        Message message = Message.builder(generator).payload(Map.of("a", 1)).build();

        assertEquals(9, message.id().machine());
        assertNotEquals(before, message.id());
        assertEquals(Priority.NORMAL, message.priority());
        assertEquals(List.of(message.id()), message.thread());
    }

    @Test
    void unknownFieldsAreWritten() {
        Message message =
                builder().payload(Map.of("a", 1)).field("x", List.of(1, "2")).build();

        assertEquals(List.of(1L, "2"), message.field("x").orElseThrow());
        assertEquals(message, Message.fromJson(message.toJson()));
    }

    @Test
    void laterChangesByTheCallerChangeNothing() {
        List<Object> inner = new ArrayList<>(List.of(1));
        Map<String, Object> payload = new HashMap<>(Map.of("inner", inner));
        List<String> topics = new ArrayList<>(List.of("t"));
        MessageBuilder builder = builder().payload(payload).topics(topics);
        Message built = builder.build();
        String before = built.toJson();

        inner.add(2);
        payload.put("more", 3);
        topics.add("u");
        builder.format("other.Format").field("x", 1);

        assertEquals(before, built.toJson());
        assertEquals(List.of(1L), built.payload().get("inner"));
        assertEquals(List.of("t"), built.topics());
        assertEquals(MessageBuilder.DEFAULT_FORMAT, built.format());
        assertEquals(List.of(1L), builder.build().payload().get("inner"), "the builder copied what it was given");
    }

    @Test
    void ttlOfTheMessageBuiltOnIsKept() {
        Message message = builder().payload(Map.of("a", 1)).ttlSeconds(60).build();

        assertEquals(OptionalLong.of(60), message.toBuilder().build().ttlSeconds());
        assertEquals(
                OptionalLong.empty(), message.toBuilder().ttlSeconds(0).build().ttlSeconds());
        assertEquals(
                OptionalLong.of(Long.MAX_VALUE),
                message.toBuilder().ttlSeconds(Long.MAX_VALUE).build().toBuilder()
                        .build()
                        .ttlSeconds());
    }

    static Stream<Arguments> refusals() {
        Map<String, Object> cyclic = new LinkedHashMap<>();
        cyclic.put("self", cyclic);
        return Stream.of(
                refusal(b -> b.sender((AgentTag) null), "the sender is null"),
                refusal(b -> b.sender((String) null), "the sender is null"),
                refusal(b -> b.topic(null), "the topic is null"),
                refusal(b -> b.topics(null), "the topics is null"),
                refusal(b -> b.topics(Arrays.asList("a", null)), "the topics[1] is null"),
                refusal(b -> b.recipients(null), "the recipients is null"),
                refusal(b -> b.recipients(Collections.singletonList(null)), "the recipients[0] is null"),
                refusal(b -> b.thread(Collections.singletonList(null)), "the thread[0] is null"),
                refusal(b -> b.messageHistory(null), "the messageHistory is null"),
                refusal(b -> b.originGuildStack(null), "the originGuildStack is null"),
                refusal(b -> b.forwardHeader(null), "the forwardHeader is null"),
                refusal(b -> b.payload(null), "the payload is null"),
                refusal(b -> b.payload(Map.of()), "the payload is empty; Python peers refuse that, so give it a field"),
                refusal(
                        b -> b.payload(Map.of("a", List.of(1, Map.of("b", new Object())))),
                        "payload.a[1].b is a java.lang.Object, which JSON has no form for; use maps, lists, text, "
                                + "numbers, booleans and null"),
                refusal(
                        b -> b.payload(cyclic),
                        "payload is nested too deeply (or contains itself): with it, there are more than 500 levels; "
                                + "flatten it"),
                refusal(b -> b.format(null), "the format is null"),
                refusal(
                        b -> b.format("ab"),
                        "the format is 'ab'; it needs at least 3 characters, such as generic_json"),
                refusal(b -> b.ttlSeconds(-1), "ttlSeconds is -1; it is 0 (for ever) or more"),
                refusal(b -> b.enrichWithHistory(-1), "enrichWithHistory is -1; it is 0 (for none) or more"),
                refusal(b -> b.field(null, 1), "the field name is null"),
                refusal(
                        b -> b.field("\ud83d", 1),
                        "message has a key with an unpaired surrogate, which readers refuse in names; remove or "
                                + "complete it"),
                refusal(
                        b -> b.payload(Map.of("k".repeat(65_537), 1)),
                        "payload has a key of more than 65536 bytes, which readers refuse; shorten it"),
                refusal(b -> b.field("x", Double.NaN), "x is NaN, which JSON has no number for"),
                refusal(
                        b -> b.field("x", BigInteger.TEN.pow(1_000)),
                        "x is a number of more than 1000 digits, or out of range; readers refuse those, so send it "
                                + "as text"),
                refusal(MessageBuilder::build, "the message has no payload; call payload(Map) before build()"));
    }

    private static Arguments refusal(Consumer<MessageBuilder> call, String message) {
        return arguments(message, call);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void badValuesAreRefusedWhenTheyAreGiven(String message, Consumer<MessageBuilder> call) {
        MessageBuilder builder = builder();

        InvalidMessageException refusal = assertThrows(InvalidMessageException.class, () -> call.accept(builder));

        assertEquals(message, refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "priority", "timestamp"})
    void fieldsThatFollowFromTheIdAreNotSetByName(String name) {
        InvalidMessageException refusal =
                assertThrows(InvalidMessageException.class, () -> builder().field(name, 1));

        assertEquals(
                "the field " + name + " is not set by name; it follows from the id given to the builder",
                refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ttl", "payload", "sender", "topics", "format", "thread", "origin_guild_stack"})
    void fieldsWithAMethodAreNotSetByName(String name) {
        InvalidMessageException refusal =
                assertThrows(InvalidMessageException.class, () -> builder().field(name, "x"));

        assertEquals(
                "the field " + name + " is not set by name; the builder has a method for it", refusal.getMessage());
    }

    @Test
    void aPayloadAsDeepAsAllowedIsReadByOthers() {
        Object deep = 1;
        for (int level = 0; level < 498; level++) {
            deep = List.of(deep);
        }
        Message deepest = builder().payload(Map.of("a", deep)).build();

        assertEquals(deepest, Message.fromJson(deepest.toJson()));
        Object deeper = List.of(deep);
        assertThrows(InvalidMessageException.class, () -> builder().payload(Map.of("a", deeper)));
    }

    @ParameterizedTest
    @CsvSource({"k, 65536", "é, 32768", "語, 21845", "🚀, 16384"})
    void aKeyAsLongAsAllowedIsReadByOthers(String letter, int count) {
        Message message = builder().payload(Map.of(letter.repeat(count), 1)).build();

        assertEquals(message.payload(), Message.fromJson(message.toJson()).payload());
        Map<String, Object> longer = Map.of(letter.repeat(count + 1), 1);
        assertThrows(InvalidMessageException.class, () -> builder().payload(longer));
    }

    @Test
    void withoutASenderItIsAnonymous() {
        assertEquals(
                AgentTag.of("anonymous"),
                builder().payload(Map.of("a", 1)).build().sender().orElseThrow());
    }

    @Test
    void anIdIsRequired() {
        InvalidMessageException refusal =
                assertThrows(InvalidMessageException.class, () -> Message.builder((GemstoneId) null));

        assertEquals("the id is null", refusal.getMessage());
    }
}
