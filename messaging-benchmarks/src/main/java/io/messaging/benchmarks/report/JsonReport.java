package io.messaging.benchmarks.report;

import io.messaging.benchmarks.measure.Latencies;
import io.messaging.benchmarks.measure.Series;
import io.messaging.benchmarks.measure.Spread;
import io.messaging.benchmarks.measure.Verdict;
import io.messaging.benchmarks.scenario.Curve;
import io.messaging.benchmarks.scenario.ScenarioResult;
import io.messaging.json.JsonText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A report as JSON, for programs that compare runs. */
public final class JsonReport {
    private JsonReport() {}

    /** The whole report as one JSON object. */
    public static String write(BenchReport report) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("time", report.time().toString());
        json.put("machine", report.machine());
        json.put("rounds", report.effort().rounds());
        json.put("warm_up_rounds", report.effort().warmUpRounds());
        json.put("warm_up_seconds", report.effort().warmUpTime().toSeconds());
        json.put("divisor", report.effort().divisor());
        json.put(
                "scenarios", report.results().stream().map(JsonReport::scenario).toList());
        return JsonText.write(json);
    }

    private static Map<String, Object> scenario(ScenarioResult result) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", result.name());
        json.put("title", result.title());
        json.put("verdicts", result.verdicts().stream().map(JsonReport::verdict).toList());
        json.put(
                "groups",
                result.groups().stream()
                        .map(group -> Map.of("title", group.title(), "series", seriesOf(group.series())))
                        .toList());
        json.put("curves", result.curves().stream().map(JsonReport::curve).toList());
        json.put("notes", result.notes());
        json.put("skipped", result.skipped());
        return json;
    }

    private static Map<String, Object> verdict(Verdict verdict) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("what", verdict.what());
        json.put("ours", verdict.ours());
        json.put("other", verdict.other());
        json.put("unit", verdict.unit().symbol());
        putSpread(verdict.measured(), json);
        json.put("bar", verdict.bar().show(verdict.unit()));
        json.put("limit", verdict.bar().limit());
        json.put("met", verdict.isMet());
        return json;
    }

    private static List<Map<String, Object>> seriesOf(List<Series> group) {
        return group.stream().map(JsonReport::series).toList();
    }

    private static Map<String, Object> series(Series series) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("contender", series.contender());
        json.put("unit", series.unit().symbol());
        putSpread(series.spread(), json);
        json.put("rounds", series.values());
        series.latencies().ifPresent(latencies -> json.put("latency_nanos", percentiles(latencies)));
        return json;
    }

    private static void putSpread(Spread spread, Map<String, Object> json) {
        json.put("median", spread.median());
        json.put("lowest", spread.lowest());
        json.put("highest", spread.highest());
    }

    private static Map<String, Object> percentiles(Latencies latencies) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("count", latencies.count());
        for (double percent : Latencies.SHOWN_PERCENTILES) {
            json.put("p" + percent, latencies.percentileNanos(percent));
        }
        return json;
    }

    private static Map<String, Object> curve(Curve curve) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("title", curve.title());
        json.put("x", curve.xLabel());
        json.put("unit", curve.unit().symbol());
        json.put(
                "lines",
                curve.lines().stream()
                        .map(line -> Map.of(
                                "contender",
                                line.contender(),
                                "points",
                                line.points().stream()
                                        .map(point -> List.of(point.x(), point.y()))
                                        .toList()))
                        .toList());
        return json;
    }
}
