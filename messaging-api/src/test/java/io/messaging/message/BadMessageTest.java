package io.messaging.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no message is refused with a sentence for its sender. */
class BadMessageTest {
    private static final String IDS = ", not a whole number from 0 to 18446744073709551615";
    private static final String TTLS = ", not whole seconds from 0 to 9223372036854775807, or null to keep it for ever";

    static Stream<Arguments> badTexts() {
        return Stream.of(
                arguments("", "the message is not a JSON object"),
                arguments("   ", "the message is not a JSON object"),
                arguments("null", "the message is not a JSON object"),
                arguments("5", "the message is not a JSON object"),
                arguments("[{\"id\":1}]", "the message is not a JSON object"),
                arguments("{}", "the message has no id; give it one from a GemstoneGenerator"),
                arguments("{\"ID\":1}", "the message has no id; give it one from a GemstoneGenerator"),
                arguments("{\"x\":{\"id\":1}}", "the message has no id; give it one from a GemstoneGenerator"),
                arguments("{\"id\":null}", "the message's id is null" + IDS),
                arguments("{\"id\":-1}", "the message's id is -1" + IDS),
                arguments("{\"id\":1.0}", "the message's id is 1.0" + IDS),
                arguments("{\"id\":\"1\"}", "the message's id is 1" + IDS),
                arguments("{\"id\":true}", "the message's id is true" + IDS),
                arguments("{\"id\":{}}", "the message's id is an object or array" + IDS),
                arguments("{\"id\":18446744073709551616}", "the message's id is 18446744073709551616" + IDS),
                arguments("{\"id\":" + "9".repeat(999) + "}", "the message's id is " + "9".repeat(100) + "..." + IDS),
                arguments("{\"id\":1,\"ttl\":-1}", "the message's ttl is -1" + TTLS),
                arguments("{\"id\":1,\"ttl\":1.5}", "the message's ttl is 1.5" + TTLS),
                arguments("{\"id\":1,\"ttl\":\"60\"}", "the message's ttl is 60" + TTLS),
                arguments("{\"id\":1,\"ttl\":[60]}", "the message's ttl is an object or array" + TTLS),
                arguments("{\"id\":1,\"ttl\":9223372036854775808}", "the message's ttl is 9223372036854775808" + TTLS),
                arguments("{\"id\":1}{}", "the message is followed by more JSON; send one object"),
                arguments("{\"id\":1,\"x\":1e99999999999}", "the number 1e99999999999 is out of range"),
                arguments("{\"id\":1,\"x\":[1e2147483648]}", "the number 1e2147483648 is out of range"),
                arguments("{\"id\":1,\"x\":12e2147483647}", "the number 12e2147483647 is out of range"),
                arguments(
                        "{\"id\":1,\"x\":\"\ud83d\"}",
                        "the message holds an unpaired surrogate, which UTF-8 cannot carry; remove it, or write it "
                                + "as a \\u escape"));
    }

    @ParameterizedTest
    @MethodSource("badTexts")
    void aTextThatIsNoMessageIsRefused(String json, String message) {
        InvalidMessageException refusal = assertThrows(InvalidMessageException.class, () -> Message.fromJson(json));

        assertEquals(message, refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"id\"",
                "{\"id\":1",
                "{\"id\":1,}",
                "{'id':1}",
                "{id:1}",
                "{\"id\":01}",
                "{\"id\":1} x",
                "{\"id\":1,\"x\":NaN}",
                "{\"id\":1,\"x\":.5}",
                "{\"id\":1,\"x\":tru}",
                "{\"id\":1,\"x\":\"\\x\"}",
                "{\"id\":1,\"x\":\"\n\"}",
                "{\"id\":1,\"x\":\"\u0000\"}",
                "{\"id\":1,/* */\"x\":1}",
                "{\"id\":1,\"x\":[1}",
                "\ufeff{\"id\":1}"
            })
    void brokenJsonIsRefused(String json) {
        InvalidMessageException refusal = assertThrows(InvalidMessageException.class, () -> Message.fromJson(json));

        assertTrue(refusal.getMessage().startsWith("the message is not valid JSON: "), refusal.getMessage());
    }

    /** A text in another encoding would spoil the array of messages that a server sends it in. */
    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE"})
    void otherEncodingsAreRefused(String charset) {
        for (String json : new String[] {"{\"id\":1}", " {\"id\":1}", "\ufeff{\"id\":1}"}) {
            byte[] bytes = json.getBytes(Charset.forName(charset));
            assertThrows(InvalidMessageException.class, () -> Message.fromJson(bytes));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00ff", "\u00c3", "\u00ed\u00a0\u00bd", "\u00c0\u0080", "\u00f5\u0080\u0080\u0080"})
    void bytesThatAreNoUtf8AreRefused(String bytesAsLatin1) {
        byte[] bytes = ("{\"id\":1,\"x\":\"" + bytesAsLatin1 + "\"}").getBytes(StandardCharsets.ISO_8859_1);

        InvalidMessageException refusal = assertThrows(InvalidMessageException.class, () -> Message.fromJson(bytes));

        assertEquals("the message is not valid UTF-8", refusal.getMessage());
    }

    static Stream<Arguments> wrongTypes() {
        return Stream.of(
                wrong("\"sender\":5", Message::sender, "sender is 5, not an object"),
                wrong("\"sender\":{\"id\":5}", Message::sender, "sender.id is 5, not text"),
                wrong("\"topics\":5", Message::topics, "topics is 5, not an array"),
                wrong("\"topics\":[\"a\",null]", Message::topics, "topics[1] is null, not text"),
                wrong("\"recipient_list\":[{},7]", Message::recipients, "recipient_list[1] is 7, not an object"),
                wrong("\"payload\":[]", Message::payload, "payload is [], not an object"),
                wrong("\"format\":[]", Message::format, "format is [], not text"),
                wrong(
                        "\"in_response_to\":-1",
                        Message::inResponseTo,
                        "in_response_to is -1, not a whole number from 0 to 2^64-1"),
                wrong("\"thread\":[1,\"2\"]", Message::thread, "thread[1] is 2, not a whole number from 0 to 2^64-1"),
                wrong(
                        "\"conversation_id\":1.5",
                        Message::conversationId,
                        "conversation_id is 1.5, not a whole number from 0 to 2^64-1"),
                wrong(
                        "\"forward_header\":{\"on_behalf_of\":1}",
                        Message::forwardHeader,
                        "forward_header.on_behalf_of is 1, not an object"),
                wrong(
                        "\"message_history\":[{\"reason\":\"r\"}]",
                        Message::messageHistory,
                        "message_history[0].reason is r, not an array"),
                wrong("\"is_error_message\":0", Message::isErrorMessage, "is_error_message is 0, not true or false"),
                wrong(
                        "\"enrich_with_history\":\"\"",
                        Message::enrichWithHistory,
                        "enrich_with_history is , not a whole number"),
                wrong(
                        "\"routing_slip\":\"" + "x".repeat(1_000) + "\"",
                        Message::routingSlip,
                        "routing_slip is " + "x".repeat(200) + "..., not an object"));
    }

    private static Arguments wrong(String field, Consumer<Message> getter, String message) {
        return arguments(field, getter, "the message's field " + message);
    }

    @ParameterizedTest
    @MethodSource("wrongTypes")
    void aFieldOfTheWrongTypeIsCarriedAndItsGetterNamesIt(String field, Consumer<Message> getter, String message) {
        String json = "{\"id\":1," + field + "}";
        Message carried = Message.fromJson(json);

        InvalidMessageException refusal = assertThrows(InvalidMessageException.class, () -> getter.accept(carried));

        assertEquals(message, refusal.getMessage());
        assertEquals(json, carried.toJson());
    }

    @Test
    void fieldsThatAreNoMessageAreRefused() {
        InvalidMessageException noId =
                assertThrows(InvalidMessageException.class, () -> Message.fromFields(Map.of("x", 1)));
        InvalidMessageException noJson = assertThrows(
                InvalidMessageException.class, () -> Message.fromFields(Map.of("id", 1, "x", new Object())));

        assertEquals("the message has no id; give it one from a GemstoneGenerator", noId.getMessage());
        assertEquals(
                "message.x is a java.lang.Object, which JSON has no form for; use maps, lists, text, numbers, "
                        + "booleans and null",
                noJson.getMessage());
    }
}
