package io.messaging.tck.report;

import java.io.StringWriter;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;

/** Writes a report for programs; {@code docs/tck-report.md} describes the fields. */
public final class JsonReport {
    /** What {@code format} says in every such file. */
    public static final String FORMAT = "messaging-tck-report";

    /** Grows when a field changes its meaning or goes away; new fields may come at any time. */
    public static final int VERSION = 1;

    private static final int MOST_IDS = 1_000;

    /** Half of a surrogate pair, which cannot be encoded. */
    private static final Pattern LONE_SURROGATE = Pattern.compile("\\p{Cs}");

    private static final DefaultPrettyPrinter INDENTED = new DefaultPrettyPrinter(
                    Separators.createDefaultInstance().withObjectNameValueSpacing(Separators.Spacing.AFTER))
            .withObjectIndenter(new DefaultIndenter("  ", "\n"));

    private final JsonGenerator json;

    private JsonReport(JsonGenerator json) {
        this.json = json;
    }

    /**
     * Writes a report.
     *
     * @param report the report
     * @return JSON text
     */
    public static String write(TckReport report) {
        StringWriter text = new StringWriter();
        ObjectWriteContext indented = new ObjectWriteContext.Base() {
            @Override
            public PrettyPrinter getPrettyPrinter() {
                return INDENTED.createInstance();
            }
        };
        try (JsonGenerator json = new JsonFactory().createGenerator(indented, text)) {
            new JsonReport(json).report(report);
        }
        return LONE_SURROGATE
                .matcher(text.append('\n').getBuffer())
                .replaceAll(
                        found -> String.format("\\\\u%04x", (int) found.group().charAt(0)));
    }

    private void report(TckReport report) {
        json.writeStartObject();
        json.writeStringProperty("format", FORMAT);
        json.writeNumberProperty("version", VERSION);
        json.writeObjectPropertyStart("backend");
        json.writeStringProperty("label", report.backend().label());
        json.writeStringProperty("module", report.backend().module());
        json.writeStringProperty("class", report.backend().className());
        list("capabilities", report.backend().capabilities(), json::writeString);
        json.writeEndObject();
        run(report.run());
        json.writeObjectPropertyStart("verdict");
        json.writeBooleanProperty("passed", report.verdict().passed());
        list("problems", report.verdict().problems(), json::writeString);
        json.writeObjectPropertyStart("counts");
        for (Outcome outcome : Outcome.values()) {
            json.writeNumberProperty(outcome.name(), report.count(outcome));
        }
        json.writeEndObject();
        json.writeEndObject();
        list("rules", report.rules(), this::rule);
        list("waivers", report.waivers(), this::waiver);
        json.writeEndObject();
    }

    private <T> void list(String name, List<T> items, Consumer<T> write) {
        json.writeArrayPropertyStart(name);
        items.forEach(write);
        json.writeEndArray();
    }

    private void run(RunDetails run) {
        json.writeObjectPropertyStart("run");
        json.writeStringProperty("started", run.started().toString());
        json.writeNumberProperty("durationMillis", run.duration().toMillis());
        json.writeNumberProperty("seed", run.seed());
        json.writeNumberProperty("timeoutFactor", run.timeoutFactor());
        list("rulePatterns", run.rulePatterns(), json::writeString);
        json.writeStringProperty("java", run.java());
        json.writeStringProperty("system", run.system());
        json.writeEndObject();
    }

    private void rule(RuleResult result) {
        json.writeStartObject();
        json.writeStringProperty("id", result.rule().id());
        json.writeStringProperty("level", result.rule().level().name());
        json.writeStringProperty("statement", result.rule().statement());
        json.writeStringProperty("outcome", result.outcome().name());
        json.writeStringProperty("note", result.note());
        json.writeNumberProperty("durationMillis", result.duration().toMillis());
        result.waiver().ifPresent(waiver -> {
            json.writeName("waiver");
            waiver(waiver);
        });
        list("tests", result.tests(), this::test);
        json.writeEndObject();
    }

    private void waiver(Waiver waiver) {
        json.writeStartObject();
        json.writeStringProperty("rule", waiver.rule());
        json.writeStringProperty("lastDay", waiver.lastDay().toString());
        json.writeStringProperty("reason", waiver.reason());
        json.writeEndObject();
    }

    private void test(TestResult test) {
        json.writeStartObject();
        json.writeStringProperty("name", test.name());
        json.writeStringProperty("outcome", test.outcome().name());
        json.writeNumberProperty("durationMillis", test.duration().toMillis());
        test.skip().ifPresent(this::skip);
        test.failure().ifPresent(this::failure);
        json.writeEndObject();
    }

    private void skip(SkipReason skip) {
        json.writeObjectPropertyStart("skip");
        json.writeStringProperty("kind", skip.kind().name());
        json.writeStringProperty("name", skip.name());
        json.writeStringProperty("text", skip.text());
        json.writeEndObject();
    }

    private void failure(FailureDetail failure) {
        json.writeObjectPropertyStart("failure");
        json.writeStringProperty("expectation", failure.expectation());
        json.writeStringProperty("observation", failure.observation());
        ids("missing", failure.missing());
        ids("extra", failure.extra());
        ids("repeated", failure.repeated());
        json.writeStringProperty("checkFirst", failure.checkFirst());
        json.writeStringProperty("stackTrace", failure.stackTrace());
        json.writeStringProperty("threadDump", failure.threadDump());
        json.writeEndObject();
    }

    private void ids(String name, List<String> ids) {
        json.writeObjectPropertyStart(name);
        json.writeNumberProperty("count", ids.size());
        list("ids", ids.subList(0, Math.min(ids.size(), MOST_IDS)), json::writeString);
        json.writeEndObject();
    }
}
