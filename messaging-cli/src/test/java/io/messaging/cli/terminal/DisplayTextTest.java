package io.messaging.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class DisplayTextTest {
    @Test
    void widthCountsColumnsNotCharacters() {
        assertEquals(5, DisplayText.width("hello"));
        assertEquals(6, DisplayText.width("日本語"), "three wide characters");
        assertEquals(2, DisplayText.width("🚀"), "one emoji of two chars");
        assertEquals(1, DisplayText.width("e\u0301"), "a letter and its combining accent");
    }

    @Test
    void whatWouldActOnTheTerminalIsShownAsEscape() {
        assertEquals("a\\u001b[31mb", DisplayText.printable("a\u001b[31mb"));
        assertEquals("one\\ntwo\\tthree", DisplayText.printable("one\ntwo\tthree"));
        assertEquals("\\u202eabc", DisplayText.printable("\u202eabc"), "turns the text around");
        assertEquals("\\ud83d", DisplayText.printable("\ud83d"), "an unpaired surrogate");
    }

    @Test
    void ordinaryTextIsLeftAlone() {
        assertEquals("naïve — 日本語 🚀 \"'\\", DisplayText.printable("naïve — 日本語 🚀 \"'\\"));
    }

    @Test
    void cutShowsThatItCut() {
        assertEquals("hello", DisplayText.cut("hello", 5));
        assertEquals("he...", DisplayText.cut("hello!", 5));
        assertEquals("he", DisplayText.cut("hello", 2), "no room for the mark");
    }

    @Test
    void cutNeverSplitsAWideCharacter() {
        assertEquals("日...", DisplayText.cut("日本語日本語", 6));
        assertEquals(5, DisplayText.width(DisplayText.cut("日本語日本語", 6)));
    }

    @Test
    void wrapBreaksAtSpacesAndCutsWhatHasNone() {
        assertEquals(List.of("one two", "three"), DisplayText.wrap("one two three", 8));
        assertEquals(List.of("abcd", "efgh", "i"), DisplayText.wrap("abcdefghi", 4));
    }

    @Test
    void wrapEndsWhenNotEvenOneCharacterFits() {
        assertEquals(List.of("日", "本"), DisplayText.wrap("日本", 1));
    }
}
