package io.messaging.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class MessageFieldsTest {
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
        JsonNode slip = Samples.parsed(Samples.full()).get("routing_slip");
        Message message = Message.fromJson(Samples.full());

        assertEquals(
                slip,
                Samples.parsed(
                        Samples.MAPPER.writeValueAsString(message.routingSlip().orElseThrow())));
        assertEquals(
                slip,
                Samples.parsed(message.toBuilder()
                                .format("other.Format")
                                .build()
                                .toJson())
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
                Samples.parsed(foreign.toJson()),
                Samples.parsed(foreign.toBuilder().build().toJson()));
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
}
