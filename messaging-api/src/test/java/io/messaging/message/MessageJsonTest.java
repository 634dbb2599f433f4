package io.messaging.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A message as JSON text: read, written and rebuilt. */
class MessageJsonTest {
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

        assertEquals(Samples.parsed(json), Samples.parsed(rebuilt.toJson()));
        assertEquals(Message.fromJson(json), rebuilt);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aSampleIsTheSameMessageFromItsFields(String json) {
        Message message = Message.fromJson(json);

        assertEquals(message, Message.fromFields(message.fieldsByName()));
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
        assertEquals(
                Samples.parsed(json).get("payload"),
                Samples.parsed(again.toJson()).get("payload"));
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
    void toStringIsTheJsonAndNeverLong() {
        assertEquals("{\"id\":1}", Message.fromJson("{\"id\":1}").toString());
        String shown = Message.fromJson("{\"id\":1,\"x\":\"" + "y".repeat(1_000_000) + "\"}")
                .toString();
        assertEquals(500 + "... (1000015 bytes)".length(), shown.length());
        assertTrue(shown.endsWith("... (1000015 bytes)"), shown);
    }

    private static void assertRefused(String expected, String json) {
        InvalidMessageException refusal =
                assertThrows(InvalidMessageException.class, () -> Message.fromJson(json), () -> "accepted");
        assertEquals(expected, refusal.getMessage());
    }
}
