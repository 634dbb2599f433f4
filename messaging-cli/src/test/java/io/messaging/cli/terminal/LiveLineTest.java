package io.messaging.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LiveLineTest {
    private static final String START = "\r\u001b[K";

    @Test
    void showsNothingWhereNobodyLooks() {
        CapturedTerminal file = CapturedTerminal.ofFile();
        try (LiveLine line = LiveLine.onErr(file.terminal())) {
            assertFalse(line.isShown());
            line.show("half");
        }
        assertEquals("", file.err());
    }

    @Test
    void keepsToOneLineAndCleansUp() {
        CapturedTerminal screen = CapturedTerminal.ofColumns(40);
        try (LiveLine line = LiveLine.onErr(screen.terminal())) {
            assertTrue(line.isDue(), "the first text is due at once");
            line.show("x".repeat(100));
        }
        assertEquals(START + "x".repeat(36) + "..." + START, screen.err());
    }

    @Test
    void textsFasterThanTheEyeAreLeftOut() {
        CapturedTerminal screen = CapturedTerminal.ofColumns(40);
        try (LiveLine line = LiveLine.onErr(screen.terminal())) {
            for (int i = 0; i < 100_000; i++) {
                line.show("text " + i);
            }
        }
        long shown = screen.err().split("text").length;
        assertTrue(shown < 1_000, () -> shown + " texts were shown");
    }

    @Test
    void nothingIsShownOnceItIsTakenAway() {
        CapturedTerminal screen = CapturedTerminal.ofColumns(40);
        LiveLine line = LiveLine.onErr(screen.terminal());
        line.close();
        line.show("late");
        assertEquals("", screen.err());
    }
}
