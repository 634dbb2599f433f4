package io.messaging.tck.report;

import io.messaging.backend.Capability;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes a report as one HTML page that needs no other file, no network and no script. */
public final class HtmlReport {
    private static final String STYLES = "report.css";
    private static final DateTimeFormatter STARTED = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final TckReport report;
    private final Markup html = Markup.html();

    private HtmlReport(TckReport report) {
        this.report = report;
    }

    /**
     * Writes a report.
     *
     * @param report the report
     * @return an HTML document
     */
    public static String write(TckReport report) {
        HtmlReport page = new HtmlReport(report);
        page.page();
        return page.html.toString();
    }

    private void page() {
        String label = report.backend().label();
        html.start("html", "lang", "en").start("head").empty("meta", "charset", "utf-8");
        html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        html.element("title", label + ": " + (report.verdict().passed() ? "passed" : "not passed"));
        html.start("style").raw("\n" + styles()).end().end();
        html.start("body").start("header");
        html.element("p", "Messaging compatibility kit", "class", "kind").element("h1", label);
        verdict();
        html.end().start("main");
        facts();
        matrix();
        waivers();
        html.start("section").element("h2", "Rule by rule");
        filters();
        report.rules().forEach(rule -> new HtmlRule(html, rule).details());
        html.end().end().end().end();
    }

    private void verdict() {
        boolean passed = report.verdict().passed();
        html.start("div", "class", "verdict " + (passed ? "good" : "bad")).start("p");
        html.element("strong", passed ? "Passed." : "Not passed.")
                .text(counts())
                .end();
        if (!passed) {
            html.start("ul");
            report.verdict().problems().forEach(problem -> html.element("li", problem));
            html.end();
        }
        html.end();
    }

    private String counts() {
        return Arrays.stream(Outcome.values())
                .filter(outcome -> report.count(outcome) > 0)
                .map(outcome -> report.count(outcome) + " " + outcome.label())
                .collect(Collectors.joining(", ", "Of " + report.rules().size() + " rules: ", "."));
    }

    private void facts() {
        RunDetails run = report.run();
        html.start("section").start("dl", "class", "facts");
        fact("Backend", (report.backend().module() + " " + report.backend().className()).strip());
        fact("Run", STARTED.format(run.started()) + ", " + HtmlRule.seconds(run.duration()));
        fact("Seed", Long.toString(run.seed()));
        fact("Timeout factor", Double.toString(run.timeoutFactor()));
        if (!run.rulePatterns().isEmpty()) {
            fact("Only rules", String.join(", ", run.rulePatterns()));
        }
        fact("Java", run.java());
        fact("System", run.system());
        html.end().start("ul", "class", "capabilities", "aria-label", "Capabilities");
        for (Capability capability : Capability.values()) {
            boolean declared = report.backend().capabilities().contains(capability.name());
            html.element("li", (declared ? "\u2713 " : "no ") + capability, "class", declared ? "declared" : "absent");
        }
        html.end().end();
    }

    private void fact(String name, String value) {
        html.start("div").element("dt", name).element("dd", value).end();
    }

    private void matrix() {
        html.start("section").element("h2", "At a glance").start("div", "class", "matrix");
        Map<String, List<RuleResult>> byGroup = report.rules().stream()
                .collect(Collectors.groupingBy(rule -> rule.rule().group(), LinkedHashMap::new, Collectors.toList()));
        byGroup.forEach((group, rules) -> {
            html.start("div", "class", "group")
                    .element("span", group, "class", "name")
                    .start("div");
            rules.forEach(rule -> new HtmlRule(html, rule).tile());
            html.end().end();
        });
        html.end().start("p", "class", "legend");
        for (Outcome outcome : Outcome.values()) {
            html.start("span").element("i", HtmlRule.sign(outcome), "class", "tile " + HtmlRule.cssClass(outcome));
            html.text(outcome.label()).end();
        }
        html.end().end();
    }

    private void waivers() {
        if (report.waivers().isEmpty()) {
            return;
        }
        html.start("section")
                .element("h2", "Waivers")
                .start("div", "class", "scroll")
                .start("table");
        html.start("tr")
                .element("th", "Rule")
                .element("th", "Last day")
                .element("th", "Reason")
                .end();
        for (Waiver waiver : report.waivers()) {
            html.start("tr").element("td", waiver.rule());
            html.element("td", waiver.lastDay().toString())
                    .element("td", waiver.reason())
                    .end();
        }
        html.end().end().end();
    }

    /** Shows and hides rules without a script: the style sheet looks at which button is on. */
    private void filters() {
        html.start("p", "class", "filters").start("label");
        html.empty("input", "type", "radio", "name", "show", "checked", "")
                .text(" all")
                .end();
        for (Outcome outcome : Outcome.values()) {
            if (report.count(outcome) > 0) {
                html.start("label");
                html.empty("input", "type", "radio", "name", "show", "value", HtmlRule.cssClass(outcome));
                html.text(" " + outcome.label()).end();
            }
        }
        html.end();
    }

    private static String styles() {
        try (InputStream in = HtmlReport.class.getResourceAsStream(STYLES)) {
            if (in == null) {
                throw new IllegalStateException(STYLES + " is missing from the kit's jar; build it again");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
