package io.messaging.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalProbeTest {
    @Test
    void columnsVariableSetsTheWidth() {
        assertEquals(120, TerminalProbe.width(Map.of("COLUMNS", "120"), false));
    }

    @Test
    void widthIsUnlimitedWhereNobodyLooks() {
        assertEquals(Terminal.UNLIMITED, TerminalProbe.width(Map.of(), false));
        assertEquals(Terminal.UNLIMITED, TerminalProbe.width(Map.of("COLUMNS", "wide"), false));
    }

    @Test
    void nothingIsLaidOutNarrowerThanItCanBeRead() {
        assertEquals(40, TerminalProbe.width(Map.of("COLUMNS", "3"), false));
    }
}
