package io.messaging.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void columnsAreAsWideAsTheirWidestCell() {
        Table table = new Table().column("NAME").numbers("COUNT");
        table.row("a", 1).row("longer", 12345678);
        assertEquals(
                List.of(
                        "NAME       COUNT", //
                        "a              1",
                        "longer  12345678"),
                table.lines(80, Style.PLAIN));
    }

    @Test
    void cuttingColumnGivesWayWhereTheTerminalIsNarrow() {
        Table table = new Table().column("ID").cutting("TEXT");
        table.row("1", "a text that is too long for the line");
        assertEquals(List.of("ID  TEXT", "1   a text that i..."), table.lines(20, Style.PLAIN));
    }

    @Test
    void wrappingColumnGoesOnInTheNextLine() {
        Table table = new Table().column("ID").wrapping("TEXT").column("END");
        table.row("1", "a text that is too long", "x");
        assertEquals(
                List.of("ID  TEXT           END", "1   a text that    x", "    is too long"),
                table.lines(22, Style.PLAIN));
    }

    @Test
    void textBelowARowHasTheWholeWidthAndChangesNoColumn() {
        Table table = new Table().column("ID").cutting("TEXT");
        table.row("1", "a").below("a text that is longer than\n the line");
        table.row("2", "b");
        assertEquals(
                List.of("ID  TEXT", "1   a", "    a text that is", "    longer than\\n", "    the line", "2   b"),
                table.lines(20, Style.PLAIN));
    }

    @Test
    void widestFlexibleColumnShrinksFirst() {
        Table table = new Table().cutting("A").cutting("B");
        table.row("a".repeat(10), "b".repeat(40));
        assertEquals(
                "a".repeat(10) + "  " + "b".repeat(15) + "...",
                table.lines(30, Style.PLAIN).get(1));
    }

    @Test
    void everyLineFitsOrdinaryTerminals() {
        Table table = new Table().numbers("ID").column("TIME").cutting("SENDER").cutting("PAYLOAD");
        table.row("18446744073709551615", "2026-09-21 14:13:20", "日本語".repeat(20), "x".repeat(500));
        for (int width : new int[] {60, 80, 120}) {
            for (String line : table.lines(width, Style.PLAIN)) {
                assertTrue(DisplayText.width(line) <= width, () -> "wider than " + width + ": " + line);
            }
        }
    }

    @Test
    void cellsCannotActOnTheTerminal() {
        Table table = new Table().column("X").row("\u001b[2J");
        assertEquals("\\u001b[2J", table.lines(80, Style.PLAIN).get(1));
    }

    @Test
    void missingValueIsAnEmptyCell() {
        Table table = new Table().column("A").column("B").row(null, "b");
        assertEquals("   b", table.lines(80, Style.PLAIN).get(1));
    }

    @Test
    void rowOfAnotherLengthIsRefused() {
        Table table = new Table().column("A").column("B");
        Exception refused = assertThrows(IllegalArgumentException.class, () -> table.row("a"));
        assertEquals("the row has 1 cells, the table 2 columns", refused.getMessage());
    }
}
