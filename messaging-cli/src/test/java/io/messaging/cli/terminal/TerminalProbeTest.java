package io.messaging.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalProbeTest {
    @Test
    void columnsVariableSetsTheWidth() {
        assertEquals(120, TerminalProbe.size(Map.of("COLUMNS", "120"), false).columns());
    }

    @Test
    void widthIsUnlimitedWhereNobodyLooks() {
        assertEquals(Terminal.UNLIMITED, TerminalProbe.size(Map.of(), false).columns());
        assertEquals(
                Terminal.UNLIMITED,
                TerminalProbe.size(Map.of("COLUMNS", "wide"), false).columns());
    }

    @Test
    void nothingIsLaidOutNarrowerThanItCanBeRead() {
        assertEquals(40, TerminalProbe.size(Map.of("COLUMNS", "3"), false).columns());
    }

    @Test
    void heightMattersOnATerminalOnly() {
        Map<String, String> variables = Map.of("COLUMNS", "120", "LINES", "30");
        assertEquals(new TerminalProbe.Size(120, 30), TerminalProbe.size(variables, true));
        assertEquals(new TerminalProbe.Size(120, Terminal.UNLIMITED), TerminalProbe.size(variables, false));
    }
}
