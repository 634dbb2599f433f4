package io.messaging.spi.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.json.Utf8;
import org.junit.jupiter.api.Test;

class FailureTextTest {
    @Test
    void saysTheClassAndTheMessage() {
        FailureText text = FailureText.of(new IllegalStateException("no \uD83D\uDE00 today"));
        assertEquals(new FailureText("java.lang.IllegalStateException", "no \uD83D\uDE00 today"), text);
    }

    @Test
    void saysTheClassTwiceWhereThereIsNoMessage() {
        assertEquals("java.lang.Error", FailureText.of(new Error()).message());
    }

    @Test
    void replacesWhatHasNoUtf8() {
        assertEquals("half ?", FailureText.of(new Error("half \uD83D")).message());
        assertEquals("? half", FailureText.of(new Error("\uDE00 half")).message());
        assertEquals(
                "?\uD83D\uDE00?",
                FailureText.of(new Error("\uD83D\uD83D\uDE00\uDE00")).message());
    }

    @Test
    void cutsWhatIsTooLongEvenInsideAPair() {
        String text = FailureText.of(new Error("x" + "\uD83D\uDE00".repeat(1_000_000)))
                .message();
        assertEquals(FailureText.MAX_LENGTH, text.length());
        assertTrue(Utf8.isEncodable(text) && text.endsWith("..."), text);
    }

    @Test
    void survivesAnExceptionThatFailsItself() {
        FailureText text = FailureText.of(new Error() {
            @Override
            public String getMessage() {
                throw new IllegalStateException("really");
            }
        });
        assertTrue(text.message().contains("IllegalStateException"), text.message());
    }

    @Test
    void neverFailsAndStaysWithinItsBounds() {
        for (Throwable failure : OddFailures.all()) {
            FailureText text = FailureText.of(failure);
            assertEquals(failure.getClass().getName(), text.type());
            assertTrue(
                    text.message().length() <= FailureText.MAX_LENGTH && Utf8.isEncodable(text.message()),
                    text::message);
        }
    }
}
