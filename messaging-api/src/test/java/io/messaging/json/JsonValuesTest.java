package io.messaging.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonValuesTest {
    private static final String NO_FORM =
            ", which JSON has no form for; use maps, lists, text, numbers, booleans and null";

    static Stream<Arguments> normalForms() {
        return Stream.of(
                arguments(null, null),
                arguments("text", "text"),
                arguments(true, true),
                arguments(5L, 5L),
                arguments(5, 5L),
                arguments((short) 5, 5L),
                arguments((byte) 5, 5L),
                arguments(new AtomicInteger(5), 5L),
                arguments(BigInteger.valueOf(5), 5L),
                arguments(BigInteger.ONE.shiftLeft(63), BigInteger.ONE.shiftLeft(63)),
                arguments(0.1, new BigDecimal("0.1")),
                arguments(0.1f, new BigDecimal("0.1")),
                arguments(1e-7, new BigDecimal("1.0E-7")),
                arguments(new BigDecimal("1.10"), new BigDecimal("1.10")),
                arguments('c', "c"),
                arguments(new StringBuilder("sb"), "sb"),
                arguments(TimeUnit.SECONDS, "SECONDS"),
                arguments(new Object[] {1, "a"}, List.of(1L, "a")),
                arguments(Set.of(1), List.of(1L)),
                arguments(Map.of("a", List.of(Map.of("b", 1))), Map.of("a", List.of(Map.of("b", 1L)))));
    }

    @ParameterizedTest
    @MethodSource("normalForms")
    void valuesGetTheirNormalForm(Object value, Object expected) {
        assertEquals(expected, JsonValues.copyOf("v", value));
    }

    @Test
    void theCopyIsDeepAndUnmodifiable() {
        List<Object> inner = new ArrayList<>(Arrays.asList(1, null));
        Map<String, Object> map = new LinkedHashMap<>(Map.of("inner", inner));
        @SuppressWarnings("unchecked")
        Map<String, Object> copy = (Map<String, Object>) JsonValues.copyOf("v", map);

        inner.clear();
        map.clear();

        assertEquals(Map.of("inner", Arrays.asList(1L, null)), copy);
        assertThrows(UnsupportedOperationException.class, copy::clear);
        assertThrows(UnsupportedOperationException.class, () -> ((List<?>) copy.get("inner")).clear());
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                arguments(new Object(), "v is a java.lang.Object" + NO_FORM),
                arguments(
                        Map.of("a", List.of("x", Map.of("b", Optional.empty()))),
                        "v.a[1].b is a java.util.Optional" + NO_FORM),
                arguments(List.of(List.of(new int[0])), "v[0][0] is a [I" + NO_FORM),
                arguments(Map.of("a", Map.of(1, 2)), "v.a has the key 1, which is not text; JSON object keys are text"),
                arguments(Map.of("a", Double.NaN), "v.a is NaN, which JSON has no number for"),
                arguments(new Object[] {Float.NEGATIVE_INFINITY}, "v[0] is -Infinity, which JSON has no number for"),
                arguments(
                        Map.of("n", new BigDecimal(BigInteger.TEN, Integer.MIN_VALUE + 1)),
                        "v.n is a number of more than 1000 digits, or out of range; readers refuse those, so send it "
                                + "as text"),
                arguments(
                        Map.of("a", Map.of("\udc00", 1)),
                        "v.a has a key with an unpaired surrogate, which readers refuse in names; remove or "
                                + "complete it"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void whatJsonHasNoFormForIsRefusedWithThePathToIt(Object value, String message) {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> JsonValues.copyOf("v", value));

        assertEquals(message, refusal.getMessage());
    }

    @Test
    void somethingThatIteratesOverItselfIsNoList() {
        Path path = Path.of("a");

        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> JsonValues.copyOf("v", path));

        assertEquals("v is a " + path.getClass().getName() + NO_FORM, refusal.getMessage());
    }

    @Test
    void aListThatContainsItselfIsRefused() {
        List<Object> cyclic = new ArrayList<>();
        cyclic.add(cyclic);

        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> JsonValues.copyOf("v", cyclic));

        assertEquals(
                "v is nested too deeply (or contains itself): with it, there are more than 500 levels; flatten it",
                refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1,1.0,1e0]", "{\"a\":1,\"b\":2}", "18446744073709551616", "\"x\"", "null", "[]"})
    void whatIsWrittenReadsAsAnEqualTree(String json) {
        Object tree = JsonValues.copyOf("v", JsonText.parse(json));

        assertTrue(JsonValues.equal(tree, JsonText.parse(JsonText.write(tree))));
        assertTrue(JsonValues.equal(tree, JsonText.parse(JsonText.writePretty(tree))));
    }

    @Test
    void equalityLooksAtValuesNotAtForms() {
        assertTrue(JsonValues.equal(JsonText.parse("{\"a\":1,\"b\":[2]}"), JsonText.parse("{\"b\":[2.0],\"a\":1e0}")));
        assertTrue(JsonValues.equal(new BigDecimal("1E+400"), new BigDecimal("10E+399")));
        assertFalse(JsonValues.equal(new BigDecimal("1E+2147483647"), 1L));
        assertFalse(JsonValues.equal(1L, "1"));
        assertFalse(JsonValues.equal(null, 0L));
        assertFalse(JsonValues.equal(Map.of("a", 1L), JsonText.parse("{\"b\":null}")));
        assertFalse(JsonValues.equal(List.of(1L), List.of(1L, 2L)));
        assertFalse(JsonValues.equal(List.of(), Map.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "1", "{} {}", "{", ""})
    void whatIsNoObjectIsRefused(String json) {
        assertThrows(InvalidJsonException.class, () -> JsonText.parseObject(json.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}", "1", "[] []", "[", ""})
    void whatIsNoArrayIsRefused(String json) {
        assertThrows(InvalidJsonException.class, () -> JsonText.parseArray(json));
    }

    @Test
    void treesAreMapsCollectionsTextNumbersBooleansAndNull() {
        Map<String, Object> object = new HashMap<>();
        object.put("none", null);
        object.put("list", List.of(1, 2L, 0.5, BigDecimal.ONE, BigInteger.TEN, true, "text", Set.of("x")));

        assertTrue(JsonValues.isTree(object));
        assertFalse(JsonValues.isTree(Map.of("a", Map.of(1, "key that is no text"))));
        assertFalse(JsonValues.isTree(Map.of("a", List.of(Instant.EPOCH))));
        assertFalse(JsonValues.isTree(Map.of("a", new AtomicInteger(1))), "a number that others may change");
        object.put("itself", object);
        assertFalse(JsonValues.isTree(object));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ascii", "naïve", "日本語", "🚀", "a🚀b"})
    void textThatUtf8CanCarryIsEncodable(String text) {
        byte[] utf8 = ("<" + text + ">").getBytes(StandardCharsets.UTF_8);

        assertTrue(Utf8.isEncodable(text));
        assertTrue(Utf8.isValid(utf8, 0, utf8.length));
        assertTrue(Utf8.isValid(utf8, 1, utf8.length - 2), "a part of an array");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud83d", "\ude80", "\ude80\ud83d", "a\ud83d", "\ud83db", "🚀\ud83d"})
    void halfSurrogatePairsAreNotEncodable(String text) {
        assertFalse(Utf8.isEncodable(text));
    }
}
