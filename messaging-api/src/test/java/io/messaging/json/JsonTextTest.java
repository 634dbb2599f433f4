package io.messaging.json;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class JsonTextTest {
    private static final JsonMapper MAPPER = new JsonMapper();

    private static Map<String, Object> everything() {
        Map<String, Object> inner = new LinkedHashMap<>();
        inner.put("none", null);
        inner.put("empty object", Map.of());
        inner.put("empty array", List.of());
        inner.put("yes", true);
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put(
                "integers",
                List.of(
                        0L,
                        -1L,
                        Long.MIN_VALUE,
                        7,
                        BigInteger.ONE.shiftLeft(64),
                        new BigInteger("-" + "9".repeat(30))));
        tree.put("decimals", List.of(new BigDecimal("1E-7"), new BigDecimal("0.10"), new BigDecimal("1E+400")));
        tree.put(
                "texts",
                List.of("", "\"\\/\b\f\n\r\t\u0000\u001f\u007f\u0080", "ü€日🚀\uffff", "x".repeat(3_000) + "🚀"));
        tree.put("ключ \"k\"\n", Arrays.asList(inner, null, List.of(List.of(1), inner)));
        return tree;
    }

    @Test
    void aTreeIsWrittenAsDataBindingWritesIt() {
        assertEquals(MAPPER.writeValueAsString(everything()), JsonText.write(everything()));
        assertArrayEquals(MAPPER.writeValueAsBytes(everything()), JsonText.writeBytes(everything()));
        assertEquals(
                MAPPER.writerWithDefaultPrettyPrinter()
                        .writeValueAsString(everything())
                        .replace("\r\n", "\n"),
                JsonText.writePretty(everything()));
    }

    @Test
    void everyTextIsReadBackAsItWas() {
        Random random = new Random(1);
        for (int i = 0; i < 2_000; i++) {
            // Every other character is an unpaired surrogate, so that halves stand beside each other and at chunks'
            // ends.
            String text = "y".repeat(random.nextInt(2) * 1_020)
                    + random.ints(random.nextInt(12), 0, 0x10000)
                            .map(c -> (c & 1) == 0 ? 0xd800 | c & 0x7ff : c)
                            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
            String written = JsonText.write(List.of(text));
            byte[] bytes = JsonText.writeBytes(List.of(text));

            assertTrue(Utf8.isEncodable(written), written);
            assertEquals(written, new String(bytes, StandardCharsets.UTF_8));
            assertEquals(List.of(text), JsonText.parse(written));
        }
    }

    @Test
    void halfASurrogatePairIsWrittenAsAnEscapeAndNothingElseIs() {
        assertEquals("\"\\uD800 alone 🚀ü\\uDC00\"", JsonText.write("\ud800 alone 🚀ü\udc00"));
        assertEquals("[ \"\\uD800\" ]", JsonText.writePretty(List.of("\ud800")));
    }

    @Test
    void numbersOfEverySizeSurvive() {
        assertEquals(
                List.of(
                        1L,
                        -1L,
                        Long.MAX_VALUE,
                        new BigInteger("18446744073709551615"),
                        new BigInteger("1".repeat(30)),
                        new BigDecimal("1E-7"),
                        new BigDecimal("1.10"),
                        new BigDecimal("0." + "3".repeat(998))),
                JsonText.parse("[1,-1,9223372036854775807,18446744073709551615," + "1".repeat(30) + ",1e-7,1.10,0."
                        + "3".repeat(998) + "]"));
    }

    @Test
    void ofFieldsWithTheSameNameTheLastOneCounts() {
        assertEquals(Map.of("a", 2L), JsonText.parse("{\"a\":1,\"a\":2}"));
    }

    @Test
    void aPairOfEscapesInANameIsACharacter() {
        assertEquals(Map.of("🚀", 1L), JsonText.parse("{\"\\ud83d\\ude80\":1}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "NaN | NaN is no JSON number; write null or a text instead, at line 1, column 4",
                "[-Infinity] | -Infinity is no JSON number; write null or a text instead, at line 1, column 11",
                "{\"a\": | it ends before the value is complete",
                "1 2 | the value is followed by more JSON, at line 1, column 3",
                "[1e99999999999] | the number 1e99999999999 is out of range, at line 1, column 2",
                "`` | it is empty",
                "`\ufeff{}` | there is a byte order mark; save the text without one, at line 1, column 1"
            })
    void aRefusalSaysWhatIsWrongAndWhere(String json, String reason) {
        assertEquals(reason, refusal(json).getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"NaN", "+1", "/**/1", "[1}", "0x1F", "\u001e1", "Infinity", "'a'", "01", ".5", "[1", "-", "1e"})
    void aRefusalDoesNotSpeakOfSettingsThatNobodyCanChange(String json) {
        String reason = refusal(json).getMessage();

        assertFalse(reason.matches("(?s).*(Feature|enabl|Source|REDACTED|`).*"), reason);
    }

    @Test
    void whatIsTooLargeIsRefusedWithTheLimit() {
        assertTrue(refusal("1".repeat(1_001)).getMessage().endsWith("exceeds the maximum allowed (1000)"));
        assertTrue(refusal("[".repeat(502)).getMessage().endsWith("exceeds the maximum allowed (501)"));
        assertTrue(refusal("{\"" + "ü".repeat(40_000) + "\":1}").getMessage().contains("more than 65536 bytes"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud800", "\\udc00", "a\\ud800b", "\\ude80\\ud83d", "\\ud800\\ud83d\\ude80"})
    void halfASurrogatePairInANameIsRefused(String name) {
        refusal("{\"" + name + "\":1}");
        refusal("[[{\"x\":{\"" + name + "\":1}}]]");
    }

    private static InvalidJsonException refusal(String json) {
        return assertThrows(InvalidJsonException.class, () -> JsonText.parse(json));
    }

    @Test
    void whatJsonHasNoFormForIsRefused() {
        Map<String, Object> tree = new HashMap<>(Map.of("a", Double.NaN));

        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> JsonText.writeBytes(tree));

        assertEquals("the value is NaN, which JSON has no number for", refusal.getMessage());
    }

    /** A program's number, whose methods may do anything, later and on any thread. */
    private static final class Money extends BigDecimal {
        private static final long serialVersionUID = 1L;

        Money(String amount) {
            super(amount);
        }

        @Override
        public String toString() {
            return "EUR " + super.toString();
        }
    }

    @Test
    void numbersOfAProgramsOwnClassesAreCopied() {
        Object copy = JsonValues.copyOf("the price", new Money("12.50"));
        assertEquals(BigDecimal.class, copy.getClass());
        assertEquals(new BigDecimal("12.50"), copy);
        assertEquals("12.50", JsonText.write(new Money("12.50")));
        assertEquals(7L, JsonValues.copyOf("the count", new BigInteger("7") {
            private static final long serialVersionUID = 1L;
        }));
    }
}
