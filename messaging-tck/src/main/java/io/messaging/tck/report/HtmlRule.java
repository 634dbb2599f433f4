package io.messaging.tck.report;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** One rule on the HTML page: its tile in the matrix, and the part that unfolds. */
final class HtmlRule {
    private HtmlRule() {}

    static String cssClass(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Beside the colour, for eyes that do not tell colours apart, and for paper. */
    static String sign(Outcome outcome) {
        return switch (outcome) {
            case PASSED -> "&#10003;";
            case FAILED -> "&#10007;";
            case WAIVED -> "~";
            case NOT_CHECKED -> "?";
            case SKIPPED -> "&#8211;";
        };
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.2f s", duration.toMillis() / 1_000.0);
    }

    static String tile(RuleResult rule) {
        String id = rule.rule().id();
        String number = id.substring(Math.min(id.length(), rule.rule().group().length() + 1));
        return "<a class=\"tile " + cssClass(rule.outcome()) + "\" href=\"#more-" + Markup.escape(id) + "\" title=\""
                + Markup.escape(id + " " + rule.rule().statement() + ": "
                        + rule.outcome().label()) + "\">"
                + Markup.escape(number) + " <b>" + sign(rule.outcome()) + "</b></a>\n";
    }

    static String unfolding(RuleResult rule) {
        Outcome outcome = rule.outcome();
        StringBuilder html = new StringBuilder();
        // The tile's link leads inside, because a browser unfolds what a link leads into.
        html.append("<details class=\"rule " + cssClass(outcome) + "\">\n<summary><span class=\"id\">")
                .append(Markup.escape(rule.rule().id()) + "</span> <span class=\"badge " + cssClass(outcome) + "\">")
                .append(sign(outcome) + " " + outcome.label() + "</span> <span class=\"title\">")
                .append(Markup.escape(rule.rule().statement()))
                .append(rule.rule().must() ? "" : " <em>SHOULD</em>")
                .append(rule.note().isEmpty() ? "" : "<span class=\"note\">" + Markup.escape(rule.note()) + "</span>")
                .append("</span> <span class=\"time\">" + seconds(rule.duration()) + "</span></summary>\n")
                .append("<div class=\"more\" id=\"more-"
                        + Markup.escape(rule.rule().id()) + "\">\n")
                .append("<p class=\"intent\">" + Markup.escape(rule.rule().intent()) + "</p>\n");
        rule.tests().forEach(test -> html.append(test(test)));
        return html.append("</div>\n</details>\n").toString();
    }

    private static String test(TestResult test) {
        StringBuilder html = new StringBuilder();
        html.append("<div class=\"test\">\n<p><span class=\"sign " + cssClass(test.outcome()) + "\">")
                .append(sign(test.outcome()) + "</span> " + Markup.escape(test.name()) + " <span class=\"time\">")
                .append(seconds(test.duration()) + "</span></p>\n");
        test.skip().ifPresent(skip -> html.append("<p class=\"skip\">" + Markup.escape(skip.text()) + "</p>\n"));
        test.failure().ifPresent(failure -> failure(html, failure));
        return html.append("</div>\n").toString();
    }

    private static void failure(StringBuilder html, FailureDetail failure) {
        html.append("<dl class=\"failure\">\n");
        entry(html, "Expected", "", failure.expectation());
        entry(html, "Seen", "", failure.observation());
        entry(html, "Check this first", "first", failure.checkFirst());
        ids(html, "Missing", failure.missing());
        ids(html, "Extra", failure.extra());
        ids(html, "Repeated", failure.repeated());
        html.append("</dl>\n");
        folded(html, "Stack trace", failure.stackTrace());
        folded(html, "Thread dump", failure.threadDump());
    }

    private static void entry(StringBuilder html, String name, String cssClass, String text) {
        if (!text.isEmpty()) {
            html.append("<dt>" + name + "</dt><dd class=\"" + cssClass + "\">").append(Markup.escape(text) + "</dd>\n");
        }
    }

    private static void ids(StringBuilder html, String name, List<String> ids) {
        if (!ids.isEmpty()) {
            html.append("<dt>" + name + " (" + ids.size() + ")</dt><dd class=\"ids\">")
                    .append(Markup.escape(FailureText.ids(ids)) + "</dd>\n");
        }
    }

    private static void folded(StringBuilder html, String name, String text) {
        if (!text.isEmpty()) {
            html.append("<details class=\"text\"><summary>" + name + "</summary><pre>")
                    .append(Markup.escape(text) + "</pre></details>\n");
        }
    }
}
