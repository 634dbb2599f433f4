package io.messaging.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MessageTest {
    /** A second opinion on what a JSON text means. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    static List<String> samples() {
        return Samples.all();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aSampleComesBackToTheByte(String json) {
        byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);

        assertEquals(json, Message.fromJson(json).toJson());
        assertArrayEquals(utf8, Message.fromJson(utf8).toJsonBytes());
        assertEquals(utf8.length, Message.fromJson(json).jsonLength());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aSampleRebuiltIsTheSameJson(String json) {
        Message rebuilt = Message.fromJson(json).toBuilder().build();

        assertEquals(parsed(json), parsed(rebuilt.toJson()));
        assertEquals(Message.fromJson(json), rebuilt);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aSampleIsTheSameMessageFromItsFields(String json) {
        Message message = Message.fromJson(json);

        assertEquals(message, Message.fromFields(message.fieldsByName()));
    }

    @Test
    void everyFieldIsTyped() {
        Message message = Message.fromJson(Samples.full());

        assertEquals("5104385880337940479", message.id().toString());
        assertEquals(Priority.HIGH, message.priority());
        assertEquals(1_790_000_001_000L, message.timestampMillis());
        assertEquals(Optional.of(new AgentTag("a", null)), message.sender());
        assertEquals(List.of("t1", "topic with spaces"), message.topics());
        assertEquals(List.of(new AgentTag("b", "Bee")), message.recipients());
        assertEquals("my.module.Class", message.format());
        assertEquals(Optional.of(GemstoneId.parse("9223372036854775809")), message.inResponseTo());
        assertEquals(List.of(GemstoneId.of(1), GemstoneId.parse("18446744073709551615")), message.thread());
        assertEquals(Optional.of(GemstoneId.of(77)), message.conversationId());
        assertEquals(
                Optional.of(new ForwardHeader(GemstoneId.of(5), new AgentTag("z", "Zed"))), message.forwardHeader());
        assertEquals(
                List.of(new ProcessEntry(
                        new AgentTag("h", "H"),
                        GemstoneId.of(1),
                        GemstoneId.of(2),
                        "p",
                        "ft",
                        List.of("tt"),
                        List.of("r"))),
                message.messageHistory());
        assertEquals(OptionalLong.of(60), message.ttlSeconds());
        assertTrue(message.isErrorMessage());
        assertEquals(Optional.of("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"), message.traceparent());
        assertEquals(Optional.of(Map.of("k", Map.of("v", 1L))), message.sessionState());
        assertEquals(Optional.of("t1"), message.topicPublishedTo());
        assertEquals(3, message.enrichWithHistory());
        assertEquals(Optional.of("completed"), message.processStatus());
        assertEquals(List.of(new GuildStackEntry("g1", "s1")), message.originGuildStack());
    }

    @Test
    void numbersOfThePayloadKeepTheirValue() {
        Map<String, Object> payload = Message.fromJson(Samples.full()).payload();

        assertEquals(9_007_199_254_740_993L, payload.get("i"));
        assertEquals(new BigDecimal("1e-7"), payload.get("f"));
        assertEquals(new BigInteger("123456789012345678901234567890"), payload.get("big"));
        assertEquals("naïve — 日本語 🚀 \" \\ \n \u0000", payload.get("s"));
        assertEquals(true, payload.get("b"));
        assertTrue(payload.containsKey("n"), "a null in the payload is a field");
    }

    @Test
    void theRoutingSlipIsCarriedWhole() {
        JsonNode slip = parsed(Samples.full()).get("routing_slip");
        Message message = Message.fromJson(Samples.full());

        assertEquals(
                slip, parsed(MAPPER.writeValueAsString(message.routingSlip().orElseThrow())));
        assertEquals(
                slip,
                parsed(message.toBuilder().format("other.Format").build().toJson())
                        .get("routing_slip"));
    }

    @Test
    void missingFieldsReadAsAbsent() {
        Message message = Message.fromJson("{\"id\":0}");

        assertEquals(GemstoneId.ZERO, message.id());
        assertEquals(Optional.empty(), message.sender());
        assertEquals(List.of(), message.topics());
        assertEquals(Map.of(), message.payload());
        assertEquals("generic_json", message.format());
        assertEquals(OptionalLong.empty(), message.ttlSeconds());
        assertEquals(List.of(), message.messageHistory());
        assertEquals(Optional.empty(), message.routingSlip());
        assertEquals(Optional.empty(), message.field("anything"));
        assertFalse(message.isErrorMessage());
        assertEquals(0, message.enrichWithHistory());
    }

    @Test
    void oneTopicAndSeveralReadAlike() {
        assertEquals(
                List.of("t"), Message.fromJson("{\"id\":1,\"topics\":\"t\"}").topics());
        assertEquals(
                List.of("t", "u"),
                Message.fromJson("{\"id\":1,\"topics\":[\"t\",\"u\"]}").topics());
        assertEquals(List.of(), Message.fromJson("{\"id\":1,\"topics\":null}").topics());
    }

    @Test
    void unknownFieldsSurviveAChangeOfOthers() {
        Message message = Message.fromJson("{\"id\":1,\"x\":{\"y\":[1,{\"z\":null}]},\"payload\":{\"a\":1},"
                + "\"sender\":{\"id\":\"s\",\"name\":\"S\",\"rank\":7}}");

        Message changed = message.toBuilder().topic("t").build();

        assertEquals(message.field("x"), changed.field("x"));
        assertEquals(message.field("sender"), changed.field("sender"), "with the nested field nobody knows");
        assertEquals(List.of("t"), changed.topics());
    }

    @Test
    void aForeignMessageRebuiltGetsNoFieldsItDidNotHave() {
        Message foreign = Message.fromJson("{\"payload\":{\"a\":1},\"sender\":null,\"id\":5,\"timestamp\":1.5}");

        assertEquals(
                parsed(foreign.toJson()), parsed(foreign.toBuilder().build().toJson()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\\u0000\"",
                "\"\\u2028\\u2029\"",
                "\"\u2028\"",
                "\"\\ud83d\"",
                "\"\\ude80 alone\"",
                "\"\uD83D\uDE80\"",
                "1e-7",
                "-0.0",
                "1E400",
                "1e-2147483647",
                "0.10",
                "9007199254740993",
                "18446744073709551616",
                "-123456789012345678901234567890",
                "123456789.123456789123456789123456789",
                "{\"\":{\"\":[]}}",
                "[[],{},[null,true,false]]"
            })
    void hostileValuesSurviveReadingAndRebuilding(String value) {
        String json = "{\"id\":1,\"payload\":{\"v\":" + value + "}}";
        Message message = Message.fromJson(json);

        assertEquals(json, message.toJson());
        Message again = Message.fromJson(message.toBuilder().topic("t").build().toJsonBytes());
        assertEquals(message.payload(), again.payload());
        assertEquals(parsed(json).get("payload"), parsed(again.toJson()).get("payload"));
    }

    @Test
    void halfSurrogatesInABuiltMessageTravelAsEscapes() {
        for (String text : List.of("\ud83d", "\ude80", "x".repeat(20_000) + "\ud83d", "\ud83d".repeat(9_000))) {
            Message built =
                    Message.builder(GemstoneId.of(1)).payload(Map.of("s", text)).build();

            Message read = Message.fromJson(built.toJsonBytes());

            assertEquals(text, read.payload().get("s"));
        }
    }

    @Test
    void aMessageAsDeepAsAllowedCanBeReadRebuiltAndCopied() {
        String json = nested(500);
        Message message = Message.fromJson(json);

        assertEquals(message, message.toBuilder().build());
        assertEquals(json, Message.fromFields(message.fieldsByName()).toJson());
    }

    @Test
    void aDeeperMessageIsRefused() {
        assertRefused("the message has more than 500 levels of arrays and objects; flatten it", nested(501));
        assertRefused("the message has more than 500 levels of arrays and objects; flatten it", nested(100_000));
    }

    /** A message with so many levels of arrays and objects, itself included. */
    private static String nested(int levels) {
        return "{\"id\":1,\"payload\":" + "{\"a\":".repeat(levels - 2) + "[1]" + "}".repeat(levels - 1);
    }

    @Test
    void whatIsHandedOutCannotBeChanged() {
        Message message = Message.fromJson(Samples.full());
        @SuppressWarnings("unchecked")
        List<Object> list = (List<Object>) message.payload().get("l");
        @SuppressWarnings("unchecked")
        Map<String, Object> step = (Map<String, Object>)
                ((List<Object>) message.routingSlip().orElseThrow().get("steps")).get(0);

        assertAllUnmodifiable(
                message.payload(),
                message.fieldsByName(),
                step,
                message.sessionState().orElseThrow(),
                message.routingSlip().orElseThrow());
        assertAllUnmodifiable(
                list,
                message.topics(),
                message.recipients(),
                message.thread(),
                message.messageHistory(),
                message.messageHistory().get(0).toTopics(),
                message.messageHistory().get(0).reason(),
                message.originGuildStack());
        assertEquals(Samples.full(), message.toJson());
    }

    @Test
    void fieldsOfABuiltMessageCannotBeChanged() {
        Message built = Message.builder(GemstoneId.of(1))
                .payload(Map.of("l", List.of(1)))
                .build();

        assertAllUnmodifiable(built.fieldsByName(), built.payload());
        assertAllUnmodifiable((List<?>) built.payload().get("l"), built.thread(), built.topics());
    }

    @SafeVarargs
    @SuppressWarnings("unchecked")
    private static void assertAllUnmodifiable(Map<String, ?>... maps) {
        for (Map<String, ?> map : maps) {
            assertThrows(
                    UnsupportedOperationException.class,
                    () -> ((Map<String, Object>) map).put("new", 1),
                    map::toString);
            assertThrows(UnsupportedOperationException.class, map::clear, map::toString);
        }
    }

    @SuppressWarnings("unchecked")
    private static void assertAllUnmodifiable(List<?>... lists) {
        for (List<?> list : lists) {
            assertThrows(UnsupportedOperationException.class, () -> ((List<Object>) list).add("new"), list::toString);
        }
    }

    @Test
    void bytesGivenAndBytesHandedOutAreNotTheMessages() {
        byte[] given = Samples.full().getBytes(StandardCharsets.UTF_8);
        Message message = Message.fromJson(given);

        given[0] = 'x';
        message.toJsonBytes()[0] = 'x';

        assertEquals(Samples.full(), message.toJson());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aSampleIsWrittenIntoABufferToTheByte(String json) {
        byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
        ByteBuffer target = ByteBuffer.allocate(utf8.length);

        Message.fromJson(utf8).writeJson(target);

        assertArrayEquals(utf8, target.array());
        assertThrows(BufferOverflowException.class, () -> Message.fromJson(utf8).writeJson(target));
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"id\":1}',true",
        "' {\"id\":1}',false",
        "'{\"id\":1} ',false",
        "'{\"id\":\n1}',false",
        "'{\"id\":\r1}',true"
    })
    void jsonIsOneLineWhereALineCanHoldNothingElse(String json, boolean isOneLine) {
        assertEquals(isOneLine, Message.fromJson(json).isJsonOneLine());
    }

    @Test
    void aPartOfAnArrayIsReadAndNothingBesideIt() {
        byte[] array = "junk{\"id\":7}junk".getBytes(StandardCharsets.UTF_8);

        assertEquals("{\"id\":7}", Message.fromJson(array, 4, 8).toJson());
        assertThrows(IndexOutOfBoundsException.class, () -> Message.fromJson(array, 4, array.length));
        assertThrows(IndexOutOfBoundsException.class, () -> Message.fromJson(array, -1, 3));
    }

    @Test
    void equalityIsThatOfJson() {
        Message message = Message.fromJson("{\"id\":1,\"a\":{\"x\":1,\"y\":[1.0,\"t\"]}}");
        Message reordered = Message.fromJson(" { \"a\" : {\"y\":[1,\"\\u0074\"],\"x\":1e0}, \"id\":1 } ");

        assertEquals(message, reordered);
        assertEquals(message.hashCode(), reordered.hashCode());
        assertEquals(message, message.compact());
        for (String other : List.of(
                "{\"id\":2,\"a\":{\"x\":1,\"y\":[1.0,\"t\"]}}",
                "{\"id\":1,\"a\":{\"x\":1,\"y\":[\"t\",1.0]}}",
                "{\"id\":1,\"a\":{\"x\":\"1\",\"y\":[1.0,\"t\"]}}",
                "{\"id\":1,\"a\":{\"x\":1,\"y\":[1.0,\"t\"],\"z\":null}}",
                "{\"id\":1,\"a\":{\"x\":1.0000000000000001,\"y\":[1.0,\"t\"]}}",
                "{\"id\":1}")) {
            assertNotEquals(message, Message.fromJson(other));
            assertNotEquals(Message.fromJson(other), message);
        }
        assertNotEquals(message, null);
    }

    @Test
    void theIdDecidesPriorityAndTimeWhateverTheFieldsSay() {
        GemstoneId id = GemstoneId.of(Priority.LOW, 1_790_000_000_000L, 1, 2);
        Message message = Message.fromJson("{\"id\":" + id + ",\"priority\":0,\"timestamp\":5.0}");

        assertEquals(Priority.LOW, message.priority());
        assertEquals(1_790_000_000_000L, message.timestampMillis());
    }

    @Test
    void ttlIsSecondsAndZeroOrNullIsForEver() {
        assertEquals(
                OptionalLong.of(1), Message.fromJson("{\"id\":1,\"ttl\":1}").ttlSeconds());
        assertEquals(
                OptionalLong.empty(), Message.fromJson("{\"id\":1,\"ttl\":0}").ttlSeconds());
        assertEquals(
                OptionalLong.empty(),
                Message.fromJson("{\"id\":1,\"ttl\":null}").ttlSeconds());
        assertEquals(
                OptionalLong.of(Long.MAX_VALUE),
                Message.fromJson("{\"id\":1,\"ttl\":9223372036854775807}").ttlSeconds());
    }

    @Test
    void ofARepeatedNameTheLastCounts() {
        Message message = Message.fromJson("{\"id\":1,\"ttl\":5,\"id\":2,\"ttl\":6}");

        assertEquals("2", message.id().toString());
        assertEquals(OptionalLong.of(6), message.ttlSeconds());
        assertEquals(Optional.of(2L), message.field("id"));
    }

    @Test
    void toStringIsTheJsonAndNeverLong() {
        assertEquals("{\"id\":1}", Message.fromJson("{\"id\":1}").toString());
        String shown = Message.fromJson("{\"id\":1,\"x\":\"" + "y".repeat(1_000_000) + "\"}")
                .toString();
        assertEquals(500 + "... (1000015 bytes)".length(), shown.length());
        assertTrue(shown.endsWith("... (1000015 bytes)"), shown);
    }

    static JsonNode parsed(String json) {
        return MAPPER.readTree(json);
    }

    private static void assertRefused(String expected, String json) {
        InvalidMessageException refusal =
                assertThrows(InvalidMessageException.class, () -> Message.fromJson(json), () -> "accepted");
        assertEquals(expected, refusal.getMessage());
    }
}
