package io.messaging.cli.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.MessagingConfigurationException;
import io.messaging.cli.terminal.CapturedTerminal;
import io.messaging.tck.report.JsonReport;
import io.messaging.tck.report.RuleResult;
import io.messaging.tck.report.SkipReason.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComparisonTest {
    @TempDir
    private Path folder;

    private ComparedReport report(String label, List<String> capabilities, RuleResult... rules) throws IOException {
        Path file = folder.resolve(label.replaceAll("\\W", "_") + ".json");
        return ReportReader.read(Files.writeString(file, JsonReport.write(Reports.of(label, capabilities, rules))));
    }

    private ComparedReport good() throws IOException {
        return report(
                "Good",
                List.of("SUBSCRIPTION", "SHARED"),
                Reports.rule("RD-01", Reports.passed()),
                Reports.rule("RD-13", Reports.passed()),
                Reports.rule("SUB-12", Reports.skipped(Kind.CAPABILITY, "ASYNC_DELIVERY")));
    }

    private ComparedReport bad() throws IOException {
        return report(
                "Bad " + Reports.HOSTILE,
                List.of("SUBSCRIPTION"),
                Reports.rule("RD-01", Reports.passed()),
                Reports.rule("RD-13", Reports.failed()),
                Reports.rule("LIFE-05", Reports.skipped(Kind.HOOK, "cutConnections()")));
    }

    private static String printed(int columns, List<ComparedReport> reports) {
        CapturedTerminal terminal = CapturedTerminal.ofColumns(columns);
        new Comparison(reports).print(terminal.terminal());
        return terminal.out();
    }

    @Test
    void aReportIsReadAsItWasWritten() throws IOException {
        ComparedReport bad = bad();
        assertEquals("Bad " + Reports.HOSTILE, bad.label());
        assertFalse(bad.passed());
        assertEquals(List.of("SUBSCRIPTION"), List.copyOf(bad.capabilities()));
        assertEquals(
                List.of("RD-01", "RD-13", "LIFE-05"), List.copyOf(bad.outcomes().keySet()));
        assertEquals("FAILED", bad.outcomes().get("RD-13"));
    }

    @Test
    void backendsStandSideBySide() throws IOException {
        String out = printed(120, List.of(good(), bad()));
        assertTrue(out.contains("\nA  Good "), out);
        assertTrue(out.contains("  passed      2 of 2  "), out);
        assertTrue(out.contains("  NOT PASSED  1 of 3  "), out);
        assertTrue(out.contains("\nSUBSCRIPTION          yes  yes\n"), out);
        assertTrue(out.contains("\nSHARED                yes  -\n"), out);
        assertTrue(out.contains("\nRD-01    pass  pass  What RD-01 demands, "), out);
        assertTrue(out.contains("\nRD-13    pass  FAIL  What RD-13 demands, "), out);
        assertTrue(out.contains("\nSUB-12   skip  .     What SUB-12 demands, "), out);
        assertTrue(out.contains("\nLIFE-05  .     ?     What LIFE-05 demands, "), out);
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 120})
    void itFitsTheTerminal(int columns) throws IOException {
        List<ComparedReport> reports = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            reports.add(i % 2 == 0 ? good() : bad());
            printed(columns, reports)
                    .lines()
                    .forEach(line -> assertTrue(line.length() <= columns, () -> "wider than " + columns + ": " + line));
        }
    }

    @Test
    void anotherFileIsRefused() throws IOException {
        refused("is not a report of the kit", "{\"a\":1}");
        refused("is not valid JSON", "<xml/>");
        refused("is a report of version 2", "{\"format\":\"messaging-tck-report\",\"version\":2}");
        refused("is incomplete", "{\"format\":\"messaging-tck-report\",\"version\":1}");
    }

    private void refused(String part, String text) throws IOException {
        Path file = Files.writeString(folder.resolve("other.json"), text);
        MessagingConfigurationException refusal =
                assertThrows(MessagingConfigurationException.class, () -> ReportReader.read(file));
        assertTrue(refusal.getMessage().contains(part), refusal::getMessage);
        assertTrue(refusal.getMessage().contains(file.toString()), refusal::getMessage);
    }
}
