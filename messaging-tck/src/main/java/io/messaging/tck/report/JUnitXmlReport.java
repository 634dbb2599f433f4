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
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        long tests = rules.stream().mapToLong(rule -> rule.tests().size()).sum() + otherProblems.size();
        long failures = count(rules, Kind.FAILURE) + otherProblems.size();
        long errors = count(rules, Kind.ERROR);
        long skipped = count(rules, Kind.SKIPPED);
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

    private static long count(List<RuleResult> rules, Kind kind) {
        return rules.stream()
                .flatMap(rule -> rule.tests().stream().filter(test -> kind(rule, test) == kind))
                .count();
    }

    /** A test is as bad as what the rule makes of it. */
    private static Kind kind(RuleResult rule, TestResult test) {
        boolean counts = rule.rule().must() && rule.outcome() != Outcome.WAIVED;
        return switch (test.outcome()) {
            case PASSED -> Kind.NONE;
            case FAILED -> counts ? Kind.FAILURE : Kind.SKIPPED;
            case NOT_CHECKED -> counts && rule.outcome() == Outcome.NOT_CHECKED ? Kind.ERROR : Kind.SKIPPED;
            default -> Kind.SKIPPED;
        };
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
        Kind kind = kind(rule, test);
        if (kind != Kind.NONE) {
            String text = test.failure().map(FailureText::of).orElse("");
            element(xml, kind.name().toLowerCase(Locale.ROOT), message(rule, test), text);
        }
        xml.append("  </testcase>\n");
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
