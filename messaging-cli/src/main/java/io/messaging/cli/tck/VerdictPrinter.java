package io.messaging.cli.tck;

import io.messaging.cli.terminal.DisplayText;
import io.messaging.cli.terminal.Figures;
import io.messaging.cli.terminal.Style;
import io.messaging.cli.terminal.Table;
import io.messaging.cli.terminal.Terminal;
import io.messaging.tck.report.FailureDetail;
import io.messaging.tck.report.Outcome;
import io.messaging.tck.report.RuleResult;
import io.messaging.tck.report.TckReport;
import io.messaging.tck.report.TestResult;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Prints the result of a run: a table of the rules, the failures, and the verdict. */
final class VerdictPrinter {
    private static final int MOST_IDS = 10;
    private static final int WIDEST_TEXT = 120;
    private static final int LONGEST_SENTENCE = 400;
    private static final String INDENT = "  ";

    private final Terminal terminal;
    private final Style style;
    private final TckReport report;

    VerdictPrinter(Terminal terminal, TckReport report) {
        this.terminal = terminal;
        this.style = terminal.outStyle();
        this.report = report;
    }

    void print() {
        printRules();
        report.rules().stream()
                .filter(rule -> rule.measured() == Outcome.FAILED)
                .forEach(this::printFailure);
        printVerdict();
        terminal.out().flush();
    }

    private void printRules() {
        Table table =
                new Table().column("RULE").column("OUTCOME").numbers("TIME").cutting("");
        for (RuleResult rule : report.rules()) {
            String note = rule.note().isEmpty() || rule.measured() == Outcome.PASSED
                    ? rule.rule().statement()
                    : rule.note();
            table.row(
                    rule.rule().id(),
                    word(rule),
                    Figures.duration(rule.duration().toNanos()),
                    note);
        }
        List<String> lines = table.lines(Math.min(terminal.width(), WIDEST_TEXT), style);
        for (int i = 0; i < lines.size(); i++) {
            terminal.out()
                    .println(
                            i == 0
                                    ? lines.get(0)
                                    : coloured(lines.get(i), report.rules().get(i - 1)));
        }
    }

    private static String word(RuleResult rule) {
        String should = rule.rule().must() ? "" : " (SHOULD)";
        return (rule.outcome() == Outcome.FAILED ? "FAILED" : rule.outcome().label()) + should;
    }

    /** Colours the second word of a line after the layout, which counts columns. */
    private String coloured(String line, RuleResult rule) {
        int start = line.indexOf(word(rule), rule.rule().id().length());
        int end = start + word(rule).length();
        String word = line.substring(start, end);
        String painted = switch (rule.outcome()) {
            case PASSED -> style.green(word);
            case FAILED -> style.red(word);
            case WAIVED, NOT_CHECKED -> style.yellow(word);
            case SKIPPED -> style.faint(word);
        };
        return line.substring(0, start) + painted + line.substring(end);
    }

    private void printFailure(RuleResult rule) {
        terminal.out().println();
        String waived = rule.outcome() == Outcome.WAIVED ? " (waived)" : "";
        wrapped("", style.red(rule.rule().id()) + waived + " ", rule.rule().statement());
        for (TestResult test : rule.tests()) {
            test.failure().ifPresent(failure -> printFailure(test, failure));
        }
    }

    private void printFailure(TestResult test, FailureDetail failure) {
        wrapped(INDENT, "in: ", test.name());
        wrapped(INDENT, "expected: ", DisplayText.cut(failure.expectation(), LONGEST_SENTENCE));
        wrapped(INDENT, "seen: ", DisplayText.cut(failure.observation(), LONGEST_SENTENCE));
        ids("missing", failure.missing());
        ids("extra", failure.extra());
        ids("repeated", failure.repeated());
        wrapped(INDENT, "check first: ", failure.checkFirst());
    }

    private void ids(String name, List<String> ids) {
        if (!ids.isEmpty()) {
            String more = ids.size() > MOST_IDS ? ", ..." : "";
            wrapped(
                    INDENT,
                    name + " (" + ids.size() + "): ",
                    ids.stream().limit(MOST_IDS).collect(Collectors.joining(", ")) + more);
        }
    }

    private void wrapped(String indent, String title, String text) {
        if (text.isEmpty()) {
            return;
        }
        int width = Math.min(terminal.width(), WIDEST_TEXT) - indent.length() - INDENT.length();
        String start = indent + title;
        for (String line : DisplayText.wrap(DisplayText.printable(text), Math.max(20, width - title.length()))) {
            terminal.out().println(start + line);
            start = indent + INDENT + INDENT;
        }
    }

    private void printVerdict() {
        terminal.out().println();
        boolean passed = report.verdict().passed();
        String label = report.backend().label();
        terminal.out()
                .println(style.bold(passed ? style.green(label + " passed.") : style.red(label + " did not pass.")));
        report.verdict().problems().forEach(problem -> wrapped(INDENT, "- ", problem));
        String counts = Arrays.stream(Outcome.values())
                .filter(outcome -> report.count(outcome) > 0)
                .map(outcome -> report.count(outcome) + " " + outcome.label())
                .collect(Collectors.joining(", "));
        wrapped("", "", Figures.counted(report.rules().size(), "rule") + ": " + counts + ".");
        terminal.out()
                .println("It took " + Figures.duration(report.run().duration().toNanos()) + "; seed "
                        + report.run().seed() + ", again with --seed "
                        + report.run().seed() + ".");
    }
}
