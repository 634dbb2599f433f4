package io.messaging.tck.sample;

import io.messaging.message.AgentTag;
import io.messaging.message.ForwardHeader;
import io.messaging.message.GemstoneId;
import io.messaging.message.GuildStackEntry;
import io.messaging.message.Message;
import io.messaging.message.Priority;
import io.messaging.message.ProcessEntry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Messages that are hard to carry unchanged. */
public final class SampleMessages {
    private static final String PYTHON_MESSAGES = "python-messages.jsonl";
    private static final int DEEP = 100;

    private SampleMessages() {}

    /** What the Python framework writes: one per priority, and one with every field set. */
    public static List<Message> fromPython() {
        try (InputStream file = SampleMessages.class.getResourceAsStream(PYTHON_MESSAGES);
                BufferedReader lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            return lines.lines().map(Message::fromJson).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the resource " + PYTHON_MESSAGES, e);
        }
    }

    /** Messages with all fields, with none but the necessary, and with fields that nobody knows. */
    public static List<Message> generated(TestMessages messages) {
        List<Message> all = new ArrayList<>();
        for (Priority priority : Priority.values()) {
            all.add(complete(messages.nextId(priority)));
        }
        all.add(messages.next());
        all.add(Message.fromJson("{\"id\": " + messages.nextId(Priority.LOW) + "}"));
        all.add(Message.fromJson("{ \"zzz\" : [1.50, null, {}], \"id\" : " + messages.nextId(Priority.HIGH)
                + ", \"\": \"no name\", \"payload\" : {\"a\":{\"b\":[]}}, \"priority\":1, \"ttl\":null}"));
        return all;
    }

    private static Message complete(GemstoneId id) {
        AgentTag agent = new AgentTag("id-ü", "Näme \"quoted\"");
        return Message.builder(id)
                .sender(agent)
                .topics(List.of("one", "two words", "x:y"))
                .recipients(List.of(agent, new AgentTag("only-id", null)))
                .payload(Map.of("n", 1, "list", List.of(1, "2", 3.5), "nested", Map.of("deep", Map.of("er", true))))
                .format("some.module.Class")
                .inResponseTo(GemstoneId.of(-2))
                .thread(List.of(GemstoneId.of(1), GemstoneId.of(-1), id))
                .conversationId(GemstoneId.of(Long.MIN_VALUE))
                .forwardHeader(new ForwardHeader(GemstoneId.of(5), agent))
                .routingSlip(Map.of("steps", List.of(Map.of("agent", Map.of("id", "x"), "route_times", -1))))
                .messageHistory(List.of(
                        new ProcessEntry(agent, GemstoneId.of(1), id, "p", "from", List.of("to"), List.of("why"))))
                .ttlSeconds(3_600)
                .errorMessage(true)
                .traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
                .sessionState(Map.of("k", Map.of("v", 1)))
                .topicPublishedTo("one")
                .enrichWithHistory(3)
                .processStatus("running")
                .originGuildStack(List.of(new GuildStackEntry("guild", "saga")))
                .field("field_of_the_future", List.of(Map.of("x", 1)))
                .build();
    }

    /** Payload values that careless encoders break, by a name for each. */
    public static Map<String, Object> hostileValues() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("NUL", "a\u0000b");
        values.put("a number as a text", "007");
        values.put(
                "texts that look like something else", List.of("1", "1e5", "true", "null", "2023-01-01", "{}", "1.0"));
        values.put("line separators", "\u2028 \u2029 \r\n \n \r \u0085");
        values.put("controls", "\u0001\u001b\u007f\t\b\f");
        values.put("emoji", "🚀 👩‍👩‍👧‍👦 é e\u0301 日本語 \ufeff \u202e");
        values.put("quotes", "\"'\\\\\" \\u0041 </script> %s %n ${x} {}");
        values.put("looks like the protocol", "JSON:aGVsbG8= OK ERROR x\r\nMESSAGE t {}");
        values.put("nested 100 deep", nested(DEEP));
        values.put("2^53+1", 9_007_199_254_740_993L);
        values.put("greatest and least long", List.of(Long.MAX_VALUE, Long.MIN_VALUE));
        values.put("2^64-1", new BigInteger("18446744073709551615"));
        values.put("30 digits", new BigInteger("123456789012345678901234567890"));
        values.put("30 digits below zero", new BigInteger("-987654321098765432109876543210"));
        values.put("1e-7", new BigDecimal("1e-7"));
        values.put(
                "exact decimals", List.of(new BigDecimal("0.1"), new BigDecimal("3.141592653589793238462643383279")));
        values.put("beyond a double", new BigDecimal("1e400"));
        values.put("odd keys", Map.of("", 1, " ", 2, "a.b", 3, "$ref", 4, "id", 5, "NUL\u0000", 6, "\"", 7));
        values.put("empty things", Arrays.asList(Map.of(), List.of(), "", null, false, 0));
        values.put("long text", "äbc\"\n".repeat(2_000));
        return values;
    }

    private static Object nested(int depth) {
        Object value = "bottom";
        for (int i = 0; i < depth; i++) {
            value = i % 2 == 0 ? List.of(value) : Map.of("k", value);
        }
        return value;
    }
}
