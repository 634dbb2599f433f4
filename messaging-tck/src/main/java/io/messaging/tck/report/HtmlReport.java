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

/** Writes a report as one page for people, which needs no other file, no network and no script. */
public final class HtmlReport {
    private static final String STYLES = "report.css";
    private static final DateTimeFormatter STARTED = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final TckReport report;
    private final StringBuilder html = new StringBuilder();

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
        String label = Markup.escape(report.backend().label());
        html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
                .append(label + ": " + (report.verdict().passed() ? "passed" : "not passed"))
                .append("</title>\n<style>\n" + styles() + "</style>\n</head>\n<body>\n<header>\n")
                .append("<p class=\"kind\">Messaging compatibility kit</p>\n<h1>" + label + "</h1>\n");
        verdict();
        html.append("</header>\n<main>\n");
        facts();
        matrix();
        waivers();
        html.append("<section>\n<h2>Rule by rule</h2>\n");
        filters();
        report.rules().forEach(rule -> html.append(HtmlRule.unfolding(rule)));
        html.append("</section>\n</main>\n</body>\n</html>\n");
    }

    private void verdict() {
        boolean passed = report.verdict().passed();
        html.append("<div class=\"verdict " + (passed ? "good" : "bad") + "\">\n<p><strong>")
                .append(passed ? "Passed." : "Not passed.")
                .append("</strong> " + counts() + "</p>\n");
        if (!passed) {
            html.append("<ul>\n");
            report.verdict().problems().forEach(problem -> html.append("<li>" + Markup.escape(problem) + "</li>\n"));
            html.append("</ul>\n");
        }
        html.append("</div>\n");
    }

    private String counts() {
        return "Of " + report.rules().size() + " rules: "
                + Arrays.stream(Outcome.values())
                        .filter(outcome -> report.count(outcome) > 0)
                        .map(outcome -> report.count(outcome) + " " + outcome.label())
                        .collect(Collectors.joining(", "))
                + ".";
    }

    private void facts() {
        RunDetails run = report.run();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Backend", (report.backend().module() + " " + report.backend().className()).strip());
        facts.put("Run", STARTED.format(run.started()) + ", " + HtmlRule.seconds(run.duration()));
        facts.put("Seed", Long.toString(run.seed()));
        facts.put("Timeout factor", Double.toString(run.timeoutFactor()));
        if (!run.rulePatterns().isEmpty()) {
            facts.put("Only rules", String.join(", ", run.rulePatterns()));
        }
        facts.put("Java", run.java());
        facts.put("System", run.system());
        html.append("<section>\n<dl class=\"facts\">\n");
        facts.forEach((name, value) -> html.append("<div><dt>" + name + "</dt><dd>" + Markup.escape(value))
                .append("</dd></div>\n"));
        html.append("</dl>\n<ul class=\"capabilities\" aria-label=\"Capabilities\">\n");
        for (Capability capability : Capability.values()) {
            boolean declared = report.backend().capabilities().contains(capability.name());
            html.append("<li class=\"" + (declared ? "declared" : "absent") + "\">" + (declared ? "&#10003; " : "no "))
                    .append(capability + "</li>\n");
        }
        html.append("</ul>\n</section>\n");
    }

    private Map<String, List<RuleResult>> byGroup() {
        return report.rules().stream()
                .collect(Collectors.groupingBy(rule -> rule.rule().group(), LinkedHashMap::new, Collectors.toList()));
    }

    private void matrix() {
        html.append("<section>\n<h2>At a glance</h2>\n<div class=\"matrix\">\n");
        byGroup().forEach((group, rules) -> {
            html.append("<div class=\"group\"><span class=\"name\">" + Markup.escape(group) + "</span>\n<div>\n");
            rules.forEach(rule -> html.append(HtmlRule.tile(rule)));
            html.append("</div></div>\n");
        });
        html.append("</div>\n<p class=\"legend\">\n");
        for (Outcome outcome : Outcome.values()) {
            html.append("<span><i class=\"tile " + HtmlRule.cssClass(outcome) + "\">" + HtmlRule.sign(outcome))
                    .append("</i> " + outcome.label() + "</span>\n");
        }
        html.append("</p>\n</section>\n");
    }

    private void waivers() {
        if (report.waivers().isEmpty()) {
            return;
        }
        html.append("<section>\n<h2>Waivers</h2>\n<div class=\"scroll\"><table>\n")
                .append("<tr><th>Rule</th><th>Last day</th><th>Reason</th></tr>\n");
        report.waivers()
                .forEach(waiver -> html.append("<tr><td>" + Markup.escape(waiver.rule()) + "</td><td>")
                        .append(waiver.lastDay() + "</td><td>" + Markup.escape(waiver.reason()) + "</td></tr>\n"));
        html.append("</table></div>\n</section>\n");
    }

    /** Shows and hides rules without a script: the style sheet looks at which button is on. */
    private void filters() {
        html.append("<p class=\"filters\">\n<label><input type=\"radio\" name=\"show\" checked> all</label>\n");
        for (Outcome outcome : Outcome.values()) {
            if (report.count(outcome) > 0) {
                html.append("<label><input type=\"radio\" name=\"show\" value=\"" + HtmlRule.cssClass(outcome) + "\"> ")
                        .append(outcome.label() + "</label>\n");
            }
        }
        html.append("</p>\n");
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
