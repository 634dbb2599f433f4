package io.messaging.store.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.store.log.LogException;
import io.messaging.store.log.RecordKind;
import io.messaging.store.log.segment.LogRecord;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyTest {
    private static LogRecord log(byte[] body) {
        return new LogRecord(RecordKind.CLIENT, 1, 0, 0, 0, 0, body, 0, body.length);
    }

    @Test
    void numbersComeBackTheSame() {
        Random random = new Random(1);
        for (int i = 0; i < 2_000; i++) {
            long number = random.nextLong() >> random.nextInt(64);
            BodyReader reader =
                    new BodyReader(log(new BodyWriter(1).number(number).toBytes()), 1);
            assertEquals(number, reader.number());
            assertFalse(reader.hasMore());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a", "line\nbreak \"quoted\"", "\u00e4\u20ac\ud83d\ude00", "\ud83d alone", "alone \ude00"})
    void textsComeBackTheSame(String text) {
        byte[] inTheMiddle = new byte[200];
        Arrays.fill(inTheMiddle, (byte) 7);
        byte[] body = new BodyWriter(1).text(null).text(text).number(5).toBytes();
        System.arraycopy(body, 0, inTheMiddle, 100, body.length);
        BodyReader reader =
                new BodyReader(new LogRecord(RecordKind.CLIENT, 1, 0, 0, 0, 0, inTheMiddle, 100, body.length), 1);
        assertNull(reader.text());
        assertEquals(text, reader.text());
        assertEquals(5, reader.number());
        assertFalse(reader.hasMore());
    }

    @Test
    void bodiesOfALaterVersionAreRefused() {
        byte[] body = new BodyWriter(3).number(1).toBytes();
        LogException refused = assertThrows(LogException.class, () -> new BodyReader(log(body), 2));
        assertTrue(refused.getMessage().contains("version 3")
                && refused.getMessage().contains("newer release"));
        assertEquals(1, new BodyReader(log(body), 3).number());
    }

    @Test
    void whatNobodyHasWrittenIsRefused() {
        byte[] body = new BodyWriter(1).text("some text").number(1L << 40).toBytes();
        for (int length = 1; length < body.length; length++) {
            LogRecord cut = log(Arrays.copyOf(body, length));
            assertThrows(
                    LogException.class,
                    () -> {
                        BodyReader reader = new BodyReader(cut, 1);
                        reader.text();
                        reader.number();
                    },
                    () -> "cut to " + List.of(cut.length()));
        }
        byte[] tooLarge = new BodyWriter(1).number(1L << 40).toBytes();
        assertThrows(LogException.class, () -> new BodyReader(log(tooLarge), 1).integer());
    }
}
