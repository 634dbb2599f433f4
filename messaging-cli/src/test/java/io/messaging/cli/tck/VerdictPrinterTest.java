package io.messaging.cli.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.cli.terminal.CapturedTerminal;
import io.messaging.tck.report.SkipReason.Kind;
import io.messaging.tck.report.TckReport;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerdictPrinterTest {
    private static final TckReport REPORT = Reports.of(
            "Sample",
            List.of("SUBSCRIPTION"),
            Reports.rule("RD-01", Reports.passed()),
            Reports.rule("RD-13", Reports.failed()),
            Reports.rule("SUB-12", Reports.skipped(Kind.CAPABILITY, "ASYNC_DELIVERY")),
            Reports.rule("LIFE-05", Reports.skipped(Kind.HOOK, "cutConnections()")));

    private static String printed(TckReport report, int columns) {
        CapturedTerminal terminal = CapturedTerminal.ofColumns(columns);
        new VerdictPrinter(terminal.terminal(), report).print();
        return terminal.out();
    }

    @Test
    void everyRuleHasALineWithItsOutcomeAndWhatToSayOfIt() {
        List<String> lines = printed(REPORT, 120).lines().toList();
        assertTrue(lines.get(0).matches("RULE +OUTCOME +TIME"), lines.get(0));
        assertTrue(lines.get(1).matches("RD-01 +passed +42\\.0 ms  What RD-01 demands, .*\\.\\.\\."), lines.get(1));
        assertTrue(lines.get(2).matches("RD-13 +FAILED +3\\.0 s  the topic holds .*"), lines.get(2));
        assertTrue(lines.get(3).matches("SUB-12 +skipped +0.*  lacks ASYNC_DELIVERY"), lines.get(3));
        assertTrue(lines.get(4).matches("LIFE-05 +not checked +0.*  lacks cutConnections\\(\\)"), lines.get(4));
    }

    @Test
    void aFailureUnfolds() {
        String out = printed(REPORT, 120);
        assertTrue(out.contains("\n  in: every path of reading agrees\n"), out);
        assertTrue(out.contains("\n  expected: the topic holds what was stored in it\n"), out);
        assertTrue(out.contains("\n  seen: something else: "), out);
        assertTrue(out.contains("\n  missing (300): 18446744073709550616, "), out);
        assertTrue(out.contains("\n  extra (1): 7\n"), out);
        assertFalse(out.contains("repeated"), out);
        assertTrue(out.contains("\n  check first: whether an expired message is left out"), out);
    }

    @Test
    void theVerdictComesLastWithItsReasonsAndTheSeed() {
        String out = printed(REPORT, 120);
        String end = out.substring(out.indexOf("Sample did not pass."));
        assertEquals("""
                Sample did not pass.
                  - 1 MUST rule broken: RD-13
                  - 1 MUST rule not checked: LIFE-05
                4 rules: 1 passed, 1 failed, 1 not checked, 1 skipped.
                It took 31.0 s; seed 4711, again with --seed 4711.
                """, end);
    }

    @Test
    void aBackendThatPassedHasNoMoreThanTheTableAndTheVerdict() {
        String out = printed(Reports.of("Sample", List.of(), Reports.rule("RD-01", Reports.passed())), 120);
        assertEquals(6, out.lines().count(), out);
        assertTrue(out.contains("\nSample passed.\n1 rule: 1 passed.\n"), out);
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 120, 200})
    void nothingIsWiderThanTheTerminal(int columns) {
        printed(REPORT, columns)
                .lines()
                .forEach(line -> assertTrue(line.length() <= columns, () -> "wider than " + columns + ": " + line));
    }

    @Test
    void whatABackendSaysCannotMoveTheCursor() {
        assertFalse(printed(REPORT, 80).contains("\u001b"), "an escape sequence out of a topic's name");
    }
}
