package io.messaging.tck.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes a report for programs; {@code docs/tck-report.md} describes the fields. */
public final class JsonReport {
    /** What {@code format} says in every such file. */
    public static final String FORMAT = "messaging-tck-report";

    /** Grows when a field changes its meaning or goes away; new fields may come at any time. */
    public static final int VERSION = 1;

    private static final int MOST_IDS = 1_000;

    private JsonReport() {}

    /**
     * Writes a report.
     *
     * @param report the report
     * @return JSON text
     */
    public static String write(TckReport report) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("format", FORMAT);
        tree.put("version", VERSION);
        tree.put("backend", backend(report.backend()));
        tree.put("run", run(report.run()));
        tree.put("verdict", verdict(report));
        tree.put("rules", report.rules().stream().map(JsonReport::rule).toList());
        tree.put("waivers", report.waivers().stream().map(JsonReport::waiver).toList());
        return JsonWriter.write(tree);
    }

    private static Map<String, Object> backend(TestedBackend backend) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("label", backend.label());
        tree.put("module", backend.module());
        tree.put("class", backend.className());
        tree.put("capabilities", backend.capabilities());
        return tree;
    }

    private static Map<String, Object> run(RunDetails run) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("started", run.started().toString());
        tree.put("durationMillis", run.duration().toMillis());
        tree.put("seed", run.seed());
        tree.put("timeoutFactor", run.timeoutFactor());
        tree.put("rulePatterns", run.rulePatterns());
        tree.put("java", run.java());
        tree.put("system", run.system());
        return tree;
    }

    private static Map<String, Object> verdict(TckReport report) {
        Map<String, Object> counts = new LinkedHashMap<>();
        for (Outcome outcome : Outcome.values()) {
            counts.put(outcome.name(), report.count(outcome));
        }
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("passed", report.verdict().passed());
        tree.put("problems", report.verdict().problems());
        tree.put("counts", counts);
        return tree;
    }

    private static Map<String, Object> rule(RuleResult result) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("id", result.rule().id());
        tree.put("level", result.rule().level());
        tree.put("statement", result.rule().statement());
        tree.put("outcome", result.outcome().name());
        tree.put("note", result.note());
        tree.put("durationMillis", result.duration().toMillis());
        result.waiver().ifPresent(waiver -> tree.put("waiver", waiver(waiver)));
        tree.put("tests", result.tests().stream().map(JsonReport::test).toList());
        return tree;
    }

    private static Map<String, Object> waiver(Waiver waiver) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("rule", waiver.rule());
        tree.put("lastDay", waiver.lastDay().toString());
        tree.put("reason", waiver.reason());
        return tree;
    }

    private static Map<String, Object> test(TestResult test) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", test.name());
        tree.put("outcome", test.outcome().name());
        tree.put("durationMillis", test.duration().toMillis());
        test.skip().ifPresent(skip -> tree.put("skip", skip(skip)));
        test.failure().ifPresent(failure -> tree.put("failure", failure(failure)));
        return tree;
    }

    private static Map<String, Object> skip(SkipReason skip) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("kind", skip.kind().name());
        tree.put("name", skip.name());
        tree.put("text", skip.text());
        return tree;
    }

    private static Map<String, Object> failure(FailureDetail failure) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("expectation", failure.expectation());
        tree.put("observation", failure.observation());
        tree.put("missing", ids(failure.missing()));
        tree.put("extra", ids(failure.extra()));
        tree.put("repeated", ids(failure.repeated()));
        tree.put("checkFirst", failure.checkFirst());
        tree.put("stackTrace", failure.stackTrace());
        tree.put("threadDump", failure.threadDump());
        return tree;
    }

    private static Map<String, Object> ids(List<String> ids) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("count", ids.size());
        tree.put("ids", ids.subList(0, Math.min(ids.size(), MOST_IDS)));
        return tree;
    }
}
