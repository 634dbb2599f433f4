package io.messaging.embedded.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {
    private static List<String> wordsOf(String line) throws ProtocolException {
        return wordsOf(line.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> wordsOf(byte[] line) throws ProtocolException {
        Words words = new Words().split(line, 0, line.length);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < words.count(); i++) {
            texts.add(words.text(i));
        }
        return texts;
    }

    private static Words words(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return new Words().split(bytes, 0, bytes.length);
    }

    private static String encoded(String text) {
        return "JSON:" + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void wordsAreSeparatedByOneOrMoreSpaces() throws ProtocolException {
        assertEquals(List.of("a", "b", "c"), wordsOf(" \t a  b c \r"));
    }

    @Test
    void aLineOfWhiteSpaceHasNoWords() throws ProtocolException {
        assertEquals(List.of(), wordsOf(" \t \r"));
        assertEquals(List.of(), wordsOf(""));
    }

    @Test
    void quotesSwitchAndAreDropped() throws ProtocolException {
        assertEquals(List.of("ab cd"), wordsOf("a\"b c\"d"));
        assertEquals(List.of("x", "two words", "y"), wordsOf("x \"two words\" y"));
        assertEquals(List.of("never closed  here"), wordsOf("\"never closed  here"));
        assertEquals(List.of("back\\slash"), wordsOf("back\"\\\"slash"));
        assertEquals(List.of("a", "", "b"), wordsOf("a \"\" b"));
    }

    @Test
    void everyWordMayBeEncoded() throws ProtocolException {
        assertEquals(List.of("SUBSCRIBE", "a \"b\"\r\n"), wordsOf(encoded("SUBSCRIBE") + " " + encoded("a \"b\"\r\n")));
        assertEquals(List.of("x", ""), wordsOf("x JSON:"));
        assertEquals(List.of("in quotes"), wordsOf("\"" + encoded("in quotes") + "\""));
        assertEquals(List.of("xJSON:e30="), wordsOf("xJSON:e30="));
    }

    @Test
    void refusesBadBase64AndBadUtf8() {
        assertEquals(
                ErrorCode.INVALID,
                assertThrows(ProtocolException.class, () -> wordsOf("JSON:*")).code());
        assertThrows(ProtocolException.class, () -> wordsOf("JSON:" + "/w=="), "0xff is no UTF-8");
        assertThrows(ProtocolException.class, () -> wordsOf(new byte[] {'a', (byte) 0xc3}));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "",
                " ",
                "a b",
                "\"",
                "a\"b",
                "JSON:",
                "JSON:x",
                "{",
                "[1]",
                "tab\there",
                "line\r\nbreak",
                "\u00a0",
                "\u2028",
                "emoji \uD83D\uDE00",
                "\u0000",
                "*",
                ">",
                "a.b",
                "ünïcode",
                "\\",
                "'"
            })
    void whatIsWrittenReadsTheSame(String text) throws ProtocolException {
        LineWriter out = new LineWriter(16).word("CMD").text(text).text(text).end();
        String line = new String(out.toBytes(), StandardCharsets.US_ASCII);
        assertTrue(line.endsWith("\r\n") && line.indexOf('"') < 0, line);
        assertEquals(List.of("CMD", text, text), wordsOf(line));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "7", "007", "999999999999999999", "18446744073709551615", "\"12\"", "JSON:MTI="})
    void readsNumbersInEveryForm(String word) throws ProtocolException {
        Words words = words("X " + word);

        assertEquals(Long.parseUnsignedLong(words.text(1)), words.unsignedNumber(1, "the number"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "+-1", "1.5", "x", "18446744073709551616", "\"\"", "JSON:"})
    void refusesWhatIsNoNumber(String word) {
        assertThrows(ProtocolException.class, () -> words("X " + word).unsignedNumber(1, "the number"));
    }
}
