package io.messaging.spi.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.messaging.message.AgentTag;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.spi.group.OrderingKey.Source;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderingKeyTest {
    private static String key(String name, String json) {
        return OrderingKey.named(name).of(Message.fromJson(json));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text          | text",
                "''            | ''",
                "7             | 7",
                "-0            | 0",
                "7.0           | 7",
                "70e-1         | 7",
                "7.50          | 7.5",
                "1e30          | 1000000000000000000000000000000",
                "true          | true",
                "null          |",
                "[1]           |",
                "{\"key\":\"no\"} |"
            })
    void payloadFieldsAreKeysWhereTheyAreOneValue(String json, String expected) {
        String value = json.matches("text|") ? '"' + json + '"' : json;
        String message =
                "{\"key\":1,\"payload\":{\"a\":{\"key\":2},\"key\":" + value + ",\"b\":[{\"key\":3}]},\"id\":9}";
        assertEquals(expected, key("key", message));
    }

    @Test
    void ofFieldsWithTheSameNameTheLastOneCounts() {
        assertEquals("2", key("key", "{\"id\":9,\"payload\":{\"key\":1,\"key\":2}}"));
        assertEquals("2", key("key", "{\"id\":9,\"payload\":{\"key\":1},\"payload\":{\"key\":2}}"));
        assertNull(key("key", "{\"id\":9,\"payload\":{\"key\":1},\"payload\":null}"));
    }

    @Test
    void theMessagesOwnFieldsAreKeys() {
        GemstoneId id = GemstoneId.of(-5L);
        GemstoneId first = GemstoneId.of(-3L);
        Message message = Message.builder(id)
                .sender(new AgentTag("the-id", "the-name"))
                .conversationId(GemstoneId.of(-2L))
                .thread(List.of(first, GemstoneId.of(4)))
                .payload(Map.of("sender", "somebody"))
                .build();
        assertEquals("the-id", OrderingKey.named("sender").of(message));
        assertEquals("18446744073709551614", OrderingKey.named("conversation").of(message));
        assertEquals("18446744073709551613", OrderingKey.named("thread").of(message));
        assertEquals("somebody", new OrderingKey(Source.PAYLOAD, "sender").of(message));
        Message nameless =
                message.toBuilder().sender(new AgentTag(null, "the-name")).build();
        assertEquals("the-name", OrderingKey.named("sender").of(nameless));
    }

    @Test
    void whatIsMissingOrOfAnotherTypeIsNoKey() {
        for (String name : List.of("sender", "conversation", "thread", "key")) {
            assertNull(key(name, "{\"id\":9}"));
            assertNull(key(
                    name, "{\"id\":9,\"sender\":[],\"conversation_id\":{},\"thread\":[[7],8],\"payload\":\"key\"}"));
            assertNull(key(
                    name,
                    "{\"id\":9,\"sender\":{\"id\":null},\"conversation_id\":\"7\",\"thread\":[],\"payload\":{}}"));
        }
    }

    @Test
    void longKeysAreShortenedAndStayApart() {
        String one = "x".repeat(10_000) + "1";
        String two = "x".repeat(10_000) + "2";
        String first = key("key", "{\"id\":9,\"payload\":{\"key\":\"" + one + "\"}}");
        assertEquals(first, key("key", "{\"id\":8,\"payload\":{\"key\":\"" + one + "\"}}"));
        assertNotEquals(first, key("key", "{\"id\":8,\"payload\":{\"key\":\"" + two + "\"}}"));
        assertEquals(118, first.length(), 10);
    }

    @Test
    void aDeepMessageHasAKey() {
        String deep = "[".repeat(490) + "]".repeat(490);
        assertEquals("7", key("key", "{\"id\":9,\"a\":" + deep + ",\"payload\":{\"a\":" + deep + ",\"key\":7}}"));
    }

    @Test
    void keysHaveTheNamesOfTheContract() {
        assertEquals(new OrderingKey(Source.THREAD, null), OrderingKey.named("thread"));
        assertEquals("customer", OrderingKey.named("customer").toString());
        assertEquals("conversation", OrderingKey.named("conversation").toString());
        assertThrows(IllegalArgumentException.class, () -> OrderingKey.named(" "));
        assertThrows(IllegalArgumentException.class, () -> new OrderingKey(Source.SENDER, "x"));
    }
}
