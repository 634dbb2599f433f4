package io.messaging.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class GemstoneIdTest {
    private static final String HIGHEST = "18446744073709551615";

    @ParameterizedTest
    @CsvSource({
        "16633600922756345898, LOWEST,       1790000000130,   7,   42",
        "14327757913538457642, VERY_LOW,     1790000000129,   7,   42",
        "12021914904320569386, LOW,          1790000000128,   7,   42",
        "9716071895102681130,  NORMAL,       1790000000127,   7,   42",
        "7410228885884792874,  ABOVE_NORMAL, 1790000000126,   7,   42",
        "5104385876666904618,  HIGH,         1790000000125,   7,   42",
        "2798542867449016362,  IMPORTANT,    1790000000124,   7,   42",
        "492699858231128106,   URGENT,       1790000000123,   7,   42",
        "5104385880337940479,  HIGH,         1790000001000, 255, 4095"
    })
    void partsOfThePythonSamplesAreReadAndPutTogether(
            String text, Priority priority, long epochMillis, int machine, int sequence) {
        GemstoneId id = GemstoneId.parse(text);

        assertEquals(priority, id.priority());
        assertEquals(epochMillis, id.epochMillis());
        assertEquals(Instant.ofEpochMilli(epochMillis), id.instant());
        assertEquals(machine, id.machine());
        assertEquals(sequence, id.sequence());
        assertEquals(id, GemstoneId.of(priority, epochMillis, machine, sequence));
        assertEquals(text, id.toString());
    }

    @Test
    void theSamplesOwnFieldsAgreeWithTheirIds() {
        for (String line : Samples.all()) {
            Message message = Message.fromJson(line);
            assertEquals(
                    message.field("priority").orElseThrow(),
                    (long) message.id().priority().number(),
                    line);
            assertEquals(
                    0,
                    new BigDecimal(message.id().epochMillis())
                            .compareTo((BigDecimal) message.field("timestamp").orElseThrow()),
                    line);
        }
    }

    @ParameterizedTest
    @EnumSource
    void extremePartsDoNotSpillIntoEachOther(Priority priority) {
        GemstoneId id = GemstoneId.of(priority, GemstoneId.MAX_MILLIS, GemstoneId.MAX_MACHINE, GemstoneId.MAX_SEQUENCE);

        assertEquals(
                List.of(priority, GemstoneId.MAX_MILLIS, 255, 4_095),
                List.of(id.priority(), id.epochMillis(), id.machine(), id.sequence()));
        assertEquals(priority.number(), id.toBigInteger().shiftRight(61).intValueExact());
    }

    @Test
    void machineOfForeignIdsHasTenBits() {
        assertEquals(1_023, GemstoneId.of(0x3FFL << 12).machine());
    }

    @Test
    void orderIsUnsigned() {
        GemstoneId[] ids = {
            GemstoneId.parse(HIGHEST),
            GemstoneId.of(Long.MIN_VALUE),
            GemstoneId.ZERO,
            GemstoneId.of(Long.MAX_VALUE),
            GemstoneId.of(1)
        };

        Arrays.sort(ids);

        assertEquals(
                List.of("0", "1", "9223372036854775807", "9223372036854775808", HIGHEST),
                Arrays.stream(ids).map(GemstoneId::toString).toList());
    }

    @Test
    void chronologicalKeyIgnoresPriorityOnly() {
        GemstoneId urgent = GemstoneId.of(Priority.URGENT, 1_790_000_000_000L, 3, 5);
        GemstoneId lowest = GemstoneId.of(Priority.LOWEST, 1_790_000_000_000L, 3, 5);
        GemstoneId laterUrgent = GemstoneId.of(Priority.URGENT, 1_790_000_000_000L, 3, 6);

        assertEquals(urgent.chronologicalKey(), lowest.chronologicalKey());
        assertTrue(laterUrgent.chronologicalKey() > lowest.chronologicalKey(), "a later sequence is a greater key");
        assertTrue(GemstoneId.parse(HIGHEST).chronologicalKey() > 0, "a key is never negative");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "9223372036854775807", "9223372036854775808", HIGHEST})
    void parseReadsWhatIsPrinted(String text) {
        assertEquals(text, GemstoneId.parse(text).toString());
        assertEquals(new BigInteger(text), GemstoneId.parse(text).toBigInteger());
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "-1", "+5", "18446744073709551616", "1.0", "1e3", "0x1", " 1", "١", "abc"})
    void parseRefusesEverythingElse(String text) {
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> GemstoneId.parse(text));

        assertEquals(
                "'" + text + "' is no message id; ids are whole numbers from 0 to 18446744073709551615",
                refusal.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "1672531199999, 0, 0, 'epochMillis is 1672531199999; it goes from 1672531200000 to 2222287013887'",
        "2222287013888, 0, 0, 'epochMillis is 2222287013888; it goes from 1672531200000 to 2222287013887'",
        "1790000000000, -1, 0, 'machine is -1; it goes from 0 to 255'",
        "1790000000000, 256, 0, 'machine is 256; it goes from 0 to 255'",
        "1790000000000, 0, -1, 'sequence is -1; it goes from 0 to 4095'",
        "1790000000000, 0, 4096, 'sequence is 4096; it goes from 0 to 4095'"
    })
    void partsOutOfRangeAreRefused(long epochMillis, int machine, int sequence, String message) {
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class, () -> GemstoneId.of(Priority.NORMAL, epochMillis, machine, sequence));

        assertEquals(message, refusal.getMessage());
    }

    @ParameterizedTest
    @EnumSource
    void prioritiesAreFoundByTheirNumber(Priority priority) {
        assertEquals(priority, Priority.of(priority.number()));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 8})
    void otherPrioritiesAreRefused(int number) {
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> Priority.of(number));

        assertEquals("priority is " + number + "; it goes from 0 (URGENT) to 7 (LOWEST)", refusal.getMessage());
    }
}
