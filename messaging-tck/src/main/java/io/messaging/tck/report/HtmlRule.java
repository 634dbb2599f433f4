package io.messaging.tck.report;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** One rule on the HTML page: its tile in the matrix, and the part that unfolds. */
final class HtmlRule {
    private final Markup html;
    private final RuleResult rule;

    HtmlRule(Markup html, RuleResult rule) {
        this.html = html;
        this.rule = rule;
    }

    static String cssClass(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A sign beside the colour, for colour-blind readers and for paper. */
    static String sign(Outcome outcome) {
        return switch (outcome) {
            case PASSED -> "\u2713";
            case FAILED -> "\u2717";
            case WAIVED -> "~";
            case NOT_CHECKED -> "?";
            case SKIPPED -> "\u2013";
        };
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.2f s", duration.toMillis() / 1_000.0);
    }

    void tile() {
        String id = rule.rule().id();
        String title =
                id + " " + rule.rule().statement() + ": " + rule.outcome().label();
        html.start("a", "class", "tile " + cssClass(rule.outcome()), "href", "#more-" + id, "title", title);
        html.text(id.substring(Math.min(id.length(), rule.rule().group().length() + 1)) + " ");
        html.element("b", sign(rule.outcome())).end();
    }

    void details() {
        String css = cssClass(rule.outcome());
        String badge = sign(rule.outcome()) + " " + rule.outcome().label();
        html.start("details", "class", "rule " + css).start("summary");
        html.element("span", rule.rule().id(), "class", "id").element("span", badge, "class", "badge " + css);
        html.start("span", "class", "title").text(rule.rule().statement());
        if (!rule.rule().must()) {
            html.text(" ").element("em", "SHOULD");
        }
        if (!rule.note().isEmpty()) {
            html.element("span", rule.note(), "class", "note");
        }
        html.end().element("span", seconds(rule.duration()), "class", "time").end();
        // The tile's link leads inside, because a browser unfolds what a link leads into.
        html.start("div", "class", "more", "id", "more-" + rule.rule().id());
        html.element("p", rule.rule().intent(), "class", "intent");
        rule.tests().forEach(this::test);
        html.end().end();
    }

    private void test(TestResult test) {
        html.start("div", "class", "test").start("p");
        html.element("span", sign(test.outcome()), "class", "sign " + cssClass(test.outcome()));
        html.text(test.name() + " ")
                .element("span", seconds(test.duration()), "class", "time")
                .end();
        test.skip().ifPresent(skip -> html.element("p", skip.text(), "class", "skip"));
        test.failure().ifPresent(this::failure);
        html.end();
    }

    private void failure(FailureDetail failure) {
        html.start("dl", "class", "failure");
        entry("Expected", "", failure.expectation());
        entry("Seen", "", failure.observation());
        entry("Check this first", "first", failure.checkFirst());
        ids("Missing", failure.missing());
        ids("Extra", failure.extra());
        ids("Repeated", failure.repeated());
        html.end();
        folded("Stack trace", failure.stackTrace());
        folded("Thread dump", failure.threadDump());
    }

    private void entry(String name, String cssClass, String text) {
        if (!text.isEmpty()) {
            html.element("dt", name).element("dd", text, "class", cssClass);
        }
    }

    private void ids(String name, List<String> ids) {
        if (!ids.isEmpty()) {
            entry(name + " (" + ids.size() + ")", "ids", FailureText.ids(ids));
        }
    }

    private void folded(String name, String text) {
        if (!text.isEmpty()) {
            html.start("details", "class", "text")
                    .element("summary", name)
                    .element("pre", text)
                    .end();
        }
    }
}
