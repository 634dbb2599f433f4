package io.messaging.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.benchmarks.measure.Bar;
import io.messaging.benchmarks.measure.Sample;
import io.messaging.benchmarks.measure.Series;
import io.messaging.benchmarks.measure.Unit;
import io.messaging.benchmarks.measure.Verdict;
import io.messaging.benchmarks.peer.Brokers;
import io.messaging.benchmarks.peer.PeerUnavailableException;
import io.messaging.benchmarks.scenario.Curve;
import io.messaging.benchmarks.scenario.Effort;
import io.messaging.benchmarks.scenario.ScenarioResult;
import io.messaging.json.JsonText;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportTest {
    private static final Series OURS = timed("embedded", 30_000, 40_000);
    private static final Series ECHO = timed("raw echo", 20_000, 25_000);
    private static final Series RATE =
            new Series("rate <&>", Unit.PER_SECOND, List.of(Sample.ofValue(1_000), Sample.ofValue(3_000)));

    private static final ScenarioResult RESULT = result();
    private static final BenchReport REPORT =
            new BenchReport(Instant.parse("2026-11-23T12:00:00Z"), Map.of("cores", "2"), Effort.QUICK, List.of(RESULT));

    private static ScenarioResult result() {
        ScenarioResult result = new ScenarioResult("some-scenario", "A title with <markup> in it");
        result.group("Times", List.of(OURS, ECHO));
        result.group("Rates", List.of(RATE));
        result.curve(new Curve(
                "By size",
                "bytes",
                Unit.MICROSECONDS,
                List.of(new Curve.Line("embedded", List.of(new Curve.Point(400, 30), new Curve.Point(16_384, 60))))));
        result.verdict(
                Verdict.ofRatio("a comparison whose name is quite long / raw echo", OURS, ECHO, Bar.atMost(1.25)));
        result.verdict(Verdict.ofValue("a figure by itself", OURS, Bar.atMost(1_000)));
        result.note("How it was measured, in a sentence that is too long for a line of eighty columns, so it wraps.");
        result.skip(Brokers.REDIS, new PeerUnavailableException("not on this machine; install it"));
        return result;
    }

    private static Series timed(String name, long... medianNanosOfRounds) {
        List<Sample> rounds = java.util.Arrays.stream(medianNanosOfRounds)
                .mapToObj(median -> Sample.ofLatencies(new long[] {median - 5_000, median, median + 100_000}))
                .toList();
        return new Series(name, Unit.MICROSECONDS, rounds);
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 120})
    void tablesFitIntoTheColumns(int width) {
        List<String> lines = new TextReport(width).scenario(RESULT);
        lines.forEach(line -> assertTrue(line.length() <= width, () -> "too long: '" + line + "'"));
    }

    @Test
    void tablesSayWhichBarIsMissedAndWhichPeerIsSkipped() {
        String text = String.join("\n", new TextReport(120).scenario(RESULT));
        assertTrue(
                Pattern.compile("raw echo +35\\.0 us +22\\.5 us +1\\.55x +1\\.50\\.\\.1\\.60 +<= 1\\.25x +MISS")
                        .matcher(text)
                        .find(),
                text);
        assertTrue(
                Pattern.compile("a figure by itself +35\\.0 us .* ok")
                        .matcher(text)
                        .find(),
                text);
        assertTrue(text.contains("SKIPPED redis: not on this machine; install it"), text);
    }

    @Test
    @SuppressWarnings("unchecked")
    void jsonHasEveryFigure() {
        Map<String, Object> json = (Map<String, Object>) JsonText.parse(JsonReport.write(REPORT));
        Map<String, Object> scenario = ((List<Map<String, Object>>) json.get("scenarios")).get(0);
        Map<String, Object> verdict = ((List<Map<String, Object>>) scenario.get("verdicts")).get(0);
        assertEquals(1.55, ((Number) verdict.get("median")).doubleValue(), 1e-9);
        assertEquals(false, verdict.get("met"));
        Map<String, Object> group = ((List<Map<String, Object>>) scenario.get("groups")).get(0);
        Map<String, Object> series = ((List<Map<String, Object>>) group.get("series")).get(0);
        assertEquals("embedded", series.get("contender"));
        assertEquals(2, ((List<?>) series.get("rounds")).size());
        Map<String, Object> latencies = (Map<String, Object>) series.get("latency_nanos");
        assertEquals(6, ((Number) latencies.get("count")).intValue());
        assertEquals(140_000, ((Number) latencies.get("p99.9")).longValue());
        assertEquals(List.of("redis: not on this machine; install it"), scenario.get("skipped"));
    }

    @Test
    void pageNeedsNoOtherFile() throws Exception {
        String page = HtmlReport.write(REPORT);
        assertFalse(
                Pattern.compile("src=|href=|url\\(|@import|<script")
                        .matcher(page)
                        .find(),
                page);
    }

    @Test
    void pageShowsEachKindOfPlotAndEscapesNames() throws Exception {
        String page = HtmlReport.write(REPORT);
        assertEquals(3, page.split("<svg ", -1).length - 1, "a distribution, bars, and a curve");
        assertEquals(3, page.split("</svg>", -1).length - 1);
        assertTrue(page.contains("A title with &lt;markup&gt; in it"), page);
        assertTrue(page.contains("rate &lt;&amp;&gt;"), page);
        assertFalse(Pattern.compile("NaN|Infinity").matcher(page).find(), "a plot has a place that is no number");
    }

    @Test
    void pageSaysThatAQuickRunIsRough() throws Exception {
        assertTrue(HtmlReport.write(REPORT).contains("A quick run"));
        BenchReport full = new BenchReport(REPORT.time(), REPORT.machine(), Effort.FULL, REPORT.results());
        assertFalse(HtmlReport.write(full).contains("A quick run"));
    }
}
