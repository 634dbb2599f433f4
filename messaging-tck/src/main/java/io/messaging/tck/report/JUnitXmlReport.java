package io.messaging.tck.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Writes a report as JUnit XML, which every build server reads. The file agrees with the verdict: a waived rule is
 * skipped, a rule that could not be checked is an error, and what is wrong besides, such as an expired waiver, is a
 * failure of its own.
 */
public final class JUnitXmlReport {
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
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        long tests = rules.stream().mapToLong(rule -> rule.tests().size()).sum() + otherProblems.size();
        long failures = count(rules, Outcome.FAILED, true) + otherProblems.size();
        long errors = count(rules, Outcome.NOT_CHECKED, true);
        long skipped = count(rules, Outcome.SKIPPED, false)
                + rules.stream()
                        .filter(rule -> !isCounted(rule))
                        .flatMap(rule -> rule.tests().stream())
                        .filter(test -> test.outcome() == Outcome.FAILED || test.outcome() == Outcome.NOT_CHECKED)
                        .count();
        xml.append("<testsuite name=\"messaging-tck: ")
                .append(Markup.escape(report.backend().label()));
        xml.append("\" tests=\"").append(tests).append("\" failures=\"").append(failures);
        xml.append("\" errors=\"").append(errors).append("\" skipped=\"").append(skipped);
        xml.append("\" time=\"").append(seconds(report.run().duration().toMillis()));
        xml.append("\" timestamp=\"").append(report.run().started()).append("\">\n");
        properties(xml, report);
        rules.forEach(rule -> rule.tests().forEach(test -> testCase(xml, rule, test)));
        otherProblems.forEach(problem -> problemCase(xml, problem));
        return xml.append("</testsuite>\n").toString();
    }

    /** Whether what the rule's tests found decides the verdict. */
    private static boolean isCounted(RuleResult rule) {
        return rule.rule().must() && rule.outcome() != Outcome.WAIVED;
    }

    private static long count(List<RuleResult> rules, Outcome outcome, boolean countedOnly) {
        return rules.stream()
                .filter(rule -> !countedOnly || isCounted(rule))
                .flatMap(rule -> rule.tests().stream())
                .filter(test -> test.outcome() == outcome)
                .count();
    }

    private static void properties(StringBuilder xml, TckReport report) {
        xml.append("  <properties>\n");
        Stream.of(
                        List.of("backend_class", report.backend().className()),
                        List.of("backend_module", report.backend().module()),
                        List.of(
                                "capabilities",
                                String.join(" ", report.backend().capabilities())),
                        List.of("seed", Long.toString(report.run().seed())),
                        List.of("timeoutFactor", Double.toString(report.run().timeoutFactor())))
                .forEach(property -> xml.append("    <property name=\"")
                        .append(property.get(0))
                        .append("\" value=\"")
                        .append(Markup.escape(property.get(1)))
                        .append("\"/>\n"));
        xml.append("  </properties>\n");
    }

    private static void testCase(StringBuilder xml, RuleResult rule, TestResult test) {
        xml.append("  <testcase classname=\"messaging-tck.")
                .append(Markup.escape(rule.rule().id()));
        xml.append("\" name=\"").append(Markup.escape(test.name()));
        xml.append("\" time=\"").append(seconds(test.duration().toMillis())).append("\">\n");
        if (test.outcome() != Outcome.PASSED) {
            outcome(xml, rule, test);
        }
        xml.append("  </testcase>\n");
    }

    private static void outcome(StringBuilder xml, RuleResult rule, TestResult test) {
        String reason = test.skip().map(SkipReason::text).orElse("");
        String text = test.failure().map(FailureText::of).orElse(reason);
        if (test.outcome() == Outcome.SKIPPED) {
            element(xml, "skipped", reason, "");
        } else if (rule.outcome() == Outcome.WAIVED) {
            element(xml, "skipped", "waived " + rule.note(), text);
        } else if (!rule.rule().must()) {
            element(xml, "skipped", "a SHOULD, which may be broken: " + rule.note(), text);
        } else if (test.outcome() == Outcome.NOT_CHECKED) {
            element(xml, "error", "not checked: " + reason, "");
        } else {
            element(xml, "failure", text.lines().findFirst().orElse(""), text);
        }
    }

    private static void element(StringBuilder xml, String name, String message, String text) {
        String head = "    <" + name + " message=\"" + Markup.escape(message.replace('\n', ' ')) + "\"";
        xml.append(head).append(text.isEmpty() ? "/>\n" : ">" + Markup.escape(text) + "</" + name + ">\n");
    }

    private static void problemCase(StringBuilder xml, String problem) {
        xml.append("  <testcase classname=\"messaging-tck.verdict\" name=\"")
                .append(Markup.escape(problem))
                .append("\" time=\"0\">\n");
        element(xml, "failure", problem, "");
        xml.append("  </testcase>\n");
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.3f", millis / 1_000.0);
    }
}
