package io.messaging.testing.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import com.example.shop.BrokenShopSample;
import io.messaging.json.JsonText;
import io.messaging.testing.support.Runs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** What a user sees of a test that failed. The reports stay where the property messaging.testing.keep says. */
@Isolated // its tests check for leaks of the whole JVM
class FailureReportTest {
    private static final String PREFIX = "messaging-io.messaging.testing.report.ReportSample$";
    private static final String SHOP = "messaging-com.example.shop.BrokenShopSample.anOrderThatComesTwiceIsBilledOnce";

    @TempDir
    static Path reports;

    private static Runs runs;

    @BeforeAll
    static void run() {
        runs = Runs.of(
                Map.of("messaging.testing.reports", reports.toString(), "messaging.testing.seed", "4711"),
                selectMethod(BrokenShopSample.class.getName()
                        + "#anOrderThatComesTwiceIsBilledOnce(io.messaging.testing.DistributedTestScenario)"),
                selectMethod(BrokenShopSample.class.getName()
                        + "#aGoodOrderMakesNoProblem(io.messaging.testing.DistributedTestScenario)"),
                selectClass(ReportSample.Ends.class),
                selectClass(ReportSample.EndsInTearDown.class),
                selectClass(ReportSample.EndsInSetUp.class),
                selectClass(ReportSample.UsesWhatTheClassHas.class),
                selectClass(ReportSample.Alike.One.class),
                selectClass(ReportSample.Alike.Two.class),
                selectClass(ReportSample.Unprintable.class),
                selectClass(ReportSample.Wide.class));
    }

    @AfterAll
    static void keep() throws IOException {
        String kept = System.getProperty("messaging.testing.keep");
        if (kept != null) {
            for (Path file : files()) {
                Files.copy(file, Files.createDirectories(Path.of(kept)).resolve(file.getFileName()));
            }
        }
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(reports)) {
            return files.sorted().toList();
        }
    }

    private static String timeline(String test) {
        List<Throwable> failures = runs.failures(test);
        assertEquals(1, failures.size(), () -> test + " failed with " + failures);
        Throwable[] suppressed = failures.get(0).getSuppressed();
        assertEquals(1, suppressed.length, () -> List.of(suppressed).toString());
        return suppressed[0].toString();
    }

    private static void assertHas(String text, String... parts) {
        for (String part : parts) {
            assertTrue(text.contains(part), () -> "no '" + part + "' in:\n" + text);
        }
    }

    private static void assertMatches(String text, String... lines) {
        for (String line : lines) {
            assertTrue(
                    text.lines().anyMatch(found -> found.matches(line)), () -> "no line '" + line + "' in:\n" + text);
        }
    }

    /** Finds a file by its name, which has a number of the test's unique id before its type. */
    private static Path file(String name, String type) throws IOException {
        List<Path> found = files().stream()
                .filter(file -> file.getFileName().toString().matches(Pattern.quote(name) + "-[0-9a-f]{8}\\." + type))
                .toList();
        assertEquals(1, found.size(), () -> name + " is " + found);
        return found.get(0);
    }

    private static String read(String name, String type) throws IOException {
        return Files.readString(file(name, type), StandardCharsets.UTF_8);
    }

    @Test
    void aPlantedBugIsToldByTheTimeline() {
        assertEquals(1, runs.succeeded("aGoodOrderMakesNoProblem"));
        String timeline = timeline("[method:anOrderThatComesTwiceIsBilledOnce(");
        assertHas(timeline, "BrokenShopSample.anOrderThatComesTwiceIsBilledOnce, seed 4711", "as a diagram: file:");
        assertMatches(
                timeline,
                " *[\\d.]+ ms +\\(test\\) +fault +a rule duplicates messages",
                " *[\\d.]+ ms +desk +store +orders +m1 = \\d+ .*\"order\":\"A1\".* ok, [\\d.]+ ms .*",
                " *[\\d.]+ ms +billing +delivery +orders +m1 +ok, [\\d.]+ ms +\\[.*\\]",
                " *[\\d.]+ ms +billing +store +invoices +m3 = \\d+ .*\"order\":\"A1\".* ok, .*");
        assertEquals(
                2, timeline.lines().filter(line -> line.contains("delivery")).count());
    }

    @Test
    void onlyFailuresLeaveFiles() throws IOException {
        Set<String> names = files().stream()
                .filter(file -> !file.toString().contains("$Alike$"))
                .map(file -> file.getFileName().toString().replaceFirst("-[0-9a-f]{8}(?=\\.)", ""))
                .collect(Collectors.toSet());
        assertEquals(
                Stream.of(
                                SHOP,
                                PREFIX + "Ends.fails",
                                PREFIX + "Ends.failsAfterManyMessages",
                                PREFIX + "EndsInTearDown.passes",
                                PREFIX + "EndsInSetUp",
                                PREFIX + "UsesWhatTheClassHas.failsOnAStaticScenario",
                                PREFIX + "Unprintable.fails",
                                PREFIX + "Wide.failsWithALotToShow")
                        .flatMap(name -> Stream.of(name + ".html", name + ".jsonl"))
                        .collect(Collectors.toSet()),
                names);
        assertTrue(runs.failures("[method:isAborted(").get(0).getSuppressed().length == 0);
    }

    @Test
    void aFailureThatCannotBePrintedIsReportedAllTheSame() throws IOException {
        assertHas(read(PREFIX + "Unprintable.fails", "jsonl"), "its message cannot be read", "\"topic\":\"orders\"");
        assertHas(read(PREFIX + "Unprintable.fails", "html"), "its message cannot be read", "desk");
    }

    @Test
    void theFilesAreNamedInTheTestReport() {
        assertTrue(
                runs.entries().stream()
                        .anyMatch(entry -> String.valueOf(entry.get("messaging.report"))
                                .startsWith(reports.resolve(SHOP).toString())),
                () -> runs.entries().toString());
    }

    @Test
    void theTimelineHasProcessesFaultsTimeAndOutput() {
        String timeline = timeline("[method:fails(");
        assertMatches(
                timeline,
                " *[\\d.]+ ms +shipping +process +started, pid \\d+",
                " *[\\d.]+ ms +shipping +subscribe +invoices",
                " *[\\d.]+ ms +shipping +fault +connections cut",
                " *[\\d.]+ ms +\\(test\\) +clock +advanced by PT5M to .*",
                " *[\\d.]+ ms +billing +drop +orders +m3.*dropped by a rule",
                " *[\\d.]+ ms +billing +delivery +orders +m2 +FAILED .*an order without a price.*",
                " *[\\d.]+ ms +shipping +delivery +invoices +m1 +NOT RETURNED YET .*",
                "process 'shipping' \\(pid \\d+\\) printed:",
                " +has \\d+");
    }

    @Test
    void jsonLinesAreForPrograms() throws IOException {
        List<Map<String, Object>> lines = read(SHOP, "jsonl")
                .lines()
                .map(line -> JsonText.parseObject(line.getBytes(StandardCharsets.UTF_8)))
                .toList();
        assertEquals(
                "BrokenShopSample.anOrderThatComesTwiceIsBilledOnce",
                lines.get(0).get("test"));
        assertHas(lines.get(0).get("failure").toString(), "expected: <1> but was: <2>");
        List<Map<String, Object>> deliveries = lines.stream()
                .filter(line -> "delivery".equals(line.get("kind")))
                .toList();
        assertEquals(2, deliveries.size());
        assertEquals("billing", deliveries.get(0).get("process"));
        assertEquals("desk", deliveries.get(0).get("stored_by"));
        assertEquals("ok", deliveries.get(0).get("outcome"));
        assertTrue(deliveries
                .get(0)
                .keySet()
                .containsAll(Set.of("number", "at_micros", "took_micros", "thread", "topic")));
        assertEquals("A1", ((Map<?, ?>) ((Map<?, ?>) deliveries.get(0).get("message")).get("payload")).get("order"));
    }

    @Test
    void thePageEscapesWhatItShows() throws IOException {
        String page = read(PREFIX + "Ends.fails", "html");
        assertHas(page, "&lt;1&gt;", "expected: &lt;3&gt; but was: &lt;1&gt;", "<svg", "shipping");
        assertFalse(page.contains("<3>"));
        assertFalse(page.contains("http://") || page.contains("https://"), "the page needs nothing from elsewhere");
    }

    @Test
    void aLongStoryIsCutToItsEnd() throws IOException {
        String timeline = timeline("[method:failsAfterManyMessages(");
        assertHas(timeline, "archive  subscribe  orders", " events are left out");
        assertTrue(timeline.lines().count() < 210);
        assertEquals(
                4002,
                read(PREFIX + "Ends.failsAfterManyMessages", "jsonl").lines().count());
        assertTrue(Files.size(file(PREFIX + "Ends.failsAfterManyMessages", "html")) < 1 << 20);
    }

    @Test
    void whatAClassHasIsToldWhenItsOwnMethodFails() {
        assertMatches(
                timeline("[class:io.messaging.testing.report.ReportSample$EndsInSetUp]"),
                " *[\\d.]+ ms +desk +store +orders .*");
    }

    @Test
    void aTearDownThatFailsIsAFailure() {
        assertMatches(timeline("EndsInTearDown]/[method:passes("), " *[\\d.]+ ms +desk +store +orders .*");
    }

    @Test
    void whatTheClassHasIsToldWhenATestFails() {
        assertMatches(
                timeline("[method:failsOnAStaticScenario("),
                " *[\\d.]+ ms +desk +store +stock .*",
                " *[\\d.]+ ms +desk +store +orders .*");
    }

    /** File systems without case included. */
    @Test
    void noReportOverwritesAnother() throws IOException {
        List<Path> pages = files().stream()
                .filter(file ->
                        file.toString().contains("$Alike$") && file.toString().endsWith(".html"))
                .toList();
        assertEquals(runs.failures("$Alike$").size(), pages.size());
        assertEquals(11, pages.size());
        assertEquals(
                11,
                pages.stream()
                        .map(file -> file.getFileName().toString().toLowerCase(Locale.ROOT))
                        .distinct()
                        .count());
        assertTrue(pages.stream().allMatch(file -> file.getFileName().toString().length() < 150));
    }

    @Test
    void halfACharacterIsWrittenAsWhatItIs() throws IOException {
        assertHas(read(PREFIX + "Wide.failsWithALotToShow", "jsonl"), "\\ud83c\"");
        assertHas(read(PREFIX + "Wide.failsWithALotToShow", "html"), "half a character \ufffd");
    }
}
