package io.messaging.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.administration.DeadLetter;
import io.messaging.administration.Subscriber;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    /** What str.isspace() is true for in Python; Java's two notions of white space together have no more and no less. */
    private static final String PYTHON_WHITE_SPACE = "\t\n\u000b\f\r\u001c\u001d\u001e\u001f \u0085\u00a0\u1680"
            + "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000";

    @ParameterizedTest
    @ValueSource(
            strings = {"a", " a ", "\n.\n", "\u0000", "\u200b", "\ufeff", "\ud83d\ude80", " \ud83d\ude80", "*", "-"})
    void anyOtherTextIsANameAndStaysAsItIs(String name) {
        assertTrue(Names.isName(name));
        assertSame(name, Names.require("topic", name));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "\t\r\n", "\u00a0", "\u2003\u3000", "\u0085", "\ud83d", "a\ude80", "\ude80\ud83d"})
    void noNameIsRefusedWithTheArgumentNamed(String text) {
        assertFalse(Names.isName(text));
        String message = assertThrows(IllegalArgumentException.class, () -> Names.require("clientId", text))
                .getMessage();
        assertTrue(message.startsWith("clientId "), message);
    }

    @Test
    void whatIsBlankInPythonIsBlankHereAndNothingElse() {
        String blank = IntStream.rangeClosed(0, Character.MAX_VALUE)
                .filter(c -> !Character.isSurrogate((char) c))
                .filter(c -> !Names.isName(Character.toString(c)))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        assertEquals(PYTHON_WHITE_SPACE, blank);
    }

    @Test
    void theNamespaceOfATopicIsANameItself() {
        assertEquals(Optional.of("guild"), Names.namespaceOf("guild:a:b"));
        assertEquals(Optional.empty(), Names.namespaceOf("guild"));
        assertEquals(Optional.empty(), Names.namespaceOf(":a"));
        assertEquals(Optional.empty(), Names.namespaceOf(" :a"));
        assertEquals("dead_letter_queue", DeadLetter.topicFor("\u00a0:a"));
        assertTrue(new Subscriber(" :a", null, null, true).isIn("any"));
    }
}
