package io.messaging.embedded.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.messaging.embedded.protocol.LineDecoder.Found;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineDecoderTest {
    private static final String TEXT = "PING\r\nSTORE_MESSAGE a \"b c\" JSON:e30=\n\r\n  x  \r\nnot whole";

    private static List<String> linesOf(LineDecoder decoder, byte[]... pieces) {
        List<String> lines = new ArrayList<>();
        for (byte[] piece : pieces) {
            decoder.append(ByteBuffer.wrap(piece));
            for (Found found = decoder.next(); found != Found.NOTHING; found = decoder.next()) {
                int length = decoder.lineEnd() - decoder.lineStart();
                lines.add(
                        found == Found.TOO_LONG
                                ? "too long"
                                : new String(decoder.buffer(), decoder.lineStart(), length, StandardCharsets.UTF_8)
                                        .strip());
            }
        }
        return lines;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void findsTheSameLinesHoweverTheBytesAreCut() {
        List<String> expected = List.of("PING", "STORE_MESSAGE a \"b c\" JSON:e30=", "", "x");
        for (int cut = 0; cut <= TEXT.length(); cut++) {
            for (int second = cut; second <= TEXT.length(); second++) {
                assertEquals(
                        expected,
                        linesOf(
                                new LineDecoder(1_000),
                                ascii(TEXT.substring(0, cut)),
                                ascii(TEXT.substring(cut, second)),
                                ascii(TEXT.substring(second))),
                        "cut at " + cut + " and " + second);
            }
        }
    }

    @Test
    void dropsAnOverLongLineInItsTurnHoweverTheBytesAreCut() {
        String text = "one\n" + "x".repeat(50) + "\ntwo\n";
        for (int cut = 0; cut <= text.length(); cut++) {
            assertEquals(
                    List.of("one", "too long", "two"),
                    linesOf(new LineDecoder(20), ascii(text.substring(0, cut)), ascii(text.substring(cut))),
                    "cut at " + cut);
        }
    }

    @Test
    void takesALineOfExactlyTheLimit() {
        assertEquals(List.of("12345"), linesOf(new LineDecoder(6), ascii("12345\n")));
        assertEquals(List.of("too long"), linesOf(new LineDecoder(5), ascii("12345\n")));
    }

    @Test
    void keepsNoMemoryOfALargeLine() {
        LineDecoder decoder = new LineDecoder(10_000_000);
        linesOf(decoder, ascii("x".repeat(5_000_000)), ascii("\n"));
        assertEquals(0, decoder.buffer().length, "the buffer of a large line stays allocated");
    }

    @Test
    void holdsNoMoreThanTheLimitOfALineThatNeverEnds() {
        LineDecoder decoder = new LineDecoder(1_000);
        for (int i = 0; i < 1_000; i++) {
            linesOf(decoder, ascii("x".repeat(1_000)));
        }
        assertEquals(List.of("too long", "PING"), linesOf(decoder, ascii("\nPING\n")));
        assertEquals(true, decoder.buffer().length < 10_000, "buffer of " + decoder.buffer().length + " bytes");
    }
}
