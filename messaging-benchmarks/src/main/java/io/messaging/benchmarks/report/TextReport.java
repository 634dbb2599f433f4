package io.messaging.benchmarks.report;

import io.messaging.benchmarks.measure.Latencies;
import io.messaging.benchmarks.measure.Series;
import io.messaging.benchmarks.measure.Spread;
import io.messaging.benchmarks.measure.Unit;
import io.messaging.benchmarks.measure.Verdict;
import io.messaging.benchmarks.scenario.ScenarioResult;
import io.messaging.benchmarks.scenario.SeriesGroup;
import java.util.ArrayList;
import java.util.List;

/** Results as tables for a terminal. Immutable. */
public final class TextReport {
    private final int width;

    /** Sets how many columns there are. */
    public TextReport(int width) {
        this.width = width;
    }

    /** The figures of one scenario. */
    public List<String> scenario(ScenarioResult result) {
        List<String> lines = new ArrayList<>();
        lines.addAll(TextWrap.wrap(result.name() + ": " + result.title(), width));
        for (SeriesGroup group : result.groups()) {
            lines.add("");
            lines.addAll(group(group));
        }
        result.notes().forEach(note -> addParagraph(note, lines));
        result.skipped().forEach(skipped -> addParagraph("SKIPPED " + skipped, lines));
        if (!result.verdicts().isEmpty()) {
            lines.add("");
            lines.addAll(verdicts(result.verdicts()));
        }
        return lines;
    }

    private void addParagraph(String text, List<String> lines) {
        lines.add("");
        lines.addAll(TextWrap.wrap(text, width));
    }

    private List<String> group(SeriesGroup group) {
        boolean timed =
                group.series().stream().anyMatch(series -> series.latencies().isPresent());
        Series ours = group.series().get(0);
        TextTable table = timed
                ? new TextTable(group.title(), "median", "rounds", "p99", "p99.9", "to ours")
                : new TextTable(group.title(), "median", "rounds", "to ours");
        for (Series series : group.series()) {
            Spread spread = series.spread();
            String rounds = Unit.number(spread.lowest()) + ".." + Unit.number(spread.highest());
            String toOurs =
                    series == ours ? "" : Unit.TIMES.show(series.dividedBy(ours).median());
            if (timed) {
                table.row(
                        series.contender(),
                        series.shown(),
                        rounds,
                        percentile(series, 99),
                        percentile(series, 99.9),
                        toOurs);
            } else {
                table.row(series.contender(), series.shown(), rounds, toOurs);
            }
        }
        return table.lines(width);
    }

    private static String percentile(Series series, double percent) {
        return series.latencies()
                .map(latencies -> Unit.number(micros(latencies, percent)))
                .orElse("");
    }

    static double micros(Latencies latencies, double percent) {
        return latencies.percentileNanos(percent) / 1_000.0;
    }

    /** The bar table. */
    public List<String> verdicts(List<Verdict> verdicts) {
        TextTable table = new TextTable("bar", "ours", "other", "measured", "rounds", "reach", "");
        for (Verdict verdict : verdicts) {
            Spread measured = verdict.measured();
            table.row(
                    verdict.what(),
                    verdict.ours(),
                    verdict.other(),
                    verdict.unit().show(measured.median()),
                    Unit.number(measured.lowest()) + ".." + Unit.number(measured.highest()),
                    verdict.bar().show(verdict.unit()),
                    verdict.isMet() ? "ok" : "MISS");
        }
        return table.lines(width);
    }
}
