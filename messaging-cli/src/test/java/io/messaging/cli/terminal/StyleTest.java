package io.messaging.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class StyleTest {
    @Test
    void coloursAreForTerminalsOnly() {
        assertEquals(Style.COLOURED, Style.choose(Map.of("TERM", "xterm"), true));
        assertEquals(Style.PLAIN, Style.choose(Map.of("TERM", "xterm"), false));
    }

    @Test
    void environmentTurnsColoursOff() {
        assertEquals(Style.PLAIN, Style.choose(Map.of("NO_COLOR", "1"), true));
        assertEquals(Style.PLAIN, Style.choose(Map.of("NO_COLOR", "1", "FORCE_COLOR", "1"), true), "no wins");
        assertEquals(Style.PLAIN, Style.choose(Map.of("TERM", "dumb"), true));
        assertEquals(Style.PLAIN, Style.choose(Map.of("CLICOLOR", "0"), true));
    }

    @Test
    void emptyVariableSaysNothing() {
        assertEquals(Style.COLOURED, Style.choose(Map.of("NO_COLOR", ""), true));
        assertEquals(Style.PLAIN, Style.choose(Map.of("FORCE_COLOR", "", "CLICOLOR_FORCE", "0"), false));
    }

    @Test
    void environmentForcesColours() {
        assertEquals(Style.COLOURED, Style.choose(Map.of("CLICOLOR_FORCE", "1"), false));
    }

    @Test
    void plainStyleAddsNothing() {
        assertEquals("x", Style.PLAIN.red("x"));
        assertEquals("\u001b[31mx\u001b[39m\u001b[0m", Style.COLOURED.red("x"));
    }
}
