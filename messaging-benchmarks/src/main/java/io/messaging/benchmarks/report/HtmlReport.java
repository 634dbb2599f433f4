package io.messaging.benchmarks.report;

import io.messaging.benchmarks.measure.Latencies;
import io.messaging.benchmarks.measure.Series;
import io.messaging.benchmarks.measure.Spread;
import io.messaging.benchmarks.measure.Unit;
import io.messaging.benchmarks.measure.Verdict;
import io.messaging.benchmarks.scenario.Curve;
import io.messaging.benchmarks.scenario.ScenarioResult;
import io.messaging.benchmarks.scenario.SeriesGroup;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A report as one page that needs no other file. */
public final class HtmlReport {
    private static final String STYLE = "page.css";

    private HtmlReport() {}

    /** The whole page. */
    public static String write(BenchReport report) throws IOException {
        Markup page = new Markup();
        page.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        page.element("title", "Messaging benchmarks").raw("<style>\n" + style() + "</style>\n</head>\n<body>\n");
        page.element("h1", "Messaging benchmarks");
        describe(page, report);
        verdicts(page, report.verdicts());
        report.results().forEach(result -> scenario(page, result));
        return page.raw("</body>\n</html>\n").toString();
    }

    private static String style() throws IOException {
        try (InputStream css = HtmlReport.class.getResourceAsStream(STYLE)) {
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void describe(Markup page, BenchReport report) {
        page.element(
                "p",
                "Finished " + report.time() + ". Each figure is the median of "
                        + report.effort().rounds()
                        + " rounds, all contenders in turn; a ratio is the median of the rounds' ratios. Only ratios "
                        + "carry over to other machines.");
        if (report.effort().divisor() > 1) {
            page.element("p class=\"bad\"", "A quick run: the figures are rough.");
        }
        page.raw("<dl>\n");
        report.machine().forEach((name, value) -> page.element("dt", name).element("dd", value));
        page.raw("</dl>\n");
    }

    private static void verdicts(Markup page, List<Verdict> verdicts) {
        if (verdicts.isEmpty()) {
            return;
        }
        page.raw("<div class=\"wide\"><table>\n");
        header(page, "bar", "ours", "other", "measured", "rounds", "reach", "");
        for (Verdict verdict : verdicts) {
            page.raw("<tr>")
                    .element("td", verdict.what())
                    .element("td", verdict.ours())
                    .element("td", verdict.other());
            page.element("td", verdict.unit().show(verdict.measured().median()));
            page.element("td", range(verdict.measured()));
            page.element("td", verdict.bar().show(verdict.unit()));
            page.element(verdict.isMet() ? "td class=\"good\"" : "td class=\"bad\"", verdict.isMet() ? "ok" : "miss");
            page.raw("</tr>\n");
        }
        page.raw("</table></div>\n");
    }

    private static void scenario(Markup page, ScenarioResult result) {
        page.element("h2 id=\"" + result.name() + "\"", result.title());
        result.notes().forEach(note -> page.element("p", note));
        result.skipped().forEach(peer -> page.element("p class=\"bad\"", "Skipped " + peer));
        verdicts(page, result.verdicts());
        result.groups().forEach(group -> group(page, group));
        for (Curve curve : result.curves()) {
            page.element("h3", curve.title()).raw(CurvePlot.draw(curve));
        }
    }

    private static void group(Markup page, SeriesGroup group) {
        boolean timed =
                group.series().stream().anyMatch(series -> series.latencies().isPresent());
        page.element("h3", group.title()).raw("<div class=\"wide\"><table>\n");
        if (timed) {
            header(page, "", "median", "rounds", "p50", "p90", "p99", "p99.9");
        } else {
            header(page, "", "median", "rounds");
        }
        group.series().forEach(series -> row(page, series, timed));
        page.raw("</table></div>\n");
        if (timed) {
            page.raw(DistributionPlot.draw(group.title(), group.series()));
        } else {
            page.raw(BarPlot.draw(group.title(), group.series()));
        }
    }

    private static void row(Markup page, Series series, boolean timed) {
        page.raw("<tr>").element("td", series.contender()).element("td", series.shown());
        page.element("td", range(series.spread()));
        for (double percent : timed ? Latencies.SHOWN_PERCENTILES : List.<Double>of()) {
            String cell = series.latencies()
                    .map(latencies -> Unit.number(TextReport.micros(latencies, percent)))
                    .orElse("");
            page.element("td", cell);
        }
        page.raw("</tr>\n");
    }

    private static void header(Markup page, String... titles) {
        page.raw("<tr>");
        for (String title : titles) {
            page.element("th", title);
        }
        page.raw("</tr>\n");
    }

    private static String range(Spread spread) {
        return Unit.number(spread.lowest()) + " to " + Unit.number(spread.highest());
    }
}
