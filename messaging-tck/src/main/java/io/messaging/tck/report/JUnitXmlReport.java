package io.messaging.tck.report;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Writes a report as JUnit XML, which every build server reads. The file agrees with the verdict: a waived rule is
 * skipped, a rule that could not be checked is an error, and any other problem, such as an expired waiver, is a
 * failure of its own.
 */
public final class JUnitXmlReport {
    private enum Kind {
        NONE,
        FAILURE,
        ERROR,
        SKIPPED
    }

    private JUnitXmlReport() {}

    /**
     * Writes a report.
     *
     * @param report the report
     * @return XML text
     */
    public static String write(TckReport report) {
        List<RuleResult> rules = report.rules();
        List<String> otherProblems = report.verdict().otherProblems();
        long tests = rules.stream().mapToLong(rule -> rule.tests().size()).sum() + otherProblems.size();
        Markup xml = Markup.xml().start("testsuite");
        xml.attribute("name", "messaging-tck: " + report.backend().label());
        xml.attribute("tests", tests);
        xml.attribute("failures", count(rules, Kind.FAILURE) + otherProblems.size());
        xml.attribute("errors", count(rules, Kind.ERROR));
        xml.attribute("skipped", count(rules, Kind.SKIPPED));
        xml.attribute("time", seconds(report.run().duration()));
        xml.attribute("timestamp", report.run().started());
        properties(xml, report);
        rules.forEach(rule -> rule.tests().forEach(test -> testCase(xml, rule, test)));
        for (String problem : otherProblems) {
            xml.start("testcase", "classname", "messaging-tck.verdict", "name", problem, "time", "0");
            xml.start("failure", "message", problem).end().end();
        }
        return xml.end().toString();
    }

    private static long count(List<RuleResult> rules, Kind kind) {
        return rules.stream()
                .flatMap(rule -> rule.tests().stream().filter(test -> kind(rule, test) == kind))
                .count();
    }

    /** A failed test counts only when its rule does. */
    private static Kind kind(RuleResult rule, TestResult test) {
        boolean counts = rule.rule().must() && rule.outcome() != Outcome.WAIVED;
        return switch (test.outcome()) {
            case PASSED -> Kind.NONE;
            case FAILED -> counts ? Kind.FAILURE : Kind.SKIPPED;
            case NOT_CHECKED -> counts && rule.outcome() == Outcome.NOT_CHECKED ? Kind.ERROR : Kind.SKIPPED;
            default -> Kind.SKIPPED;
        };
    }

    private static void properties(Markup xml, TckReport report) {
        xml.start("properties");
        property(xml, "backend_class", report.backend().className());
        property(xml, "backend_module", report.backend().module());
        property(xml, "capabilities", String.join(" ", report.backend().capabilities()));
        property(xml, "seed", report.run().seed());
        property(xml, "timeoutFactor", report.run().timeoutFactor());
        xml.end();
    }

    private static void property(Markup xml, String name, Object value) {
        xml.empty("property", "name", name, "value", value);
    }

    private static void testCase(Markup xml, RuleResult rule, TestResult test) {
        String id = "messaging-tck." + rule.rule().id();
        xml.start("testcase", "classname", id, "name", test.name(), "time", seconds(test.duration()));
        Kind kind = kind(rule, test);
        if (kind != Kind.NONE) {
            String message = message(rule, test).replace('\n', ' ');
            String text = test.failure().map(FailureText::of).orElse("");
            xml.element(kind.name().toLowerCase(Locale.ROOT), text, "message", message);
        }
        xml.end();
    }

    private static String message(RuleResult rule, TestResult test) {
        if (test.skip().isPresent() && rule.outcome() != Outcome.WAIVED) {
            return test.skip().get().text();
        }
        if (rule.outcome() == Outcome.WAIVED) {
            return "waived " + rule.note();
        }
        return (rule.rule().must() ? "" : "a SHOULD, which may be broken: ")
                + test.failure().map(FailureDetail::expectation).orElse("");
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.3f", duration.toMillis() / 1_000.0);
    }
}
