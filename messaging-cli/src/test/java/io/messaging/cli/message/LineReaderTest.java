package io.messaging.cli.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineReaderTest {
    @Test
    void splitsAtLineBreaksOfBothKinds() throws IOException {
        assertEquals(List.of("1:a", "2:b", "3:", "4:c"), read("a\nb\r\n\nc\n", 100));
    }

    @Test
    void lastLineNeedsNoLineBreak() throws IOException {
        assertEquals(List.of("1:a", "2:b"), read("a\nb", 100));
    }

    @Test
    void emptyInputHasNoLine() throws IOException {
        assertEquals(List.of(), read("", 100));
    }

    @Test
    void blankLinesAreRecognised() throws IOException {
        LineReader reader = reader(" \t\r\n{}\n", 100);
        assertTrue(reader.next().isBlank());
        assertEquals(false, reader.next().isBlank());
    }

    @Test
    void byteOrderMarkAtTheStartIsNoPartOfTheLine() throws IOException {
        assertEquals(List.of("1:{}", "2:\ufeff{}"), read("\ufeff{}\n\ufeff{}\n", 100));
    }

    @Test
    void tooLongLineIsSkippedAndTheNextOnesCome() throws IOException {
        assertEquals(List.of("1:ok", "2:too long", "3:ok", "4:too long"), read("ok\nlonger\nok\n12345", 4));
    }

    @Test
    void lineLongerThanTheBufferComesWhole() throws IOException {
        String longLine = "x".repeat(200_000);
        assertEquals(List.of("1:" + longLine, "2:y"), read(longLine + "\ny\n", 200_000));
    }

    @Test
    void inputThatComesInSmallPiecesIsTheSame() throws IOException {
        InputStream trickle = new ByteArrayInputStream("a🚀\r\n\nb".getBytes(StandardCharsets.UTF_8)) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(1, length));
            }
        };
        assertEquals(List.of("1:a🚀", "2:", "3:b"), all(new LineReader(trickle, 100)));
    }

    @Test
    void bytesReadCountsEverything() throws IOException {
        LineReader reader = reader("a\r\nbc\nd", 100);
        while (reader.next() != null) {
            assertTrue(reader.bytesRead() <= 7);
        }
        assertEquals(7, reader.bytesRead());
        assertNull(reader.next(), "stays at the end");
    }

    private static List<String> read(String text, long maxLineBytes) throws IOException {
        return all(reader(text, maxLineBytes));
    }

    private static LineReader reader(String text, long maxLineBytes) {
        return new LineReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), maxLineBytes);
    }

    private static List<String> all(LineReader reader) throws IOException {
        List<String> lines = new ArrayList<>();
        for (LineReader.Line line = reader.next(); line != null; line = reader.next()) {
            String text = line.isTooLong() ? "too long" : new String(line.bytes(), StandardCharsets.UTF_8);
            lines.add(line.number() + ":" + text);
        }
        return lines;
    }
}
